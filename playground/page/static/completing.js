// The list of what may be written here: while typing, or by Ctrl+Space.

import { fill, h } from "./dom.js";
import { place, replace } from "./editing.js";
import { t } from "./words.js";

const SOON = 90;

/** Belongs to an editor; `ask(text, line, column)` resolves to {from, items}. */
export class Completing {
  constructor(editor, ask) {
    this.editor = editor;
    this.ask = ask;
    this.asked = 0;
    this.items = [];
    this.at = 0;
    this.list = h("div", { class: "completions", id: "script-completions", role: "listbox", tabindex: "0", "aria-label": t("What may be written here"), hidden: true });
    this.said = h("div", { class: "visually-hidden", role: "status" });
    editor.root.append(this.list, this.said);
    editor.field.setAttribute("aria-autocomplete", "list");
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.accept(Number(option.dataset.at));
    });
  }

  get shown() {
    return !this.list.hidden;
  }

  /** After something was typed: open where words begin, narrow down where it is open. */
  typed(event) {
    clearTimeout(this.timer);
    const { field } = this.editor;
    const before = field.value.slice(Math.max(0, field.selectionStart - 200), field.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const isTyping = event.inputType?.startsWith("insert") && event.inputType !== "insertFromPaste";
    const worth = /(?:[A-Za-z_]\w*|: |^\s*- |\{\{ ?|\| |\.|[{[,] ?)$/.test(line) && !/^\s*#/.test(line);
    if (isTyping && worth && !this.quiet) this.timer = setTimeout(() => this.open({ asked: false }), SOON);
    else if (this.shown && event.inputType === "deleteContentBackward") this.timer = setTimeout(() => this.open({ asked: false }), SOON);
    else this.close();
  }

  async open({ asked = true } = {}) {
    const { field } = this.editor;
    const number = (this.asked += 1);
    const { value: text, selectionStart: offset } = field;
    const { line, column } = place(text, offset);
    const found = await this.ask(text, line, column);
    const stale = number !== this.asked || field.value !== text || field.selectionStart !== offset || document.activeElement !== field;
    if (stale) return;
    if (!found?.items.length) {
      this.close();
      if (asked) this.say(t("Nothing to suggest here."));
      return;
    }
    this.from = offset - column + found.from;
    this.items = found.items;
    this.place = { line, column: found.from };
    this.show();
  }

  show() {
    const options = this.items.map((item, at) =>
      h("div", { class: "completion", role: "option", id: `script-completion-${at}`, "data-at": at, "aria-selected": "false" },
        h("span", { class: `completion-kind of-${item.kind}`, "aria-hidden": "true" }),
        h("strong", {}, item.label),
        item.detail && h("small", {}, item.detail),
      ),
    );
    fill(this.list, options);
    this.list.hidden = false;
    this.editor.field.setAttribute("aria-controls", this.list.id);
    this.select(0);
    this.put();
    this.say(t("{n} suggestions", { n: this.items.length }));
  }

  /** Below the word, or above it; nowhere when the word was scrolled out of sight. */
  put() {
    if (!this.shown) return;
    const at = this.editor.rectOf(this.place.line, this.place.column);
    const within = this.editor.root.getBoundingClientRect();
    if (at.bottom < within.top || at.top > within.bottom) {
      this.close();
      return;
    }
    const view = window.visualViewport;
    const bottom = view ? view.offsetTop + view.height : innerHeight;
    const { offsetWidth: wide, offsetHeight: high } = this.list;
    const below = at.bottom + high + 8 < bottom;
    this.list.style.setProperty("left", `${Math.max(8, Math.min(at.left - 34, innerWidth - wide - 8))}px`);
    this.list.style.setProperty("top", `${below ? at.bottom + 4 : Math.max(8, at.top - high - 4)}px`);
  }

  select(at) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = (at + this.items.length) % this.items.length;
    const option = this.list.children[this.at];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.editor.field.setAttribute("aria-activedescendant", option.id);
  }

  /** Whether a key was meant for the list. */
  key(event) {
    if (event.key === "Escape" && !this.shown) this.close(); // what is on its way is not wanted either
    if (!this.shown || event.ctrlKey || event.metaKey || event.altKey) return false;
    const acts = {
      ArrowDown: () => this.select(this.at + 1),
      ArrowUp: () => this.select(this.at - 1),
      PageDown: () => this.select(Math.min(this.at + 8, this.items.length - 1)),
      PageUp: () => this.select(Math.max(this.at - 8, 0)),
      Enter: () => this.accept(this.at),
      Tab: () => this.accept(this.at),
      Escape: () => this.close(),
    };
    const act = event.shiftKey ? null : acts[event.key];
    if (!act) {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.close();
      return false;
    }
    event.preventDefault();
    act();
    return true;
  }

  accept(at) {
    const { field } = this.editor;
    const { insert, caret } = this.items[at];
    this.close();
    this.quiet = true;
    replace(field, this.from, field.selectionStart, insert, caret);
    this.quiet = false;
    if (/(?:: |- |\{|\[|\.)$/.test(insert.slice(0, caret))) this.open({ asked: false });
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    if (!this.shown) return;
    this.list.hidden = true;
    this.editor.field.removeAttribute("aria-activedescendant");
    this.editor.field.removeAttribute("aria-controls");
  }

  say(text) {
    this.said.textContent = text;
  }
}
