// Where one writes: text, replies, pictures, commands that complete themselves; or the one thing to do before that.

import { fill, h, icon, stillHere } from "./dom.js";
import { icons } from "./icons.js";
import { plain } from "./message.js";
import { hurdle } from "./standing.js";
import { t } from "./words.js";

const TALLEST = 180;

/** Makes the composer: {root, show(), replyTo(message)}. */
export function mountComposer(app) {
  const composer = new Composer(app);
  return { root: composer.root, show: () => composer.show(), replyTo: (message) => composer.replyTo(message) };
}

class Composer {
  constructor(app) {
    this.app = app;
    this.reply = null;
    this.commands = { of: null, all: null };
    this.drafts = new Map();
    this.field = h("textarea", {
      class: "composer-field", rows: "1", placeholder: (matchMedia("(max-width: 699px)").matches ? t("Message") : t("Message, or / for commands")), "aria-label": t("Message"), enterkeyhint: "send",
      "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "command-list",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => document.activeElement !== this.field && this.complete([]), 150),
    });
    this.list = h("ul", { class: "command-list", id: "command-list", role: "listbox", tabindex: "0", "aria-label": t("Commands"), hidden: true });
    this.quote = h("div", { class: "composer-reply", hidden: true });
    this.send = h("button", { class: "icon-button send", type: "button", "aria-label": t("Send"), title: t("Send"), onclick: () => this.say() }, icon(icons.send));
    const photo = h("button", { class: "icon-button", type: "button", "aria-label": t("Send a picture"), title: t("Send a picture; what you have written goes with it"), onclick: () => this.say({ photo: true }) }, icon(icons.photo));
    const slash = h("button", { class: "icon-button", type: "button", "aria-label": t("Commands"), title: t("Commands"), onclick: () => this.slash() }, icon(icons.command));
    this.line = h("div", { class: "composer-line" }, photo, this.field, slash, this.send);
    this.hurdle = h("div", { class: "composer-hurdle", hidden: true });
    this.root = h("footer", { class: "composer", hidden: true }, this.list, this.quote, this.line, this.hurdle);
  }

  /** Brings it up to date with who writes where. */
  show() {
    const { app } = this;
    const where = `${app.person}/${app.chat}`;
    if (where !== this.where) this.move(where);
    const before = hurdle(app);
    const text = before ? before.say + before.label : "";
    this.root.hidden = !app.chatOf();
    this.root.classList.toggle("waiting", !app.seesChats());
    this.line.hidden = Boolean(before);
    this.hurdle.hidden = !before;
    if (before) this.replyTo(null);
    if (before && this.hurdle.dataset.shown !== where + text) {
      this.hurdle.dataset.shown = where + text;
      const button = h("button", { class: "button primary big", type: "button" }, before.label);
      button.addEventListener("click", () => this.overcome(button, before));
      fill(this.hurdle, h("p", { class: "muted" }, before.say), button);
    }
  }

  async overcome(button, { act }) {
    button.disabled = true;
    const isHere = stillHere();
    await act();
    button.disabled = false;
    if (isHere() && !this.line.hidden) this.field.focus();
  }

  /** Keeps what was begun in one chat while another is open. */
  move(where) {
    this.drafts.set(this.where, this.field.value);
    this.where = where;
    this.field.value = this.drafts.get(where) ?? "";
    this.replyTo(null);
    this.complete([]);
    this.grow();
  }

  replyTo(message) {
    this.reply = message;
    this.quote.hidden = !message;
    if (!message) return;
    const text = plain(message) || t("Picture");
    fill(
      this.quote, icon(icons.reply), h("div", {}, h("strong", {}, message.author?.name ?? ""), h("span", {}, text)),
      h("button", { class: "icon-button", type: "button", "aria-label": t("Don't reply"), onclick: () => this.replyTo(null) }, icon(icons.close)),
    );
    this.field.focus();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
    this.send.classList.toggle("ready", this.field.value.trim() !== "");
  }

  slash() {
    if (!this.field.value.startsWith("/")) this.field.value = `/${this.field.value}`;
    this.field.focus();
    this.typed();
  }

  async typed() {
    this.grow();
    const { where } = this;
    const all = this.begun() === null ? [] : await this.known();
    if (where !== this.where) return;
    const word = this.begun();
    this.complete(word === null ? [] : all.filter(({ command }) => command.startsWith(word)));
  }

  /** The command that is being written, without its slash; null if none is. */
  begun() {
    return /^\/(\w*)$/.exec(this.field.value)?.[1].toLowerCase() ?? null;
  }

  /** The commands of this person here, asked for until they come. */
  async known() {
    const { app, where } = this;
    if (this.commands.of !== where) this.commands = { of: where, all: app.try(() => app.api.get(`/api/commands?as=${app.person}&chat=${app.chat}`)) };
    const { commands } = this;
    const all = await commands.all;
    if (!all && commands === this.commands) this.commands = { of: null, all: null };
    return all ?? [];
  }

  complete(offers) {
    this.offers = offers;
    this.list.hidden = offers.length === 0;
    fill(this.list, offers.map(({ command, description }, at) =>
      h("li", { role: "option", id: `command-${at}`, onpointerdown: (event) => this.pick(event, at) }, h("strong", {}, `/${command}`), h("span", {}, description)),
    ));
    this.point(0);
  }

  point(at) {
    this.at = at;
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    this.list.children[at]?.scrollIntoView({ block: "nearest" });
    if (this.offers.length) this.field.setAttribute("aria-activedescendant", `command-${at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  pick(event, at) {
    event.preventDefault();
    this.field.value = `/${this.offers[at].command} `;
    this.complete([]);
    this.grow();
    this.field.focus();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.offers?.length) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) {
        event.preventDefault();
        this.point((this.at + by + this.offers.length) % this.offers.length);
        return;
      }
      if (event.key === "Tab" || (event.key === "Enter" && this.field.value !== `/${this.offers[this.at].command}`)) {
        this.pick(event, this.at);
        return;
      }
    }
    if (event.key === "Escape") this.escape(event);
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.say();
    }
  }

  escape(event) {
    if (!this.offers?.length && !this.reply) return;
    event.preventDefault();
    if (this.offers?.length) this.complete([]);
    else this.replyTo(null);
  }

  /** Says what was written; what the server did not take is given back, to be said again. */
  async say({ photo = false } = {}) {
    const text = this.field.value.trim();
    if (!text && !photo) return;
    const { app, where, reply } = this;
    const path = `/api/chats/${app.chat}/say`;
    const body = { as: app.person, text, ...(reply && { reply: reply.uid }), ...(photo && { photo: true }), ...(app.who()?.role === "anonymous" && { anonymous: true }) };
    this.field.value = "";
    this.replyTo(null);
    this.complete([]);
    this.grow();
    this.field.focus();
    const said = await app.try(async () => (await app.api.post(path, body)) ?? true);
    if (!said) this.giveBack(where, text, reply);
  }

  giveBack(where, text, reply) {
    const together = (written) => [text, written].filter(Boolean).join("\n");
    if (where !== this.where) {
      this.drafts.set(where, together(this.drafts.get(where)));
      return;
    }
    this.field.value = together(this.field.value);
    if (reply) this.replyTo(reply);
    this.grow();
  }
}
