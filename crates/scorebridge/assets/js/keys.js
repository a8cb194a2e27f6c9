// Shortcuts. Each has a visible control as well; none while typing, none when they are switched off.
const isOn = document.body.dataset.shortcuts !== "off";
const go = { h: "nav-home", s: "nav-secure-score", t: "nav-tickets" };
let waits = false;

const press = (selector) => {
  const found = document.querySelector(selector);
  found?.focus();
  found?.click();
  return Boolean(found);
};

function row(step) {
  const links = [...document.querySelectorAll("tbody th a")];
  const at = links.indexOf(document.activeElement);
  links.at(Math.max(0, Math.min(links.length - 1, at + step)))?.focus();
}

function handle(key) {
  if (waits) {
    waits = false;
    return go[key] && press(`[data-go="${go[key]}"]`);
  }
  switch (key) {
    case "/":
      document.getElementById("search")?.focus();
      return true;
    case "g":
      waits = true;
      setTimeout(() => { waits = false; }, 1500);
      return true;
    case "c":
      return press("[data-key=create]");
    case "s":
      return press("[data-key=share]");
    case "?":
      return press("[data-key=help]");
    case "j":
      return row(1);
    case "k":
      return row(-1);
    case "x": {
      const box = document.activeElement.closest("tr")?.querySelector("input[type=checkbox]");
      box?.click();
      return Boolean(box);
    }
    default:
      return false;
  }
}

document.addEventListener("keydown", (event) => {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable], .menu")) return;
  if (handle(event.key)) event.preventDefault();
});
