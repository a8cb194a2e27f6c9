// Role and accessible name of the element that has the focus.
axe.teardown();
axe.setup(document);
try {
  const node = axe.utils.getNodeFromTree(document.activeElement);
  const name = axe.commons.text.accessibleTextVirtual(node).replace(/\s+/g, " ").trim();
  return [axe.commons.aria.getRole(node) ?? document.activeElement.localName, name];
} finally {
  axe.teardown();
}
