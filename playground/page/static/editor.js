// The editor: a text field as every browser has it, above a layer that shows the same text in colours.

import { colour } from "./colours.js";
import { Completing } from "./completing.js";
import { h } from "./dom.js";
import { comment, indent, newLine, offsetOf, outdent, place, replace } from "./editing.js";
import { t } from "./words.js";

/** `on`: input(text), caret({line, problems}), save(), leaving(bool); `complete(text, line, column)` asks what may come. */
export class Editor {
  constructor(root, on) {
    this.on = on;
    this.rows = [];
    this.leaving = false;
    this.layer = h("div", { class: "editor-layer", "aria-hidden": "true", inert: true }); // else the browser's search finds every word twice
    this.field = h("textarea", {
      class: "editor-field", id: "script-text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off",
      "aria-label": t("Text of the script"), "aria-describedby": "script-keys script-state", wrap: "soft",
    });
    this.hint = h("div", { class: "editor-hint", role: "presentation", hidden: true });
    this.page = h("div", { class: "editor-page" }, this.layer, this.field);
    this.root = h("div", { class: "editor" }, this.page, this.hint);
    root.append(this.root);
    this.completing = new Completing(this, on.complete);
    this.listen();
    this.draw();
  }

  /** Whether one may write; there may be nothing to write in yet. */
  set isOpen(open) {
    this.field.readOnly = !open;
  }

  get text() {
    return this.field.value;
  }

  /** Another text; `typed` keeps what was there in the browser's undo. */
  set(text, { typed = false } = {}) {
    if (typed) {
      this.field.focus();
      replace(this.field, 0, this.text.length, text, 0);
    } else {
      this.field.value = text;
      this.field.setSelectionRange(0, 0);
      this.root.scrollTop = 0;
    }
    this.completing.close();
    this.draw();
    this.follow();
  }

  listen() {
    const { field } = this;
    field.addEventListener("input", (event) => {
      this.draw();
      this.follow();
      this.on.input(this.text);
      this.completing.typed(event);
    });
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("focus", () => this.follow());
    field.addEventListener("blur", () => {
      this.leave(false);
      this.completing.close();
      this.current?.classList.remove("current");
    });
    document.addEventListener("selectionchange", () => document.activeElement === field && this.follow());
    this.root.addEventListener("pointermove", (event) => this.point(event));
    this.root.addEventListener("pointerleave", () => (this.hint.hidden = true));
    new ResizeObserver(() => this.resized()).observe(this.root);
    this.root.addEventListener("scroll", () => {
      this.completing.put();
      this.hint.hidden = true;
    });
  }

  key(event) {
    if (this.field.readOnly || event.isComposing || this.completing.key(event)) return;
    const act = this.actOf(event);
    if (!act) {
      if (!["Shift", "Tab"].includes(event.key)) this.leave(false);
      return;
    }
    event.preventDefault();
    act();
  }

