// The messages of the open chat: a window on them that grows upwards, follows what is new, and never holds too many.

import { oneAtATime } from "./api.js";
import { h, keyed, roving, stillHere } from "./dom.js";
import { makeDay, makeMessage, reach, updateMessage } from "./message.js";
import { t } from "./words.js";

const PAGE = 60;
const KEPT_AT_END = 120;
const MOST_AT_END = 240;
const MOST = 300;
const NEAR = 90;
const AHEAD = 500;
const TOGETHER_MS = 10 * 60 * 1000;
const FADE_MS = 260;
const REST_MS = 900;
const LIT_MS = 1600;

/** The feed of one chat at a time. `acts` does what can be done to a message. */
export class Feed {
  constructor(app, acts) {
    this.app = app;
    this.acts = acts;
    this.list = h("div", { class: "feed-list", role: "log", "aria-live": "off", "aria-label": t("Messages") });
    this.typing = h("div", { class: "typing", hidden: true }, h("span", { class: "visually-hidden" }, t("typing …")), h("i"), h("i"), h("i"));
    this.root = h("div", { class: "feed" }, this.list, this.typing);
    this.forget();
    this.news = oneAtATime(() => app.try(() => this.loadNews()));
    this.older = oneAtATime(() => app.try(() => this.loadOlder()));
    this.newer = oneAtATime(() => app.try(() => this.loadNewer()));
    this.root.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.root.addEventListener("load", () => this.following && this.toEnd(), true);
    const grown = new ResizeObserver(() => this.following && this.toEnd());
    for (const one of [this.root, this.list]) grown.observe(one);
    roving(this.list, ".message");
    letTabReachTheFocused(this.list);
  }

  forget() {
    this.messages = [];
    this.rows = new Map();
    this.revision = null;
    this.more = false;
    this.detached = false;
    this.following = true;
  }

  /** Shows a chat at its end, or around a message; until it has come, nothing of another chat. */
  open(chat, uid) {
    const { person } = this.app;
    if (chat !== this.chat || person !== this.person) this.clear();
    Object.assign(this, { chat, person });
    return this.app.try(() => this.load(uid));
  }

  async load(uid) {
    const asked = (this.asked = { uid });
    const isHere = stillHere();
    const page = await this.ask(uid ? `limit=${PAGE}&before=${uid + PAGE / 2}` : `limit=${PAGE}`);
    if (asked !== this.asked) return;
    const { revision } = this;
    this.forget();
    this.messages = page.messages;
    this.more = page.more;
    this.revision = page.revision;
    this.detached = Boolean(uid);
    this.show();
    if (uid) this.light(uid, isHere());
    else this.toEnd();
    this.acts.shown(this);
    if (revision > page.revision) this.news(); // which have overtaken this page
  }

  /** Whether what is said in the open chat has come. */
  get came() {
    return this.revision !== null;
  }

  /** Shows nothing. */
  clear() {
    this.forget();
    Object.assign(this, { chat: null, asked: null });
    this.show();
    this.acts.scrolled(this);
  }

  /** A page of messages, each of which knows its chat. */
  async ask(rest) {
    const { chat, person } = this;
    const page = await this.app.api.get(`/api/chats/${chat}/messages?as=${person}&${rest}`);
    for (const message of page.messages) message.chat = chat;
    return page;
  }

  async loadOlder() {
    const { asked } = this;
    if (!this.more || !this.messages.length) return;
    const page = await this.ask(`limit=${PAGE}&before=${this.messages[0].uid}`);
    if (asked !== this.asked) return;
    const all = [...page.messages, ...this.messages];
    this.messages = all.slice(0, MOST);
    this.more = page.more;
    this.detached ||= all.length > MOST;
    this.keepingPlace(() => this.show());
  }

  /** Goes on towards the end where the window was cut off from it. */
  async loadNewer() {
    const { asked } = this;
    if (!this.detached || !this.messages.length) return;
    const page = await this.ask(`limit=${PAGE}&after=${this.messages.at(-1).uid}`);
    if (asked !== this.asked) return;
    const all = [...this.messages, ...page.messages];
    this.messages = all.slice(-MOST);
    this.more ||= all.length > MOST;
    this.detached = page.more;
    this.keepingPlace(() => this.show());
    this.scrolled();
  }

  /** Takes in what is new or changed since the last look; if that brought nothing, it is looked once more. */
  async loadNews() {
    const { asked } = this;
    if (!asked) return;
    if (this.revision === null) {
      await this.load(asked.uid);
      return;
    }
    const page = await this.ask(`since=${encodeURIComponent(this.revision)}`);
    if (asked !== this.asked) return;
    this.revision = page.revision;
    if (page.messages.length === 0) return;
    const fresh = this.merge(page.messages);
    this.trim();
    if (this.following) {
      this.show();
      this.toEnd();
    } else {
      this.keepingPlace(() => this.show());
    }
    this.acts.heard(this, fresh);
  }

