// Filters keep the address short: empty fields stay out of it, with HTMX or without.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches?.("form[data-filter]")) return;
  const values = event.detail.parameters;
  for (const [name, value] of Object.entries(values)) {
    if (value === "") delete values[name];
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-filter]")) return;
  for (const field of event.target.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
});

// Coming back by the browser's button: the fields are usable again.
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-filter] [disabled]")) field.disabled = false;
});
