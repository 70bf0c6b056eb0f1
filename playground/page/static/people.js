// Whom one plays: the chip in the bar, and the dialog in which one becomes somebody else.

import { notTwice } from "./api.js";
import { inviteCrowd, livingActs, livingWords } from "./crowd.js";
import { openDialog, openMenu } from "./dialogs.js";
import { avatar, fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { actsOf } from "./standing.js";
import { t } from "./words.js";

const LOOKING_ON = { id: 0, role: "nobody", initials: "", hue: 190, inside: [] };
const AT_FIRST = 60;
const MORE = 120;
const SECTIONS = ["nobody", "owner", "assistant", "anonymous", "member", "outsider"];

/** Mounts the chip, and gives the app `openPeople()`; Ctrl or ⌘ and K opens it too. */
export function mountPeople(chip, app) {
  const show = () => {
    const person = app.who();
    const name = person ? person.name : t("Looking on");
    fill(
      chip,
      face(person ?? LOOKING_ON),
      h("span", { class: "person-words" }, h("small", {}, person ? t("You are playing") : t("You are")), h("strong", {}, name)),
      h("kbd", { "aria-hidden": "true" }, shortcut()),
    );
    chip.setAttribute("aria-label", t("{name}: play somebody else", { name }));
  };
  app.inviteCrowd = () => inviteCrowd(app);
  app.openPeople = () => document.querySelector("dialog.people") ?? new Switcher(app).open();
  chip.addEventListener("click", app.openPeople);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) app.openPeople();
  });
  app.on("person", show);
  app.on("people", show);
}

/** What the shortcut is called on this machine. */
export function shortcut() {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";
}

function face(person) {
  return person.id === 0 ? h("span", { class: "avatar", style: { "--hue": 190 }, "aria-hidden": "true" }, icon(icons.eye)) : avatar(person);
}

class Switcher {
  constructor(app) {
    this.app = app;
    this.at = 0;
    this.field = h("input", {
      class: "field", type: "search", autofocus: true, placeholder: t("Name or @username"), "aria-label": t("Find somebody"), role: "combobox", autocomplete: "off",
      "aria-expanded": "true", "aria-controls": "people-list", "aria-autocomplete": "list", oninput: () => this.show(), onkeydown: (event) => this.key(event),
    });
    this.list = h("div", { class: "people-list", id: "people-list", role: "listbox", tabindex: "-1", "aria-label": t("People"), onscroll: () => this.scrolled() });
    this.acts = h("div", { class: "people-acts" });
    this.invent = notTwice(() => this.makeSomeone());
  }

  open() {
    const someone = h("button", { class: "button", type: "button", onclick: () => this.invent() }, icon(icons.plus), t("Someone new"));
    const crowd = h("button", { class: "button", type: "button", "aria-label": t("Newcomers who act on their own"), title: t("Newcomers who act on their own"), onclick: () => this.leaveFor(inviteCrowd) }, icon(icons.group), h("span", { class: "wide-only" }, t("Newcomers …")));
    const off = this.app.on("people", () => this.show());
    this.dialog = openDialog({
      title: t("Who do you want to be?"),
      kind: "people",
      content: [h("div", { class: "people-top" }, this.field, someone, crowd), this.list, this.acts],
      closed: off,
    });
    this.show(true);
    if (!this.app.people.size) this.app.refreshPeople();
  }

  /** Shows whom the filter lets through; keeps pointing at the same person. */
  show(first = false) {
    const pointed = first ? this.app.person : this.people?.[this.at]?.id;
    const sought = this.field.value.trim().toLowerCase().replace(/^@/, "");
    const everyone = [LOOKING_ON, ...this.app.people.values()];
    const fits = (person) => [nameOf(person), person.username ?? "", ...(sought.length > 1 ? [roleOf(person.role)] : [])].some((text) => text.toLowerCase().includes(sought));
    this.people = SECTIONS.flatMap((role) => everyone.filter((person) => person.role === role && fits(person)));
    const at = Math.max(0, this.people.findIndex(({ id }) => id === pointed));
    this.showRows(Math.max(AT_FIRST, at + MORE));
    this.point(at);
  }

  /** Shows so many of them; hundreds at once would be slow, and nobody reads them. */
  showRows(count) {
    this.count = count;
    fill(this.list, this.people.length ? this.rows() : h("p", { class: "empty" }, t("Nobody is called that.")));
  }

  scrolled() {
    const left = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    if (left > 400 || this.count >= this.people.length) return;
    this.showRows(this.count + MORE);
    this.point(this.at, false);
  }