  /** Returns the messages that were not known. */
  merge(changes) {
    const at = new Map(this.messages.map((message, index) => [message.uid, index]));
    const oldest = this.messages[0]?.uid ?? -Infinity;
    const fresh = [];
    const gone = [];
    for (const change of changes) {
      const index = at.get(change.uid);
      if (index !== undefined) {
        this.messages[index] = change.deleted ? { ...this.messages[index], deleted: true } : change;
        if (change.deleted) gone.push(change.uid);
      } else if (!change.deleted && (change.uid > oldest || !this.more)) {
        fresh.push(change);
      }
    }
    if (gone.length) setTimeout(() => this.remove(new Set(gone)), FADE_MS);
    if (this.messages.length + fresh.length > MOST && !this.following) this.detached = true;
    if (!this.detached) this.messages = [...this.messages, ...fresh].sort((one, other) => one.uid - other.uid);
    return fresh;
  }

  remove(uids) {
    this.messages = this.messages.filter(({ uid }) => !uids.has(uid));
    this.keepingPlace(() => this.show());
  }

  trim() {
    if (!this.following || this.messages.length <= MOST_AT_END) return;
    this.messages = this.messages.slice(-KEPT_AT_END);
    this.more = true;
  }

  show() {
    const rows = rowsOf(this.messages, this.rows);
    this.rows = new Map(rows.map((row) => [row.key, row]));
    const make = (row) => (row.day ? makeDay(row.day) : makeMessage(row, this.app, this.acts));
    keyed(this.list, rows, (row) => row.key, make, (element, row) => row.message && updateMessage(element, row, this.app, this.acts));
    if (!this.list.querySelector('.message[tabindex="0"]')) this.list.querySelector(".message:last-of-type")?.setAttribute("tabindex", "0");
  }

  /** Lets what is read stay where it is while rows come and go above it. */
  keepingPlace(change) {
    const top = this.root.getBoundingClientRect().top;
    const anchor = [...this.list.querySelectorAll(".message")].find((row) => row.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) this.root.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.root;
    this.following = !this.detached && scrollHeight - scrollTop - clientHeight < NEAR;
    this.root.classList.add("scrolling");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.root.classList.remove("scrolling"), REST_MS);
    if (scrollTop < AHEAD) this.older();
    if (this.detached && scrollHeight - scrollTop - clientHeight < AHEAD) this.newer();
    this.acts.scrolled(this);
  }

  toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
  }

  /** Goes to the newest message. */
  async end() {
    if (this.detached) await this.open(this.chat);
    else this.root.scrollTo({ top: this.root.scrollHeight, behavior: "smooth" });
  }

  /** Goes to a message, which may have to be fetched. */
  async jump(uid) {
    if (this.messages.some((message) => message.uid === uid)) this.light(uid);
    else await this.open(this.chat, uid);
  }

  light(uid, isHere = true) {
    const row = this.list.querySelector(`[data-uid="${uid}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    if (isHere) row.focus({ preventScroll: true });
    row.classList.add("lit");
    setTimeout(() => row.classList.remove("lit"), LIT_MS);
  }
}

/** What is shown, in order: days and messages, the latter grouped by who said them. Known rows stay the same objects. */
function rowsOf(messages, known) {
  const rows = [];
  let day = null;
  messages.forEach((message, at) => {
    if (message.date !== day) {
      day = message.date;
      const key = `day ${day}`;
      rows.push(known.get(key) ?? { key, day });
    }
    const first = !together(messages[at - 1], message);
    const last = !together(message, messages[at + 1]);
    const key = `message ${message.uid}`;
    const before = known.get(key);
    const unchanged = before && before.message === message && before.first === first && before.last === last;
    rows.push(unchanged ? before : { key, message, first, last });
  });
  return rows;
}

function together(one, other) {
  if (!one || !other || one.service || other.service || one.date !== other.date) return false;
  if (one.author?.id !== other.author?.id || one.onlyFor !== other.onlyFor) return false;
  return Date.parse(other.at) - Date.parse(one.at) < TOGETHER_MS;
}

/** Only the buttons of the message that has the focus can be reached by Tab; hundreds of others would be in the way. */
function letTabReachTheFocused(list) {
  let active = null;
  list.addEventListener("focusin", (event) => {
    const message = event.target.closest(".message");
    if (!message) return;
    if (message !== active) reach(active, -1);
    reach(message, 0);
    active = message;
  });
}
