// Runs before anything is drawn, so that the page never flashes in the wrong colours.
(() => {
  const page = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const wear = () => {
    const wish = page.dataset.theme;
    page.dataset.bsTheme = wish === "dark" || wish === "light" ? wish : dark.matches ? "dark" : "light";
  };

  page.dataset.script = "on"; // shows what needs JavaScript (.pk-script-only)
  wear();
  dark.addEventListener("change", wear);
})();
