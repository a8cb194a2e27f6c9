// After a form of the panel was sent: a toast once the ticket has its number, never before. A ticket that cannot be
// sent now is no matter for a toast: its page says why. A toast stays while it is pointed at or holds the focus.
const SHOWN = 8_000;
const PATIENCE = 30_000;
const box = document.getElementById("toasts");

function heard() {
  return new Promise((resolve) => {
    document.addEventListener("live-ticket", resolve, { once: true });
    setTimeout(resolve, 1_500);
  });
}

async function ask(url) {
  const answer = await fetch(url, { headers: { accept: "text/html", "x-scorebridge-live": "1" } }).catch(() => null);
  if (!answer?.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-outcome]");
}

function show(outcome) {
  const toast = document.importNode(outcome, true);
  toast.hidden = false;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast.remove()), SHOWN);
  };
  toast.querySelector("[data-dismiss]").addEventListener("click", () => toast.remove());
  box.append(toast);
  wait();
}

document.addEventListener("sent", async (event) => {
  const { url } = event.detail;
  let { outcome } = event.detail;
  const until = Date.now() + PATIENCE;
  while (outcome?.dataset.outcome === "pending" && Date.now() < until) {
    await heard();
    outcome = (await ask(url)) ?? outcome;
  }
  if (outcome?.dataset.outcome === "sent") show(outcome);
  else location.assign(url);
});
