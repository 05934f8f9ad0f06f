// A long form asks before unsaved words are lost.
const changed = new Set();

for (const form of document.querySelectorAll("form[data-confirm-leave]")) {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
}

window.addEventListener("beforeunload", (event) => {
  if (changed.size > 0) event.preventDefault();
});
