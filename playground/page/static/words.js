// The words of the page. In the source they are English; the server gives those of another language.

let words = {};

/** Takes in the translations, and says them wherever the document has `data-t`. */
export function speak(translations, locale) {
  words = translations;
  document.documentElement.lang = locale === "zh" ? "zh-Hans" : locale;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
  }
}

/** The text of a msgid, with `{name}` replaced by values. */
export function t(msgid, values = {}) {
  const text = words[msgid] || msgid;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
