// A button that copies a number or a fingerprint, and says so.
const REST = 2000;

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const line = button.querySelector("span") ?? button;
  const words = line.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    line.textContent = button.dataset.done;
    setTimeout(() => { line.textContent = words; }, REST);
  });
}
