// Buttons that copy, and buttons that show a secret.
const say = (text) => {
  document.getElementById("announce").textContent = text;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  const text = from ? (from.value ?? from.textContent.trim()) : button.dataset.copy;
  await navigator.clipboard.writeText(text);
  say(document.body.dataset.copied);
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.textContent = document.body.dataset.copied;
  setTimeout(() => { label.textContent = before; }, 2000);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  const field = button && document.getElementById(button.dataset.reveal);
  if (!field) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});
