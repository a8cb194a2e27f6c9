// Live regions: one event stream per visible tab. An element with data-live and an id is taken over anew from the
// page's own address when an event it names arrives. Focus and scrolling stay; open menus wait.
const body = document.body.dataset;
const waiting = new Set();
let source = null;
let silence = 0;
let timer = 0;
let announced = 0;

const regions = () => [...document.querySelectorAll("[data-live][id]")];
const indicators = () => [...document.querySelectorAll(".live")];

function show(state, text) {
  for (const indicator of indicators()) {
    indicator.dataset.state = state;
    const word = indicator.querySelector("[data-live-word]");
    if (word && text) word.textContent = text;
  }
}

function isBusy(region) {
  const at = document.activeElement;
  return region.querySelector(":popover-open, details.chip[open]") || (region.contains(at) && at.matches("input, select, textarea"));
}

async function refresh() {
  const due = regions().filter((region) => region.dataset.live.split(" ").some((name) => waiting.has(name)) && !isBusy(region));
  waiting.clear();
  if (!due.length) return;
  for (const region of due) region.classList.add("refreshing");
  const answer = await fetch(location.href, { headers: { accept: "text/html", "x-scorebridge-live": "1" } }).catch(() => null);
  for (const region of due) region.classList.remove("refreshing");
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of due) replace(region, page.getElementById(region.id));
  for (const indicator of indicators()) {
    const fresh = page.querySelector(".live");
    if (fresh) indicator.innerHTML = fresh.innerHTML;
  }
  show("on", body.live);
  if (Date.now() - announced > 10_000) {
    announced = Date.now();
    document.getElementById("announce").textContent = body.changed;
  }
}

function replace(region, fresh) {
  if (!fresh || fresh.innerHTML === region.innerHTML) return;
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && (focused.id || focused.getAttribute("href"));
  region.replaceWith(fresh);
  if (!key) return;
  const again = [...fresh.querySelectorAll("a, button, summary")].find((item) => item.id === key || item.getAttribute("href") === key);
  again?.focus({ preventScroll: true });
}

function soon(name) {
  document.dispatchEvent(new CustomEvent(`live-${name}`));
  waiting.add(name);
  clearTimeout(timer);
  timer = setTimeout(refresh, 300);
}

function heard() {
  clearTimeout(silence);
  silence = setTimeout(() => show("lost", body.reconnecting), 60_000);
  show("on", body.live);
}

function open() {
  if (source || document.hidden || !body.events) return;
  source = new EventSource(body.events);
  source.addEventListener("heartbeat", (event) => {
    heard();
    document.dispatchEvent(new CustomEvent("heartbeat", { detail: Number(event.data) }));
  });
  source.addEventListener("missed", () => ["ticket", "score", "connection", "check"].forEach(soon));
  for (const name of ["ticket", "score", "connection", "check"]) {
    source.addEventListener(name, () => { heard(); soon(name); });
  }
  source.addEventListener("error", () => show("lost", body.reconnecting));
}

function close() {
  source?.close();
  source = null;
  clearTimeout(silence);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return close();
  open();
  ["ticket", "score", "connection", "check"].forEach(soon);
});
addEventListener("pagehide", close);
addEventListener("pageshow", open);
open();
