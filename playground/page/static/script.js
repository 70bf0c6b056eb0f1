// The panel of scripts: which one is open, what is wrong with it, and what becomes of it.

import { api, oneAtATime } from "./api.js";
import { Comparison } from "./comparing.js";
import { fill, h, icon, stillHere } from "./dom.js";
import { Editor } from "./editor.js";
import { icons } from "./icons.js";
import { loading } from "./loading.js";
import { marksOf, Outline } from "./outline.js";
import { Drafts } from "./script_drafts.js";
import { drawn } from "./script_icons.js";
import { newScript } from "./script_new.js";
import { buildParts } from "./script_parts.js";
import { t } from "./words.js";

const CHECK_AFTER = 300;
const PHONE = "(max-width: 699px)";

export const panel = {
  id: "script",
  title: "Script",
  icon: icons.script,
  sheets: ["editor", "outline", "diff"],
  mount(root, app) {
    const desk = new Desk(root, app);
    app.on("changed:scripts", () => app.seesPanel("script") && desk.refresh());
    return { show: (options) => desk.show(options), refresh: () => desk.refresh() };
  },
};

class Desk {
  constructor(root, app) {
    this.app = app;
    this.root = root;
    this.files = [];
    this.known = false;
    this.file = null;
    this.saved = "";
    this.problems = [];
    this.drafts = new Drafts(app.playground);
    this.parts = buildParts(root, this);
    this.refresh = loading(app, this.parts.note, () => this.known, () => this.renew());
    this.saving = oneAtATime(() => app.try(() => this.keepForGood()));
    this.comparison = new Comparison(this);
    this.outline = new Outline(this.parts.side, { file: (file) => this.open(file), step: (line) => this.step(line) });
    root.addEventListener("keydown", (event) => this.key(event));
    this.parts.paper.addEventListener("focusin", () => matchMedia(PHONE).matches && this.large(true));
    this.editor = new Editor(this.parts.paper, {
      input: () => this.typed(),
      caret: (place) => this.caret(place),
      save: () => this.save(),
      leaving: (leaving) => this.root.classList.toggle("leaving", leaving),
      complete: (text, line, column) => this.app.try(() => this.ask("complete", { text, line, column })),
    });
    this.mark();
    addEventListener("beforeunload", () => this.keep());
  }

  get isLarge() {
    return this.root.classList.contains("large");
  }

  large(large) {
    this.root.classList.toggle("large", large);
    document.body.classList.toggle("script-large", large);
    const label = large ? t("Leave full screen") : t("Full screen");
    this.parts.enlarge.setAttribute("aria-label", label);
    this.parts.enlarge.title = label;
    fill(this.parts.enlarge, icon(large ? drawn.shrink : drawn.enlarge));
    if (!large && document.activeElement === this.editor.field) this.editor.field.blur();
  }

  showOutline(open = !this.root.classList.contains("outlined")) {
    this.root.classList.toggle("outlined", open);
    this.parts.name.setAttribute("aria-expanded", String(open));
    if (open) this.parts.side.querySelector("[aria-current], button")?.focus();
  }