  actOf(event) {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey) {
      const acts = { s: () => this.on.save(), "/": () => comment(this.field), " ": () => this.completing.open() };
      return event.altKey ? null : acts[key.toLowerCase()];
    }
    if (event.altKey) return null;
    if (key === "Tab" && this.leaving) return null;
    const acts = {
      Tab: () => (shiftKey ? outdent(this.field) : indent(this.field)),
      Enter: () => newLine(this.field),
      Escape: () => this.leave(true),
      F8: () => this.nextProblem(shiftKey ? -1 : 1),
    };
    return acts[key];
  }

  leave(leaving) {
    if (leaving === this.leaving) return;
    this.leaving = leaving;
    this.on.leaving(leaving);
  }

  /** Buttons for those who have no such keys. */
  act(name) {
    if (this.field.readOnly) return;
    this.field.focus();
    const acts = { indent, outdent, comment, complete: () => this.completing.open() };
    if (acts[name]) acts[name](this.field);
    else document.execCommand(name);
  }

  /** Brings the coloured layer in line with the text: only lines that differ are made anew. */
  draw() {
    const lines = this.text.split("\n");
    const { rows } = this;
    let from = 0;
    while (from < rows.length && from < lines.length && rows[from].text === lines[from]) from += 1;
    let oldEnd = rows.length;
    let newEnd = lines.length;
    while (oldEnd > from && newEnd > from && rows[oldEnd - 1].text === lines[newEnd - 1]) {
      oldEnd -= 1;
      newEnd -= 1;
    }
    const after = rows[oldEnd]?.node ?? null;
    const made = lines.slice(from, newEnd).map((text, at) => {
      const kept = rows[from + at];
      const known = from + at < oldEnd;
      return { text, before: null, after: null, marks: known ? kept.marks : [], node: known ? kept.node : h("div", { class: "line" }) };
    });
    for (const row of rows.splice(from, oldEnd - from, ...made).slice(made.length)) row.node.remove();
    for (const { node } of made) if (!node.isConnected) this.layer.insertBefore(node, after);
    let state = from ? rows[from - 1].after : "";
    for (let at = from; at < rows.length && (at < newEnd || rows[at].before !== state); at += 1) {
      rows[at].before = state;
      state = this.paint(rows[at]);
    }
  }

  paint(row) {
    const { pieces, state } = colour(row.text, row.before);
    row.after = state;
    const wrong = row.marks.length ? Math.min(row.marks[0].column - 1, Math.max(0, row.text.length - 1)) : -1;
    const end = wrong < 0 ? -1 : wrong + Math.max(1, /^[^\s,:{}[\]]*/.exec(row.text.slice(wrong))[0].length);
    row.node.classList.toggle("faulty", wrong >= 0);
    row.node.replaceChildren();
    let at = 0;
    for (const [kind, text] of pieces) {
      for (const [part, is] of cut(text, wrong - at, end - at)) {
        row.node.append(kind || is ? h("span", { class: `c-${kind}${is ? " c-wrong" : ""}` }, part) : part);
      }
      at += text.length;
    }
    return state;
  }

  /** Marks the lines that have problems; marks move with their lines until they are checked again. */
  setProblems(problems) {
    this.problems = problems;
    const byLine = Map.groupBy ? Map.groupBy(problems, ({ line }) => line) : grouped(problems);
    this.rows.forEach((row, at) => {
      const marks = byLine.get(Math.min(at + 1, this.rows.length)) ?? [];
      if (!marks.length && !row.marks.length) return;
      row.marks = marks;
      this.paint(row);
    });
    this.follow();
  }

  nextProblem(by) {
    const found = (this.problems ?? []).toSorted((a, b) => by * (a.line - b.line || a.column - b.column));
    if (!found.length) return;
    const { line, column } = place(this.text, this.field.selectionStart);
    const ahead = found.find((one) => by * (one.line - line || one.column - column) > 0) ?? found[0];
    this.goTo(ahead.line, ahead.column);
  }

  goTo(line, column = 1) {
    const offset = offsetOf(this.text, line, column);
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(offset, offset);
    const row = this.rows[Math.min(line, this.rows.length) - 1];
    if (row) this.root.scrollTop = row.node.offsetTop - this.root.clientHeight / 3;
    this.follow();
  }

  /** Shows which line the caret is in, and says its problems. */
  follow() {
    const { line, column } = place(this.text, this.field.selectionStart);
    const row = this.rows[line - 1];
    if (row?.node !== this.current) this.current?.classList.remove("current");
    this.current = row?.node;
    if (document.activeElement === this.field) {
      this.current?.classList.add("current");
      if (this.field.selectionStart === this.field.selectionEnd) this.reveal(line, column);
    }
    this.on.caret({ line, problems: row?.marks ?? [] });
  }

  /** With less room, on a phone for the keyboard, one still sees where one writes, and what is suggested there. */
  resized() {
    const { selectionStart, selectionEnd } = this.field;
    const before = this.height;
    this.height = this.root.clientHeight;
    if (document.activeElement !== this.field || selectionStart !== selectionEnd) return;
    const { line, column } = place(this.text, selectionStart);
    const { top, bottom } = this.rectOf(line, column);
    const from = this.root.getBoundingClientRect().top;
    if (top < from || bottom > from + before) return; // one has scrolled away from there
    this.reveal(line, column);
    this.completing.put();
  }

  /** Scrolls as far as it takes to see a place; browsers do so themselves only while one types. */
  reveal(line, column) {
    const at = this.rectOf(line, column);
    const within = this.root.getBoundingClientRect();
    if (at.top < within.top + 8) this.root.scrollTop -= within.top + 8 - at.top;
    else if (at.bottom > within.bottom - 8) this.root.scrollTop += at.bottom - within.bottom + 8;
  }

  /** What is wrong with the line under the pointer, beside it. */
  point({ clientX, clientY }) {
    const row = this.rows.find(({ marks, node }) => marks.length && isAcross(node, clientY));
    this.hint.hidden = !row;
    if (!row) return;
    this.hint.replaceChildren(...row.marks.map(({ text }) => h("p", {}, text)));
    const box = row.node.getBoundingClientRect();
    const within = this.root.getBoundingClientRect();
    const left = Math.max(within.left + 8, Math.min(clientX - 24, within.right - this.hint.offsetWidth - 8));
    const below = box.bottom + this.hint.offsetHeight + 8 < innerHeight;
    this.hint.style.setProperty("left", `${left}px`);
    this.hint.style.setProperty("top", `${below ? box.bottom + 4 : box.top - this.hint.offsetHeight - 4}px`);
  }

  /** Where on the screen a column (from 1) of a line stands. */
  rectOf(line, column) {
    const { node } = this.rows[line - 1];
    const range = document.createRange();
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let left = column - 1;
    for (let piece = walk.nextNode(); piece; piece = walk.nextNode()) {
      if (left <= piece.length) {
        range.setStart(piece, left);
        range.setEnd(piece, left);
        const [rect] = range.getClientRects();
        if (rect) return rect;
      }
      left -= piece.length;
    }
    const box = node.getBoundingClientRect();
    return new DOMRect(box.left + parseFloat(getComputedStyle(node).paddingLeft), box.top, 0, box.height);
  }
}

/** Whether a height on the screen runs through an element. */
function isAcross(node, y) {
  const { top, bottom } = node.getBoundingClientRect();
  return top <= y && y < bottom;
}

/** A piece of text in up to three, of which one is wrong. */
function cut(text, from, to) {
  if (to <= 0 || from >= text.length || from === to) return [[text, false]];
  const [a, b] = [Math.max(0, from), Math.min(text.length, to)];
  return [[text.slice(0, a), false], [text.slice(a, b), true], [text.slice(b), false]].filter(([part]) => part);
}

function grouped(problems) {
  const found = new Map();
  for (const one of problems) found.set(one.line, [...(found.get(one.line) ?? []), one]);
  return found;
}
