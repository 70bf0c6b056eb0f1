// The text on the desk beside the version that runs, and what becomes of the people inside.

import { api, notTwice } from "./api.js";
import { peopleCard, showDiff } from "./diff.js";
import { fill, h, icon, stillHere } from "./dom.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

/** Belongs to a desk, whose text it hides while it is open. */
export class Comparison {
  constructor(desk) {
    this.desk = desk;
    this.isOpen = false;
    this.asked = null;
    this.move = notTwice((file) => desk.app.try(() => this.movePeople(file)));
  }

  turn() {
    if (this.isOpen) this.close();
    else this.open();
  }

  async open() {
    if (!this.desk.file) return;
    this.show(true);
    const isHere = stillHere();
    const shown = await this.desk.app.try(() => this.renew());
    if (shown && isHere()) this.desk.parts.sheet.querySelector("h2").focus({ preventScroll: true });
  }

  close() {
    this.show(false);
  }

  /** Another script is on the desk now. */
  forget() {
    const { sheet, people } = this.desk.parts;
    this.close();
    fill(sheet);
    people.hidden = true;
  }

  show(open) {
    const { root, parts } = this.desk;
    this.isOpen = open;
    parts.diff.setAttribute("aria-pressed", String(open));
    root.classList.toggle("comparing", open);
    parts.sheet.hidden = !open;
    parts.paper.hidden = open;
  }

  /** Compares anew; resolves to whether it is shown, which it is not if something else was asked for meanwhile. */
  async renew() {
    const { desk } = this;
    const { file } = desk;
    const asked = (this.asked = { file });
    const found = await desk.ask("diff", { text: desk.editor.text });
    if (asked !== this.asked || !this.isOpen || file !== desk.file) return false;
    showDiff(desk.parts.sheet, found, () => this.move(file));
    return true;
  }

  /** After a text was saved: how it differs now, and who is inside on earlier versions, if anybody is. */
  async tell(file, text) {
    if (this.isOpen) await this.renew();
    const { people, movable } = await api.post(this.desk.path("/diff", file), { text });
    if (file !== this.desk.file) return;
    const card = this.desk.parts.people;
    card.hidden = people.length < 2;
    if (people.length < 2) return;
    const close = h("button", { class: "icon-button", type: "button", "aria-label": t("Close"), onclick: () => (card.hidden = true) }, icon(icons.close));
    fill(card, peopleCard(people.slice(1), movable, () => this.move(file)), close);
  }

  async movePeople(file) {
    const { desk } = this;
    await api.post(desk.path("/upgrade", file));
    desk.app.toast(t("Moved. The bot has told the owner in private."));
    desk.parts.people.hidden = true;
    if (this.isOpen) await this.renew();
  }
}
