// A link with data-panel opens the [data-panel-content] of its page in a side panel; Back closes it. A form inside
// is sent in place: errors come back into the panel, success leads on, or closes the panel where the form says so.
let panel = null;
let opened = null;
let edited = false;

async function load(url, options) {
  const answer = await fetch(url, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page, content: page.querySelector("[data-panel-content]") };
}

function fill(page, content) {
  panel.replaceChildren(document.importNode(content, true));
  const heading = panel.querySelector("h1, h2");
  if (heading) {
    heading.id ||= "panel-title";
    heading.tabIndex = -1;
    panel.setAttribute("aria-labelledby", heading.id);
  }
  document.title = page.title;
  edited = false;
  (panel.querySelector(".error-summary") ?? heading)?.focus();
}

function shut() {
  if (!panel) return;
  panel.remove();
  panel = null;
  document.title = opened.title;
  opened.by.focus();
}

function mayClose() {
  const question = panel?.querySelector("[data-discard]")?.dataset.discard;
  return !edited || !question || confirm(question);
}

document.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (panel && event.target.closest("[data-panel-close]")) {
    event.preventDefault();
    if (mayClose()) history.back();
    return;
  }
  const link = event.target.closest("a[data-panel]");
  if (!link) return;
  event.preventDefault();
  const { answer, page, content } = await load(link.href).catch(() => ({}));
  if (!content || answer.redirected) return void location.assign(link.href);
  document.querySelectorAll(":popover-open").forEach((open) => open.hidePopover());
  const by = link.closest("[popover]") ? document.querySelector(`[popovertarget="${link.closest("[popover]").id}"]`) ?? link : link;
  opened = { by, title: document.title };
  panel = document.createElement("dialog");
  panel.className = "panel";
  document.body.append(panel);
  panel.showModal();
  fill(page, content);
  history.pushState({ panel: true }, "", link.href);
  panel.addEventListener("cancel", (cancel) => {
    cancel.preventDefault();
    if (mayClose()) history.back();
  });
});

document.addEventListener("input", (event) => {
  if (panel?.contains(event.target)) edited = true;
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!panel?.contains(form)) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.getAttribute("aria-disabled") === "true") return;
  button?.setAttribute("aria-disabled", "true");
  if (button?.dataset.sending) button.textContent = button.dataset.sending;
  const data = new URLSearchParams(new FormData(form, button));
  const { answer, page, content } = await load(form.getAttribute("action"), { method: "POST", body: data }).catch(() => ({}));
  if (!answer) return void form.submit();
  const outcome = answer.redirected && form.matches("[data-stay]") && page.querySelector("[data-outcome]");
  if (outcome) {
    edited = false;
    history.back();
    return void document.dispatchEvent(new CustomEvent("sent", { detail: { url: answer.url, outcome } }));
  }
  if (answer.redirected) return void location.assign(answer.url);
  if (content) fill(page, content);
  else document.documentElement.replaceWith(document.importNode(page.documentElement, true));
});

addEventListener("popstate", shut);
