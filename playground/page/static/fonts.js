// When letters arrive late, a browser may keep words that it has drawn as empty boxes: let it set them all anew.

document.fonts.addEventListener("loadingdone", () => {
  document.documentElement.toggleAttribute("data-lettered");
});
