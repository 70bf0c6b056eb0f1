// The open chat: who it is, what is pinned, what was said, and what can be done with it.

import { typingWords } from "./chats.js";
import { mountComposer } from "./composer.js";
import { alertDialog, asked, openDialog, openMenu } from "./dialogs.js";
import { avatar, fill, h, icon } from "./dom.js";
import { Feed } from "./feed.js";
import { icons } from "./icons.js";
import { notCome } from "./loading.js";
import { plain } from "./message.js";
import { actsOf, isOutside } from "./standing.js";
import { askWhy } from "./trace.js";
import { t } from "./words.js";

const REACTIONS = ["👍", "❤️", "🔥", "👏", "🎉", "😁", "🤔"];

/** Mounts the conversation. */
export function mountConversation(root, app) {
  const head = h("header", { class: "conversation-head" });
  const pin = h("div", { class: "pin-bar", hidden: true });
  const down = h("button", { class: "to-end", type: "button", hidden: true, "aria-label": t("To the newest message"), onclick: () => feed.end() }, icon(icons.down), h("span", { class: "badge", hidden: true }));
  const composer = mountComposer(app);
  const messageActs = acts(app, composer, down, (uid) => feed.jump(uid));
  const feed = new Feed(app, messageActs);
  const nothing = h("div", { class: "empty", hidden: true });
  fill(root, head, pin, h("div", { class: "feed-frame" }, feed.root, nothing, down), composer.root);

  const showHead = () => {
    const chat = app.chatOf();
    head.hidden = !chat;
    if (!chat) return;
    feed.typing.hidden = !chat.typing;
    showPin(pin, chat, feed, app);
    if (head.dataset.chat !== `${chat.id} ${chat.title}`) fill(head, headOf(chat, app));
    head.dataset.chat = `${chat.id} ${chat.title}`;
    const about = head.querySelector("p");
    about.className = chat.typing ? "chat-typing" : "muted";
    about.textContent = chat.typing ? typingWords(chat) : aboutOf(chat);
  };
  const showNothing = () => {
    const chat = app.chatOf();
    nothing.hidden = !chat || feed.messages.length > 0;
    if (!nothing.hidden) fill(nothing, shut || feed.came ? door(chat, app) : notCome(() => open({ chat: chat.id })));
  };
  const open = async ({ chat, uid }) => {
    showHead();
    composer.show();
    nothing.hidden = true;
    shut = isOutside(app);
    if (chat === null || shut) feed.clear();
    else await feed.open(chat, uid);
    if (chat === app.chat) showNothing();
  };
  let shut = false;

  app.on("chat", open);
  app.on("chats", () => {
    showHead();
    composer.show();
    messageActs.read(feed);
  });
  app.on("person", () => composer.show());
  app.on("people", () => {
    composer.show();
    if (shut !== isOutside(app)) open({ chat: app.chat });
  });
  app.on("view", () => feed.following && feed.toEnd());
  app.on("changed:messages", async () => {
    await feed.news();
    if (shut || feed.came) showNothing();
  });
}

/** What is seen where nothing has been said, or cannot be heard from outside. */
function door(chat, app) {
  const outside = isOutside(app);
  const group = chat.kind !== "private";
  const text = outside
    ? t("What is said here is seen by those who are in. Join, and see how the bot welcomes somebody new.")
    : group || app.who()?.private === "open" ? t("Write something below, or let the time go on and see what the bot does.") : t("The bot can write to somebody in private only after they have pressed Start.");
  return [avatar(chat, { class: chat.kind }), h("h2", {}, chat.title), h("p", {}, aboutOf(chat)), h("p", {}, text)];
}

function aboutOf(chat) {
  return chat.kind === "private" ? t("private chat with the bot") : t("{n} members", { n: chat.members });
}

function headOf(chat, app) {
  const more = h("button", { class: "icon-button", type: "button", "aria-haspopup": "menu", "aria-label": t("What you can do here"), onclick: () => openActs(more, app.chatOf(), app) }, icon(icons.more));
  return [
    h("button", { class: "icon-button back", type: "button", "aria-label": t("Back to the chats"), onclick: () => app.view("chats") }, icon(icons.back)),
    avatar(chat, { class: chat.kind }),
    h("div", { class: "conversation-title" }, h("h1", {}, chat.title), h("p")),
    more,
  ];
}

function openActs(anchor, chat, app) {
  const mine = app.person ? actsOf(app.who(), app, chat) : [];
  const entries = [...mine, { text: t("Play somebody else"), svg: icons.person, act: () => app.openPeople() }];
  openMenu(anchor, entries, { label: t("What you can do here") });
}

function showPin(bar, chat, feed, app) {
  bar.hidden = !chat.pinned || isOutside(app);
  if (!chat.pinned || bar.dataset.uid === `${chat.id}/${chat.pinned.uid}/${chat.pinned.text}`) return;
  bar.dataset.uid = `${chat.id}/${chat.pinned.uid}/${chat.pinned.text}`;
  fill(bar, h("button", { type: "button", onclick: () => feed.jump(chat.pinned.uid) }, icon(icons.pin), h("strong", {}, t("Pinned message")), h("span", {}, chat.pinned.text)));
}

