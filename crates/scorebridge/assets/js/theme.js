// Colours change at once; the form then saves the choice.
document.addEventListener("submit", (event) => {
  const choice = event.submitter?.name === "theme" && event.submitter.value;
  if (!choice) return;
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
});
