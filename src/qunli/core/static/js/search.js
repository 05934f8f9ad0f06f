// One key leads to the search: "/" puts the cursor into the box. Without this file Tab does.
const writes = (target) => target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(event.target)) return;
  const shown = [...document.querySelectorAll("[data-search]")].reverse().find((box) => box.offsetParent !== null);
  if (shown) {
    event.preventDefault();
    shown.focus();
    shown.select();
  } else {
    const link = document.querySelector("[data-search-page]");
    if (!link) return;
    event.preventDefault();
    link.click();
  }
});