  rows() {
    const rows = [];
    let role = null;
    this.people.slice(0, this.count).forEach((person, at) => {
      if (person.role !== role && person.id !== 0) rows.push(h("div", { class: "people-heading", role: "presentation" }, headingOf(person.role)));
      ({ role } = person);
      rows.push(this.row(person, at));
    });
    return rows;
  }

  row(person, at) {
    const about = person.id === 0 ? t("See every chat, say nothing") : [person.username && `@${person.username}`, livingWords(person, this.app)].filter(Boolean).join(" · ") || roleOf(person.role);
    return h(
      "div",
      { class: "person", role: "option", id: `person-${at}`, onclick: (event) => (event.target.closest(".person-more") ? this.openActs(person, at) : this.choose(person)) },
      face(person),
      h("span", { class: "person-name" }, h("strong", {}, nameOf(person)), h("small", {}, about)),
      chips(person),
      person.id === this.app.person && h("span", { class: "chip accent" }, icon(icons.check), t("you")),
      person.id !== 0 && h("span", { class: "person-more", "aria-hidden": "true" }, icon(icons.more)),
    );
  }

  /** For mouse and finger, what the buttons at the bottom are for the keyboard: what this person can do. */
  openActs(person, at) {
    this.point(at, false);
    this.openMenu(document.querySelector(`#person-${at} .person-more`), [...this.actsOf(person), { text: t("Play {name}", { name: person.name }), svg: icons.person, act: () => this.choose(person) }], person);
  }

  openMenu(anchor, entries, person) {
    openMenu(anchor, entries, { label: t("What {name} can do", { name: person.name }) });
  }

  actsOf(person) {
    const more = (ways) => this.openMenu(document.querySelector(`#person-${this.at} .person-more`), ways, person);
    return [...actsOf(person, this.app), ...livingActs(person, this.app, more)];
  }

  leaveFor(open) {
    this.dialog.close();
    open(this.app);
  }

  point(at, scroll = true) {
    this.list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    this.at = at;
    if (at >= this.count) this.showRows(at + MORE);
    const row = document.getElementById(`person-${at}`);
    row?.setAttribute("aria-selected", "true");
    if (scroll) row?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", row ? row.id : "");
    this.showActs(this.people[at]);
  }

  showActs(person) {
    this.acts.hidden = !person || person.id === 0;
    if (this.acts.hidden) return;
    const focused = this.acts.contains(document.activeElement);
    fill(
      this.acts,
      h("span", { class: "people-whose" }, person.name),
      this.actsOf(person).map(({ text, svg, act, danger }) => h("button", { class: `button ${danger ? "danger" : ""}`, type: "button", onclick: act }, icon(svg), text)),
      h("button", { class: "button primary", type: "button", onclick: () => this.choose(person) }, t("Play {name}", { name: person.name })),
    );
    if (focused) this.acts.querySelector("button")?.focus();
  }

  key(event) {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by && this.people.length) {
      event.preventDefault();
      this.point(Math.max(0, Math.min(this.people.length - 1, this.at + by)));
    } else if (event.key === "Enter" && this.people[this.at]) {
      event.preventDefault();
      this.choose(this.people[this.at]);
    }
  }

  choose(person) {
    this.dialog.close();
    this.app.playAs(person.id);
  }

  /** Somebody new, by the name that was typed, whom one plays from now on, unless one has left the dialog before they came. */
  async makeSomeone() {
    const typed = this.field.value.trim();
    const person = await this.app.try(() => this.app.api.post("/api/people", typed.startsWith("@") ? {} : { name: typed }));
    if (!person) return;
    await this.app.refreshPeople();
    if (!this.app.people.has(person.id) || !this.dialog.open) return;
    this.choose(person);
    this.app.toast(t("You are {name} now, and have never been here.", { name: person.name }));
  }
}

function nameOf(person) {
  return person.id === 0 ? t("Looking on") : person.name;
}

function roleOf(role) {
  return { owner: t("owner"), assistant: t("assistant"), anonymous: t("anonymous admin"), member: t("member"), outsider: t("not in the group") }[role] ?? "";
}

function headingOf(role) {
  return { owner: t("Owner"), assistant: t("Assistants"), anonymous: t("Anonymous"), member: t("Members"), outsider: t("Not in the group") }[role];
}

function chips(person) {
  if (person.gone) return h("span", { class: "chip danger" }, t("account gone"));
  if (person.private === "blocked") return h("span", { class: "chip warn" }, t("blocked the bot"));
  if (person.private === "never") return h("span", { class: "chip" }, t("never pressed Start"));
  return null;
}
