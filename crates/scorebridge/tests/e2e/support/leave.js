// Notes whether the next click leaves the page: a link that is followed or a form that is sent, unless a script does
// the work instead. The note goes with the page.
if (window.leavingPage === undefined) {
  window.leavingPage = false;
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.download || event.defaultPrevented) return;
    const here = link.href.split("#")[0] === location.href.split("#")[0];
    window.leavingPage = !(here && link.hash);
  });
  addEventListener("submit", (event) => {
    window.leavingPage = !event.defaultPrevented && (event.submitter?.formMethod || event.target.method) !== "dialog";
  });
}
