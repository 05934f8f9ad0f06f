// One key for each act of a page: `data-key` names it. Without this file the buttons do the same.
const STORED = "qunli_keys";
const marks = [...document.querySelectorAll("[data-keys]")];
const toggle = document.querySelector("[data-keys-switch]");
const writing = (target) => target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

function stored() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function show(on) {
  for (const mark of marks) mark.hidden = mark.tagName === "KBD" && !on;
  for (const act of document.querySelectorAll("[data-key]")) {
    if (on) act.setAttribute("aria-keyshortcuts", act.dataset.key);
    else act.removeAttribute("aria-keyshortcuts");
  }
}

function edit(summary) {
  const fold = summary.closest("details");
  fold.open = true;
  const wrong = fold.querySelector(".is-invalid");
  const empty = [...fold.querySelectorAll("select, input:not([type=hidden])")].find((field) => field.value === "" && field.name !== "new_indicator");
  (wrong ?? empty ?? fold.querySelector("select, input:not([type=hidden])"))?.focus();
}

let on = stored();
show(on);

if (toggle) {
  toggle.checked = on;
  toggle.addEventListener("change", () => {
    on = toggle.checked;
    try {
      localStorage.setItem(STORED, on ? "on" : "off");
    } catch {
      // it holds for this page
    }
    show(on);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writing(event.target)) event.target.blur();
  if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (writing(event.target) && event.target.type !== "checkbox") return;
  const act = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!act) return;
  event.preventDefault();
  if (act.tagName === "SUMMARY") edit(act);
  else act.click();
});

// The place in the text comes into sight without moving the page.
const pane = document.querySelector("[data-pane]");
const here = pane?.querySelector("#here");
if (here) pane.scrollTop += here.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
