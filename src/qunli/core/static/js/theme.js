// Light, dark, or as the system: remembered in a cookie so that the server renders the choice.
const ROUND = { auto: "light", light: "dark", dark: "auto" };
const YEAR = 31536000;

function stored() {
  const found = document.cookie.match(/(?:^|; )qunli_theme=(light|dark)/);
  return found ? found[1] : "auto";
}

function apply(choice) {
  if (choice === "auto") {
    delete document.documentElement.dataset.bsTheme;
  } else {
    document.documentElement.dataset.bsTheme = choice;
  }
  document.dispatchEvent(new CustomEvent("qunli:theme"));
}

function remember(choice) {
  const age = choice === "auto" ? 0 : YEAR;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `qunli_theme=${choice}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

function label(button, choice) {
  const words = { auto: button.dataset.labelAuto, light: button.dataset.labelLight, dark: button.dataset.labelDark };
  button.querySelector("[data-theme-label]").textContent = words[choice];
  button.setAttribute("aria-label", `${button.dataset.name}: ${words[choice]}`);
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.dataset.name = button.getAttribute("aria-label");
  button.hidden = false;
  label(button, stored());
  button.addEventListener("click", () => {
    const choice = ROUND[stored()];
    remember(choice);
    apply(choice);
    label(button, choice);
  });
}
