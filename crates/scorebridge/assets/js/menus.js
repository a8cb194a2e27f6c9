// Menu keys for popover lists: arrows, Home, End, first letters. They open and close without script.
const items = (menu) => [...menu.querySelectorAll(".menu-item")];
const opener = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);

function move(menu, key) {
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 };
  if (key in to) return all[to[key]];
  if (key.length !== 1) return null;
  const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return after.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[popovertarget]");
  const target = button && document.getElementById(button.getAttribute("popovertarget"));
  if (target?.matches(".menu") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    target.showPopover({ source: button });
    items(target).at(event.key === "ArrowDown" ? 0 : -1)?.focus();
    return;
  }
  const menu = event.target.closest?.(".menu:popover-open");
  if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Tab") return void menu.hidePopover();
  if (event.key === " " && event.target.matches("a.menu-item")) {
    event.preventDefault();
    return void event.target.click();
  }
  const next = move(menu, event.key);
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu, .side")) return;
  opener(menu)?.setAttribute("aria-expanded", String(event.newState === "open"));
}, true);

// Menus inside cards: where the browser has no anchors, put them under their button.
document.addEventListener("beforetoggle", (event) => {
  const menu = event.target;
  if (event.newState !== "open" || !menu.matches?.(".menu") || CSS.supports("position-area: bottom")) return;
  const box = opener(menu)?.getBoundingClientRect();
  if (!box) return;
  Object.assign(menu.style, { position: "fixed", top: `${box.bottom}px`, right: `${document.documentElement.clientWidth - box.right}px` });
}, true);

// An open filter closes when something else is chosen, or with Escape.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(".chip details[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.(".chip details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
