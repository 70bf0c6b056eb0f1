// Light or dark, decided before the first paint so that a dark page never flashes white. A classic script on purpose.
"use strict";

(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const wanted = localStorage.getItem("sopbot.theme") || "system";
    document.documentElement.dataset.theme = wanted === "system" ? (dark.matches ? "dark" : "light") : wanted;
  };
  dark.addEventListener("change", show);
  addEventListener("theme", show);
  show();
})();
