// When letters arrive late, a browser may keep words that it has drawn as empty boxes: let it set them all anew.

document.fonts.addEventListener("loadingdone", ({ fontfaces }) => {
  for (const { family } of fontfaces) {
    document.documentElement.toggleAttribute(family.includes("Emoji") ? "data-emoji" : "data-chinese", true);
  }
});
