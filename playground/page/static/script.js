// The panel of scripts: which one is open, what is wrong with it, and what becomes of it.

import { api } from "./api.js";
import { agreed, openMenu } from "./dialogs.js";
import { peopleCard, showDiff } from "./diff.js";
import { fill, h, icon } from "./dom.js";
import { Editor } from "./editor.js";
import { icons } from "./icons.js";
import { marksOf, Outline } from "./outline.js";
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
    const refresh = () => app.try(() => desk.refresh());
    app.on("changed:scripts", () => app.seesPanel("script") && refresh());
    return { show: (options) => desk.show(options), refresh };
  },
};

class Desk {
  constructor(root, app) {
    this.app = app;
    this.root = root;
    this.files = [];
    this.file = null;
    this.saved = "";
    this.problems = [];
    this.parts = buildParts(root, this);
    this.outline = new Outline(this.parts.side, { file: (file) => this.open(file), step: (line) => this.step(line) });
    root.addEventListener("keydown", (event) => this.key(event));
    this.parts.paper.addEventListener("focusin", () => matchMedia(PHONE).matches && this.large(true));
    this.editor = new Editor(this.parts.paper, {
      input: () => this.typed(),
      caret: (place) => this.caret(place),
      save: () => this.save(),
      leaving: (leaving) => this.root.classList.toggle("leaving", leaving),
      complete: (text, line, column) => this.ask("complete", { text, line, column }).catch(() => null),
    });
    this.ready = this.load();
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
    } else if (event.key === "Escape" && this.comparing) {
      this.compare(false);
      this.editor.field.focus({ preventScroll: true });
    } else if (event.key === "Escape" && this.isLarge) {
      this.large(false);
    }
  }

  // Which script is open

  async load() {
    await this.reload();
    const remembered = localStorage.getItem("sopbot.script");
    const first = this.files.find(({ file }) => file === remembered) ?? this.files[0];
    if (first) await this.open(first.file, { quiet: true });
    else this.say("", t("There is no script yet. Begin one with +."));
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
  }

  async refresh() {
    await this.ready;
    await this.reload();
    const { file } = this;
    if (!file) return;
    const { text } = await api.get(this.path());
    if (file !== this.file || text === this.saved) return;
    const changed = this.isChanged;
    this.saved = text;
    if (!changed) this.editor.set(text);
    await this.check();
  }

  async show({ file, line } = {}) {
    await this.ready;
    if (file && file !== this.file) await this.open(file, { quiet: true });
    if (line) {
      this.compare(false);
      this.editor.goTo(line);
    }
  }

  async open(file, { quiet = false } = {}) {
    this.wanted = file;
    const found = await this.app.try(() => api.get(`/api/scripts/${file}`));
    if (!found || this.wanted !== file) return;
    this.keep();
    const draft = localStorage.getItem(this.draftKey(file));
    this.file = file;
    this.saved = found.text;
    this.original = found.original;
    this.problems = [];
    localStorage.setItem("sopbot.script", file);
    this.editor.set(draft ?? found.text);
    this.compare(false);
    this.parts.people.hidden = true;
    this.hideOutline();
    await this.check();
    if (!quiet) this.editor.field.focus({ preventScroll: true });
  }

  hideOutline() {
    this.root.classList.remove("outlined");
    this.parts.name.setAttribute("aria-expanded", "false");
  }

  step(line) {
    this.hideOutline();
    this.compare(false);
    this.editor.goTo(line, 1);
  }

  path(rest = "") {
    return `/api/scripts/${this.file}${rest}`;
  }

  ask(what, body) {
    return api.post(this.path(`/${what}`), body);
  }

  // Unsaved texts stay in this browser

  get isChanged() {
    return this.file !== null && ended(this.editor.text) !== ended(this.saved);
  }

  draftKey(file) {
    const { ready, locale } = this.app.playground;
    return `sopbot.draft.${ready}.${locale}.${file}`;
  }

  draftOf(file) {
    if (file === this.file) return this.isChanged ? this.editor.text : null;
    return localStorage.getItem(this.draftKey(file));
  }

  keep() {
    if (!this.file) return;
    if (this.isChanged) localStorage.setItem(this.draftKey(this.file), this.editor.text);
    else localStorage.removeItem(this.draftKey(this.file));
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
    const { text } = this.editor;
    const file = this.file;
    const found = await this.ask("check", { text }).catch(() => null);
    if (!found || file !== this.file || text !== this.editor.text) return;
    this.took(found);
    this.outline.showSteps(found.outline, this.line);
    this.tell();
  }

  took({ problems, elsewhere }) {
    this.problems = problems;
    this.elsewhere = elsewhere;
    this.editor.setProblems(problems);
    this.parts.problems.hidden = !problems.length && !elsewhere.length;
    const entry = (place, text, act) => h("li", {}, h("button", { type: "button", onclick: act }, h("span", { class: "problem-place" }, place), h("span", {}, text)));
    fill(this.parts.problems,
      problems.map(({ line, column, text }) => entry(t("Line {n}", { n: line }), text, () => this.goTo(line, column))),
      elsewhere.map(({ file, line, text }) => entry(`${file}:${line}`, text, () => this.open(file))),
    );
    this.mark();
  }

  goTo(line, column) {
    this.compare(false);
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

  async save() {
    if (!this.file) return;
    clearTimeout(this.timer);
    const { file, editor: { text, field: { selectionStart: caret } } } = this;
    const answer = await this.app.try(() => api.put(this.path(), { text }));
    if (answer?.saved) localStorage.removeItem(this.draftKey(file));
    if (!answer || file !== this.file) return;
    if (!answer.saved) {
      this.took(answer);
      this.tell();
      this.keep();
      if (this.editor.field.selectionStart === caret) this.editor.nextProblem(1);
      return;
    }
    this.saved = ended(text);
    this.keep();
    this.took(answer);
    await this.reload();
    this.say("good", t("Saved and taken up: version {version}. Whoever starts next runs it.", { version: answer.version }));
    if (this.comparing) await this.compare(true);
    await this.tellPeople();
  }

  /** After saving: those who are inside on earlier versions, if any. */
  async tellPeople() {
    const { people, movable } = await this.ask("diff", { text: this.saved });
    this.parts.people.hidden = people.length < 2;
    if (people.length < 2) return;
    const close = h("button", { class: "icon-button", type: "button", "aria-label": t("Close"), onclick: () => (this.parts.people.hidden = true) }, icon(icons.close));
    fill(this.parts.people, peopleCard(people.slice(1), movable, () => this.move()), close);
  }

  async move() {
    const moved = await this.app.try(() => api.post(this.path("/upgrade")));
    if (!moved) return;
    this.app.toast(t("Moved. The bot has told the owner in private."));
    this.parts.people.hidden = true;
    if (this.comparing) await this.compare(true);
  }

  async discard() {
    if (!this.isChanged) return;
    this.editor.set(this.saved, { typed: true });
    this.keep();
    await this.check();
  }

  async compare(comparing) {
    if (comparing && !this.file) return;
    this.comparing = comparing;
    this.parts.diff.setAttribute("aria-pressed", String(comparing));
    this.root.classList.toggle("comparing", comparing);
    this.parts.sheet.hidden = !comparing;
    this.parts.paper.hidden = comparing;
    if (!comparing) return;
    const found = await this.app.try(() => this.ask("diff", { text: this.editor.text }));
    if (!found) return;
    showDiff(this.parts.sheet, found, () => this.move());
  }

  more() {
    const differs = this.original !== null && this.editor.text !== this.original;
    openMenu(this.parts.more, [
      { text: t("Download this script"), svg: icons.download, act: () => download(this.path("/export")) },
      { text: t("Download all that changed"), svg: icons.download, act: () => download("/api/scripts/changed.zip") },
      ...(differs ? [{ text: t("Back to how it came"), svg: drawn.undo, act: () => this.restore() }] : []),
    ], { label: t("More") });
  }

  async restore() {
    if (!(await agreed(t("Back to how it came?"), t("The text becomes the one this script had at first. Save it, and it runs; undo brings yours back."), t("Bring it back")))) return;
    this.editor.set(this.original, { typed: true });
    await this.check();
  }

  create() {
    newScript(async (file) => {
      await this.reload();
      await this.open(file);
    });
  }
}

/** A text with the end of line that files have after their last one. */
const ended = (text) => text.replace(/\n*$/, "\n");

function download(path) {
  const link = h("a", { href: path, download: "" });
  document.body.append(link);
  link.click();
  link.remove();
}