  key(event) {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      this.save();
    } else if (event.key === "Escape" && this.root.classList.contains("outlined")) {
      this.showOutline(false);
      this.parts.name.focus();
    } else if (event.key === "Escape" && this.comparison.isOpen) {
      this.comparison.close();
      this.editor.field.focus({ preventScroll: true });
    } else if (event.key === "Escape" && this.isLarge) {
      this.large(false);
    }
  }

  // Which script is open

  /** Brings everything up to date; the first time it opens what was open when one left. */
  async renew() {
    await this.reload();
    if (!this.files.some(({ file }) => file === this.file)) this.file = null;
    if (this.file) await this.takeIn(this.file);
    else await this.openFirst();
    this.known = true;
    fill(this.parts.note);
  }

  async openFirst() {
    const remembered = localStorage.getItem("sopbot.script");
    const first = this.files.find(({ file }) => file === remembered) ?? this.files[0];
    if (!first) this.say("", t("There is no script yet. Begin one with +."));
    else if (!this.wanted) await this.take(first.file, { quiet: true, chosen: false });
  }

  /** Takes in a text that was changed elsewhere; what one is writing stays. */
  async takeIn(file) {
    const { saved } = this;
    const found = await this.whileOpen(file, api.get(this.path("", file)));
    if (!found || saved !== this.saved || found.text === saved) return;
    const { text } = found;
    const changed = this.isChanged;
    this.saved = text;
    if (!changed) this.editor.set(text);
    await this.check();
  }

  /** The answer about a script; null if another one lies here by then, which may be because this one was deleted. */
  async whileOpen(file, answer) {
    try {
      const found = await answer;
      return file === this.file ? found : null;
    } catch (error) {
      if (file === this.file) throw error;
      return null;
    }
  }

  /** What there was of a script that was deleted is not kept. */
  forget(file) {
    if (file === this.file) this.file = null;
    this.drafts.keep(file, null);
    this.refresh();
  }

  async reload() {
    this.files = await api.get("/api/scripts");
    this.mark();
  }

  /** Shows the files with their marks; an unsaved text of this browser is one too. */
  mark() {
    const files = this.files.map((one) => ({ ...one, draft: this.draftOf(one.file) !== null, problems: one.file === this.file ? this.problems.length : one.problems }));
    this.outline.showFiles(files, this.file);
    const open = files.find(({ file }) => file === this.file);
    if (open) fill(this.parts.name, icon(icons.document), h("span", { class: "outline-words" }, h("strong", {}, open.title), h("small", {}, open.file)), marksOf(open), icon(icons.down));
    this.parts.save.disabled = !this.isChanged;
    this.parts.discard.disabled = !this.isChanged;
    this.parts.diff.disabled = this.parts.more.disabled = !this.file;
    this.editor.isOpen = Boolean(this.file);
  }

  async show({ file, line }) {
    const isHere = stillHere();
    if (file && file !== this.file) await this.open(file, { quiet: true });
    if (line && file === this.file && isHere()) this.goTo(line);
  }

  open(file, how) {
    return this.app.try(() => this.take(file, how));
  }

  /** Opens a script, unless another one was asked for before it has come. What one has chosen shuts the list it was chosen from. */
  async take(file, { quiet = false, chosen = true } = {}) {
    const wanted = (this.wanted = { file });
    const isHere = stillHere();
    try {
      const found = await api.get(this.path("", file));
      if (wanted === this.wanted) this.begin(file, found);
      if (wanted === this.wanted && chosen && isHere()) this.showOutline(false);
    } finally {
      if (wanted === this.wanted) this.wanted = null;
    }
    if (file !== this.file) return;
    if (!quiet && isHere()) this.editor.field.focus({ preventScroll: true });
    await this.check();
  }

  begin(file, { text, original }) {
    this.keep();
    Object.assign(this, { file, original, saved: text, problems: [], elsewhere: [] });
    localStorage.setItem("sopbot.script", file);
    this.editor.set(this.drafts.of(file) ?? text);
    this.comparison.forget();
    this.mark();
  }

  step(line) {
    this.showOutline(false);
    this.goTo(line, 1);
  }

  path(rest = "", file = this.file) {
    return `/api/scripts/${file}${rest}`;
  }

  ask(what, body) {
    return api.post(this.path(`/${what}`), body);
  }

  // Unsaved texts stay in this browser

  get isChanged() {
    return this.file !== null && ended(this.editor.text) !== ended(this.saved);
  }

  draftOf(file) {
    if (file === this.file) return this.isChanged ? this.editor.text : null;
    return this.drafts.of(file);
  }

  keep() {
    if (this.file) this.drafts.keep(this.file, this.draftOf(this.file));
  }

  // While one writes

  typed() {
    this.mark();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.keep();
      this.check();
    }, CHECK_AFTER);
  }

  async check() {
    const asked = (this.asked = { text: this.editor.text, file: this.file });
    const found = await this.app.try(() => this.whileOpen(asked.file, this.ask("check", { text: asked.text })));
    if (asked !== this.asked || asked.file !== this.file || asked.text !== this.editor.text) return;
    if (!found) {
      this.say("warn", t("Not checked yet"));
      return;
    }
    this.took(found);
    this.outline.showSteps(found.outline, this.line);
    this.tell();
  }

  took({ problems, elsewhere }) {
    this.problems = problems;
    this.elsewhere = elsewhere;
    this.parts.problems.hidden = !problems.length && !elsewhere.length;
    const entry = (place, text, act) => h("li", {}, h("button", { type: "button", onclick: act }, h("span", { class: "problem-place" }, place), h("span", {}, text)));
    fill(this.parts.problems,
      problems.map(({ line, column, text }) => entry(t("Line {n}", { n: line }), text, () => this.goTo(line, column))),
      elsewhere.map(({ file, line, text }) => entry(`${file}:${line}`, text, () => this.open(file))),
    );
    this.editor.setProblems(problems); // after the list: it takes room from the editor, which keeps its caret in sight
    this.mark();
  }

  goTo(line, column) {
    this.comparison.close();
    this.editor.goTo(line, column);
  }

  tell() {
    const n = this.problems.length;
    const one = this.files.find(({ file }) => file === this.file);
    if (n && !one?.version) this.say("danger", t(n === 1 ? "1 problem: it can't run until it is mended" : "{n} problems: it can't run until they are mended", { n }));
    else if (n) this.say("danger", t(n === 1 ? "1 problem, the last good version goes on" : "{n} problems, the last good version goes on", { n }));
    else if (this.elsewhere?.length) this.say("warn", t("No problem here, but in other scripts because of it"));
    else if (this.isChanged) this.say("good", t("Checked, no problem. Not saved yet."));
    else this.say("good", t("Checked, no problem"));
  }

  say(kind, text) {
    this.parts.state.dataset.kind = kind;
    if (this.parts.state.textContent !== text) fill(this.parts.state, kind && icon(kind === "good" ? icons.check : drawn.warning), h("span", {}, text));
  }

  caret({ line, problems }) {
    if (!this.editor) return;
    this.line = line;
    this.outline.follow(line);
    for (const [at, item] of [...this.parts.problems.children].entries()) item.classList.toggle("here", problems.includes(this.problems[at]));
  }

  // What becomes of it

  save() {
    this.isHere = stillHere();
    return this.saving();
  }

  async keepForGood() {
    if (!this.file) return;
    clearTimeout(this.timer);
    const { file, editor: { text } } = this;
    const answer = await api.put(this.path(), { text });
    if (answer.saved) this.drafts.keep(file, null);
    if (file !== this.file) return;
    this.asked = null; // a check that is under way says less
    if (!answer.saved) {
      this.took(answer);
      this.tell();
      this.keep();
      if (this.isHere()) this.editor.nextProblem(1);
      return;
    }
    this.saved = ended(text);
    this.keep();
    this.took(answer);
    this.say("good", t("Saved and taken up: version {version}. Whoever starts next runs it.", { version: answer.version }));
    await this.reload();
    await this.comparison.tell(file, this.saved);
  }

  async discard() {
    if (!this.isChanged) return;
    this.editor.set(this.saved, { typed: true });
    this.keep();
    await this.check();
  }

  create() {
    newScript((file) => {
      this.open(file);
      this.refresh();
    });
  }
}

/** A text with the end of line that files have after their last one. */
const ended = (text) => text.replace(/\n*$/, "\n");
