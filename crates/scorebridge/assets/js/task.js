// Forms: the task form counts characters and keeps the due date in step with the priority, lists can be selected,
// a choice can send its form, and a form that was sent cannot be sent twice.
const words = (text, number) => text.replace("#", number.toLocaleString(document.documentElement.lang));

function count(field) {
  const counter = document.querySelector(`[data-count-of="${field.id}"]`);
  if (counter) counter.textContent = words(counter.dataset.countWords, [...field.value].length);
}

function select(form) {
  const boxes = [...form.querySelectorAll("[name=ticket]")];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").classList.toggle("selected", box.checked);
  const all = form.querySelector("[data-select-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  const bar = form.querySelector("[data-selection]");
  if (!bar) return;
  bar.hidden = !chosen.length;
  const text = bar.querySelector("[data-selected]");
  text.textContent = words(text.dataset.selected, chosen.length);
}

// The suggested date is replaced only while it is still a suggested one.
function suggest(radio) {
  const form = radio.form;
  const suggested = [...form.querySelectorAll("[data-due]")].map((other) => other.dataset.due);
  const due = form.elements.due;
  if (!due.value || suggested.includes(due.value)) due.value = radio.dataset.due;
}

// A name as the card will show it.
function preview(input) {
  if (input.lang !== document.documentElement.lang) return;
  const status = encodeURIComponent(`${input.form.elements.type.value}:${input.dataset.value}`);
  const link = document.querySelector(`#preview a[href*="status=${status}"]`);
  if (link) link.lastChild.textContent = ` ${input.value}`;
}

document.addEventListener("input", (event) => {
  const at = event.target;
  if (at.matches("textarea")) count(at);
  if (at.matches("[data-preview]")) preview(at);
});

document.addEventListener("change", (event) => {
  const at = event.target;
  if (at.matches("[data-due]")) suggest(at);
  const form = at.form;
  if (form?.matches("[data-submit-on-change]")) return void form.requestSubmit();
  if (!form?.matches("[data-select]")) return;
  if (at.matches("[data-select-all]")) for (const box of form.querySelectorAll("[name=ticket]")) box.checked = at.checked;
  select(form);
});

document.addEventListener("reset", (event) => {
  if (event.target.matches("[data-select]")) setTimeout(() => select(event.target));
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.closest("dialog") || event.target.method !== "post" || !button) return;
  if (button.getAttribute("aria-disabled") === "true") return void event.preventDefault();
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.sending) button.textContent = button.dataset.sending;
});

// A page that comes back from the browser's cache can be sent again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-disabled=true]")) button.removeAttribute("aria-disabled");
  for (const form of document.querySelectorAll("[data-select]")) select(form);
  for (const form of document.querySelectorAll("[data-submit-on-change]")) form.querySelector("button").hidden = true;
});
