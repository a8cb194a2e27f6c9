// Elements that assistive technology can reach, with their accessible names: those of one role, or every form
// field when no role is given.
const [role] = arguments;
const FIELDS = ["checkbox", "combobox", "listbox", "radio", "searchbox", "slider", "spinbutton", "switch", "textbox"];
axe.teardown();
axe.setup(document);
try {
  const found = [];
  for (const element of document.querySelectorAll("body, body *")) {
    const node = axe.utils.getNodeFromTree(element);
    if (!node) continue;
    const own = axe.commons.aria.getRole(node);
    // File, date and password inputs have no role of their own.
    const fits = role ? own === role : FIELDS.includes(own) || element.matches("input:not([type=hidden]), select, textarea");
    if (!fits || !axe.commons.dom.isVisibleToScreenReaders(node)) continue;
    const name = axe.commons.text.accessibleTextVirtual(node).replace(/\s+/g, " ").trim();
    found.push({ name, element });
  }
  return found;
} finally {
  axe.teardown();
}
