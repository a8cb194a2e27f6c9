// Comforts only: every page works without this file.

const announce = document.getElementById("announcements");

function say(text) {
  if (announce) announce.textContent = text;
}

/** Copies the value that the button names. */
function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = source.textContent.trim();
  navigator.clipboard.writeText(text).then(
    () => say(button.dataset.copied),
    () => getSelection().selectAllChildren(source),
  );
}

/** Hides the modules whose names do not contain the text. */
function filterNavigator(input) {
  const wanted = input.value.trim().toLowerCase();
  for (const group of document.querySelectorAll("[data-application]")) {
    const whole = group.dataset.application.toLowerCase().includes(wanted);
    let any = false;
    for (const item of group.querySelectorAll("li")) {
      const hit = whole || item.textContent.toLowerCase().includes(wanted);
      item.hidden = !hit;
      any ||= hit;
    }
    group.hidden = !any;
    if (wanted && any) group.open = true;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

for (const element of document.querySelectorAll("[data-script]")) element.hidden = false;

const filter = document.getElementById("navigator-filter");
filter?.addEventListener("input", () => filterNavigator(filter));

const all = document.getElementById("select-all");
all?.addEventListener("change", () => {
  for (const box of document.querySelectorAll('input[name="row"]')) box.checked = all.checked;
});
