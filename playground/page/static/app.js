// The page: what it knows, who is told when that changes, and how its regions find each other.

import { api, listen, oneAtATime, Unanswered } from "./api.js";
import { mountChats } from "./chats.js";
import { mountConversation } from "./conversation.js";
import { fill, h } from "./dom.js";
import { mountBottom, mountPanels } from "./panels.js";
import { mountMenu } from "./menu.js";
import { mountPeople } from "./people.js";
import { mountTime } from "./time.js";
import { offerTour } from "./tour.js";
import { speak, t } from "./words.js";

const LOOKING_ON = 0;
const listeners = new Map();

const app = {
  t,
  api,
  locale: "en",
  playground: null,
  time: null,
  /** Whether anything was asked for that changes. */
  asked: false,
  /** Telegram id of the person one plays; 0 looks on. */
  person: LOOKING_ON,
  /** Everybody, by id. */
  people: new Map(),
  /** The chats that somebody sees: the person, once they have come; and the id of the open one. */
  chats: [],
  chatsOf: null,
  chat: null,

  on(event, heard) {
    if (!listeners.has(event)) listeners.set(event, new Set());
    listeners.get(event).add(heard);
    return () => listeners.get(event).delete(heard);
  },

  emit(event, value) {
    for (const heard of listeners.get(event) ?? []) heard(value);
  },

  /** Says something in passing, above dialogs too; what is being said already is not repeated. */
  toast(text) {
    const toasts = document.getElementById("toasts");
    if ([...toasts.children].some((toast) => toast.textContent === text)) return;
    const toast = h("div", { class: "toast" }, text);
    if (document.querySelector("dialog[open]")) toasts.hidePopover();
    if (!toasts.matches(":popover-open")) toasts.showPopover();
    toasts.append(toast);
    setTimeout(() => toast.remove(), 2500 + 60 * text.length);
  },

  /** Runs what asks something of the server, and says so kindly if that was not done: then it resolves to null. */
  async try(act) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      app.toast(error.words);
      return null;
    }
  },

  /** Takes the time from an answer; what the socket has told meanwhile is later. */
  async askTime(ask) {
    const known = app.time;
    const time = await app.try(ask);
    if (time && app.time === known) takeTime(time);
  },

  /** On a phone, one region is seen at a time: chats, conversation or panel. */
  view(name) {
    document.body.dataset.view = name;
    app.emit("view", name);
  },

  /** Opens a chat, at a message if one is named. */
  openChat(chat, uid) {
    app.chat = chat;
    app.emit("chat", { chat, uid });
    app.view("conversation");
  },

  /** Plays another person from now on. */
  playAs(person) {
    app.person = person;
    localStorage.setItem("sopbot.person", String(app.person));
    app.emit("person", app.person);
  },

  who: (id = app.person) => app.people.get(id),
  seesChats: () => app.chatsOf === app.person,
  chatOf: (id = app.chat) => app.chats.find((chat) => chat.id === id),

  /** Asks who there is; who is not there any more cannot be played. */
  refreshPeople: oneAtATime(async () => {
    const people = await app.try(() => api.get("/api/people"));
    if (!people) return;
    app.people = new Map(people.map((person) => [person.id, person]));
    if (app.person !== LOOKING_ON && !app.people.has(app.person)) app.playAs(app.playground.owner);
    app.emit("people");
  }),
};

function takeTime(time) {
  app.time = time;
  app.emit("time", time);
}

/** Shows the community that is open, unless it is shown already: whoever has opened it is told so, too. */
async function turnTo() {
  const open = await app.try(() => api.get("/api/playground"));
  if (open && open.opened !== app.playground?.opened) location.reload();
}

function hear({ changed, time }) {
  if (changed.includes("playground")) turnTo();
  if (time) takeTime(time);
  if (changed.includes("people")) app.refreshPeople();
  for (const pane of changed) app.emit(`changed:${pane}`);
}

/** Hears what changes. What was asked for while nothing could be heard may be out of date: it is asked for again. */
function connect() {
  const offline = h("p", { class: "offline", role: "status" });
  listen(hear, (connected) => {
    if (!connected && !offline.isConnected) document.getElementById("stage").append(fill(offline, t("Connection lost. Trying again …")));
    if (!connected) return;
    offline.remove();
    if (!app.asked) return;
    app.askTime(() => api.get("/api/time"));
    hear({ changed: ["people", "chats", "members", "runs", "upcoming", "refusals", "scripts"] });
    app.emit("chat", { chat: app.chat });
  });
}

async function start() {
  connect();
  const [playground, words, time] = await Promise.all(["playground", "words", "time"].map((noun) => api.get(`/api/${noun}`)));
  Object.assign(app, { playground, time: app.time ?? time, locale: playground.locale });
  speak(words, playground.locale);
  document.title = `${playground.title} · sopbot`;
  document.getElementById("community-title").textContent = playground.title;
  const region = (id) => document.getElementById(id);
  mountTime(region("time"), app);
  mountPeople(region("person"), app);
  mountMenu(region("menu"), region("community"), app);
  mountConversation(region("conversation"), app);
  mountChats(region("chats"), app);
  mountPanels(region("panels"), region("divider"), app);
  mountBottom(region("bottom"), app);
  app.asked = true;
  app.person = Number(localStorage.getItem("sopbot.person") ?? playground.owner);
  await app.refreshPeople();
  app.playAs(app.person);
  offerTour(app);
}

start().catch((error) => {
  if (!(error instanceof Unanswered)) throw error;
  const again = h("button", { class: "button primary", type: "button", onclick: () => location.reload() }, t("Try again"));
  fill(document.getElementById("conversation"), h("div", { class: "empty" }, h("p", {}, error.words), again));
});
