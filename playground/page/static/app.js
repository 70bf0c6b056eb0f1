// The page: what it knows, who is told when that changes, and how its regions find each other.

import { api, Declined, listen, Unreachable } from "./api.js";
import { mountChats } from "./chats.js";
import { mountConversation } from "./conversation.js";
import { h } from "./dom.js";
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
  /** Telegram id of the person one plays; 0 looks on. */
  person: LOOKING_ON,
  /** Everybody, by id. */
  people: new Map(),
  /** The chats that the person sees, and the id of the open one. */
  chats: [],
  chat: null,

  on(event, heard) {
    if (!listeners.has(event)) listeners.set(event, new Set());
    listeners.get(event).add(heard);
    return () => listeners.get(event).delete(heard);
  },

  emit(event, value) {
    for (const heard of listeners.get(event) ?? []) heard(value);
  },

  /** Says something in passing at the bottom of the page. */
  toast(text) {
    const toast = h("div", { class: "toast" }, text);
    document.getElementById("toasts").append(toast);
    setTimeout(() => toast.remove(), 2500 + 60 * text.length);
  },

  /** Runs what may be declined, and says so kindly if it is. */
  async try(act) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Declined || error instanceof Unreachable)) throw error;
      app.toast(error instanceof Declined ? error.message : t("The playground doesn't answer. Is it still running?"));
      return null;
    }
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
  async playAs(person) {
    app.person = app.people.has(person) ? person : LOOKING_ON;
    localStorage.setItem("sopbot.person", String(app.person));
    app.emit("person", app.person);
  },

  who: (id = app.person) => app.people.get(id),
  chatOf: (id = app.chat) => app.chats.find((chat) => chat.id === id),

  async refreshPeople() {
    const people = await app.try(() => api.get("/api/people"));
    if (!people) return;
    app.people = new Map(people.map((person) => [person.id, person]));
    if (app.person !== LOOKING_ON && !app.people.has(app.person)) await app.playAs(app.playground.owner);
    app.emit("people");
  },
};

function hear({ changed, time }) {
  if (changed.includes("playground")) {
    location.reload();
    return;
  }
  if (time) {
    app.time = time;
    app.emit("time", time);
  }
  if (changed.includes("people")) app.refreshPeople();
  for (const pane of changed) app.emit(`changed:${pane}`);
}

function connect() {
  let lost = false;
  const line = h("p", { class: "offline", role: "status" }, t("Connection lost. Trying again …"));
  listen(hear, async (connected) => {
    if (!connected && !lost) document.getElementById("stage").append(line);
    if (connected && lost) {
      line.remove();
      const time = await app.try(() => api.get("/api/time"));
      hear({ changed: ["people", "chats", "members", "runs", "upcoming", "refusals", "scripts"], time });
      app.emit("chat", { chat: app.chat });
    }
    lost = !connected;
  });
}

async function start() {
  const [playground, words, time] = await Promise.all(["playground", "words", "time"].map((noun) => api.get(`/api/${noun}`)));
  Object.assign(app, { playground, time, locale: playground.locale });
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
  app.person = Number(localStorage.getItem("sopbot.person") ?? playground.owner);
  await app.refreshPeople();
  await app.playAs(app.person);
  connect();
  offerTour(app);
}

start().catch((error) => {
  document.getElementById("conversation").textContent = t("The playground doesn't answer. Is it still running?");
  throw error;
});
