// Two minutes before the session ends for want of activity, a dialog offers to stay. The event stream tells how
// long is left; activity in another tab closes the dialog again.
const dialog = document.getElementById("session-dialog");

document.addEventListener("heartbeat", (event) => {
  const soon = event.detail <= 120;
  if (soon && dialog && !dialog.open) dialog.showModal();
  if (!soon && dialog?.open) dialog.close();
});

dialog?.addEventListener("close", () => fetch(location.href, { headers: { accept: "text/html" } }));
