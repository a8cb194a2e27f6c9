// Folds the navigation to its icons and back; a cookie keeps it, so that the next page is drawn so.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-rail]")) return;
  const root = document.documentElement;
  const folded = root.dataset.nav !== "rail";
  if (folded) root.dataset.nav = "rail";
  else delete root.dataset.nav;
  document.cookie = `scorebridge_nav=${folded ? "rail" : "full"}; path=/; max-age=31536000; samesite=lax`;
});
