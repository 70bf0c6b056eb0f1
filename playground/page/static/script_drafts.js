// Texts that were not saved: they stay in this browser, by community and file.

export class Drafts {
  constructor({ ready, locale }) {
    this.place = `sopbot.draft.${ready}.${locale}`;
  }

  /** The unsaved text of a file, or null. */
  of(file) {
    return localStorage.getItem(`${this.place}.${file}`);
  }

  /** Keeps a text; null forgets what was kept. */
  keep(file, text) {
    if (text === null) localStorage.removeItem(`${this.place}.${file}`);
    else localStorage.setItem(`${this.place}.${file}`, text);
  }
}
