// What Telegram refused: what was tried where, why it was refused, and what to do about it.

import { fill, h, icon, keyed } from "./dom.js";
import { icons } from "./icons.js";
import { loading } from "./loading.js";
import { calmly, face } from "./story.js";

const PAUSE = 700;

export const panel = { id: "refusals", title: "Refusals", icon: icons.block, mount: (root, app) => new Refusals(root, app) };

class Refusals {
  constructor(root, app) {
    this.app = app;
    this.known = false;
    this.list = h("ol", { class: "refusal-list" });
    this.note = h("div", {}, h("div", { class: "skeleton refusal-skeleton" }));
    this.about = h("p", { class: "muted", hidden: true }, app.t("What the bot tried, and Telegram didn't let it do. The program lives with most of it by itself."));
    root.append(h("div", { class: "refusals" }, this.about, this.list, this.note));
    this.refresh = loading(app, this.note, () => this.known, () => this.fetch());
    app.on("changed:refusals", calmly(() => app.seesPanel("refusals") && this.refresh(), PAUSE));
  }

  async fetch() {
    const refusals = await this.app.api.get("/api/refusals");
    this.known = true;
    this.about.hidden = !refusals.length;
    keyed(this.list, refusals, (one) => `${one.at} ${one.method} ${one.chatId} ${one.times}`, (one) => this.card(one));
    fill(this.note, !refusals.length && this.nothing());
  }

  nothing() {
    const { t } = this.app;
    return h(
      "div",
      { class: "empty" },
      icon(icons.check),
      h("h2", {}, t("Telegram refused nothing")),
      h("p", {}, t("Whatever it refuses will stand here: where, why, and what to do about it.")),
      h("button", { class: "button primary", type: "button", onclick: () => this.app.openPanel("members", {}) }, t("See the members")),
    );
  }

  card(one) {
    const { t } = this.app;
    return h(
      "li",
      { class: `refusal card${one.waits ? " waits" : ""}` },
      h(
        "div",
        { class: "refusal-head" },
        face(this.app, one.person),
        h("div", {}, h("strong", {}, one.what), h("span", { class: "muted" }, t("to {chat}", { chat: one.chat }))),
        h("time", { datetime: one.at, class: "muted" }, one.date, h("br"), one.clock),
      ),
      h("p", { class: "refusal-why" }, one.why, one.times > 1 && h("span", { class: "chip warn" }, t("{n} times", { n: one.times }))),
      h("p", { class: "muted" }, one.help),
      h("div", { class: "refusal-foot" },
        h("details", {}, h("summary", {}, t("In Telegram's words")), h("code", {}, `${one.method}: ${one.said} (${one.code})`)),
        this.app.chats.some((chat) => chat.id === one.chatId) && h("button", { class: "button quiet", type: "button", onclick: () => this.app.openChat(one.chatId) }, t("Open the chat"))),
    );
  }
}
