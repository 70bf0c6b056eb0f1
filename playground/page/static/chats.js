// The list of groups and private chats, kept in step in place.

import { avatar, fill, h, icon, keyed, roving } from "./dom.js";
import { icons } from "./icons.js";
import { loading } from "./loading.js";
import { t } from "./words.js";

const FILTER_FROM = 8;

/** Mounts the list; it chooses which chat is open when the person changes. */
export function mountChats(root, app) {
  const list = h("ul", { class: "chat-list" });
  const filter = h("input", {
    class: "field", type: "search", placeholder: t("Search chats"), "aria-label": t("Search chats"), oninput: () => show(),
  });
  const search = h("div", { class: "chat-search", hidden: true }, icon(icons.search), filter);
  const nothing = h("p", { class: "chat-nothing muted", hidden: true }, t("No chat is called that."));
  const note = h("div", {}, placeholders());
  fill(root, h("h2", { class: "visually-hidden" }, t("Chats")), search, list, nothing, note);
  roving(list, ".chat");

  const show = () => {
    const sought = filter.value.trim().toLowerCase();
    const shown = app.chats.filter((chat) => chat.title.toLowerCase().includes(sought));
    search.hidden = app.chats.length < FILTER_FROM;
    nothing.hidden = shown.length > 0 || !sought;
    keyed(list, shown, (chat) => chat.id, (chat) => make(chat, app), update);
    mark(list, app);
  };

  /** Until the chats of the person have come, those of another one are there, and not to be opened. */
  const wait = () => {
    root.setAttribute("aria-busy", String(!app.seesChats()));
    list.inert = !app.seesChats();
  };

  const load = loading(app, note, app.seesChats, async () => {
    const { person } = app;
    const chats = await app.api.get(`/api/chats?as=${person}`);
    if (person !== app.person) return;
    const before = new Map(app.chats.map((chat) => [chat.id, chat]));
    const isAnother = !app.seesChats();
    app.chats = chats.map((chat) => same(before.get(chat.id), chat));
    app.chatsOf = person;
    fill(note);
    show();
    wait();
    app.emit("chats", app.chats);
    if (isAnother && app.chatOf()) app.emit("chat", { chat: app.chat });
    else if (isAnother) openFirst(app);
  });

  app.on("changed:chats", load);
  app.on("chat", () => mark(list, app));
  app.on("person", () => {
    wait();
    load();
  });
}

/** The chat that is seen first: the community's group. On a phone, the list stays. */
function openFirst(app) {
  const first = app.chats.find((chat) => chat.kind === "group") ?? app.chats[0];
  app.chat = first?.id ?? null;
  app.emit("chat", { chat: app.chat });
}

/** The object that is known already if nothing of it has changed, so that its row is left alone. */
function same(before, after) {
  return before && JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

function make(chat, app) {
  const button = h("button", { class: "chat", type: "button", tabindex: "-1", "data-chat": chat.id, onclick: () => app.openChat(chat.id) });
  const row = h("li", {}, button);
  update(row, chat);
  return row;
}

function update(row, chat) {
  const { last } = chat;
  fill(
    row.firstChild,
    h("span", { class: `chat-face ${chat.kind}` }, avatar(chat, { class: chat.kind }), chat.kind === "staff" && h("span", { class: "chat-mark" }, icon(icons.shield))),
    h("span", { class: "chat-title" }, chat.title),
    h("time", { class: "chat-time" }, last?.time ?? ""),
    h("span", { class: "chat-last" }, preview(chat)),
    h("span", { class: "chat-marks" },
      chat.pinned && h("span", { class: "chat-pin", title: t("Pinned message") }, icon(icons.pin)),
      chat.unread > 0 && h("span", { class: "badge" }, chat.unread > 99 ? "99+" : String(chat.unread), h("span", { class: "visually-hidden" }, ` ${t("unread")}`)),
    ),
  );
  row.firstChild.title = chat.title;
}

/** That the bot is writing; in a group by its name. */
export function typingWords(chat) {
  return chat.kind === "private" ? t("typing …") : t("{name} is typing …", { name: chat.typing });
}

function preview(chat) {
  if (chat.typing) return h("em", { class: "chat-typing" }, typingWords(chat));
  if (!chat.last) return h("em", {}, chat.kind === "group" && !chat.canWrite ? t("Not in the group yet") : t("No messages yet"));
  const { author, text, service } = chat.last;
  if (service || !author || chat.kind === "private") return text;
  return [h("span", { class: "chat-author" }, `${author}: `), text];
}

/** Shows which chat is open, and lets Tab reach it. */
function mark(list, app) {
  for (const button of list.querySelectorAll(".chat")) {
    const current = Number(button.dataset.chat) === app.chat;
    button.classList.toggle("open", current);
    button.tabIndex = current ? 0 : -1;
    if (current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  if (!list.querySelector('.chat[tabindex="0"]')) list.querySelector(".chat")?.setAttribute("tabindex", "0");
}

function placeholders() {
  return [0, 1, 2].map(() =>
    h("div", { class: "chat-placeholder", "aria-hidden": "true" }, h("span", { class: "skeleton round" }), h("span", { class: "skeleton line" }), h("span", { class: "skeleton line short" })),
  );
}
