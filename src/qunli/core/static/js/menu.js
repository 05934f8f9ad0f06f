// Menus are <details>; this only closes them on Escape, on a click elsewhere, and when another opens.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Strips that scroll sideways on a phone begin where one is.
for (const here of document.querySelectorAll(".mainnav-list .active, .tabs .active")) {
  const strip = here.closest("ul");
  if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}