/** What can be done to messages; `composer` is told of replies. */
function acts(app, composer, down, jump) {
  let unseen = 0;
  const read = (feed) => {
    const seen = feed.chat === app.chat && feed.came && feed.following && !document.hidden && feed.root.checkVisibility({ visibilityProperty: true });
    if (!seen || !app.person || !app.chatOf()?.unread) return;
    app.try(() => app.api.post(`/api/chats/${feed.chat}/read`, { as: app.person }));
  };
  const scrolled = (feed) => {
    if (feed.following) unseen = 0;
    down.hidden = feed.following;
    down.lastChild.hidden = unseen === 0;
    down.lastChild.textContent = unseen > 99 ? "99+" : String(unseen);
  };
  const someone = () => {
    if (!app.person) app.openPeople();
    return Boolean(app.person);
  };
  return {
    jump,
    read,
    scrolled,
    enlarge: (url, name) => openDialog({ title: name, kind: "lightbox", headless: true, content: [h("img", { src: url, alt: name })] }),
    why: (message) => askWhy(app, message),
    follow: (url) => followLink(url),
    shown(feed) {
      unseen = 0;
      scrolled(feed);
      read(feed);
    },
    heard(feed, fresh) {
      unseen += fresh.length;
      scrolled(feed);
      read(feed);
      const last = fresh.findLast((message) => message.author && message.author.id !== app.person);
      if (last) document.getElementById("spoken").textContent = `${last.author.name}: ${plain(last)}`;
    },
    react(message, emoji) {
      return this.change("react", message, { emoji });
    },
    async press(message, row, column, button) {
      if (!someone()) return;
      button.classList.add("pressed");
      const { person } = app;
      const answer = await app.try(() => app.api.post(`/api/chats/${message.chat}/press`, { as: person, uid: message.uid, row, column }));
      button.classList.remove("pressed");
      if (answer) showAnswer(answer, app, person === app.person && message.chat === app.chat);
    },
    async change(what, message, more = {}) {
      if (someone()) await app.try(() => app.api.post(`/api/chats/${message.chat}/${what}`, { as: app.person, uid: message.uid, ...more }));
    },
    async edit(message) {
      const text = await asked(t("Edit the message"), plain(message), t("Save"));
      if (text !== null) await this.change("edit", message, { text });
    },
    menu(message, anchor) {
      const own = message.author?.id === app.person && !message.author.bot;
      const pick = () => openMenu(anchor, REACTIONS.map((emoji) => ({ text: emoji, label: t("React with {emoji}", { emoji }), act: () => this.react(message, emoji) })), { label: t("React"), row: true });
      const entries = [
        message.traced && { text: t("Why was this sent?"), svg: icons.why, act: () => this.why(message) },
        { text: t("Reply"), svg: icons.reply, act: () => composer.replyTo(message) },
        { text: t("React"), svg: icons.smile, act: pick },
        own && { text: t("Edit"), svg: icons.edit, act: () => this.edit(message) },
        { text: message.pinned ? t("Unpin") : t("Pin"), svg: icons.pin, act: () => this.change("pin", message) },
        { text: t("Delete"), svg: icons.close, danger: true, act: () => this.change("delete", message) },
        { text: t("Copy the text"), svg: icons.document, act: () => copy(plain(message), app) },
      ];
      openMenu(anchor, [...entries.filter(Boolean), ...aboutAuthor(message.author, app)], { label: t("What can be done with this message") });
    },
  };
}

/** What can be done about who has said something. */
function aboutAuthor(author, app) {
  const person = author && !author.bot && author.id !== app.person && app.who(author.id);
  if (!person) return [];
  return [
    { text: t("Play {name}", { name: person.name }), svg: icons.person, act: () => app.playAs(person.id) },
    { text: t("What the bot knows of {name}", { name: person.name }), svg: icons.eye, act: () => app.openPanel("members", { person: person.id }) },
  ];
}

/** Shows what came of a press; it leads nowhere for who has gone on meanwhile. */
function showAnswer({ toast, alert, opens, url }, app, isStillThere) {
  if (alert) alertDialog(t("The bot says"), alert);
  if (toast) app.toast(toast);
  if (url && isStillThere) followLink(url);
  if (opens && isStillThere) app.openChat(opens);
}

async function copy(text, app) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    app.toast(t("The browser doesn't let the page copy."));
  }
}

/** A link leads out of the playground, so it is shown rather than followed. */
function followLink(url) {
  openDialog({
    title: t("A link"),
    kind: "small",
    content: [
      h("p", { class: "dialog-text" }, url),
      h("div", { class: "dialog-acts" }, h("a", { class: "button primary", href: url, target: "_blank", rel: "noopener noreferrer" }, t("Open in a new tab"))),
    ],
  });
}
