// One message as it stands in the feed.

import { avatar, fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

const WIDEST = 420;
const HIGHEST = 340;
const NARROWEST = 140;

/** The line between two days. */
export function makeDay(day) {
  return h("div", { class: "day", role: "separator", "aria-label": day }, h("span", {}, day));
}

/** The element of a row {message, first, last}. */
export function makeMessage(row, app, acts) {
  const element = h("article", { tabindex: "-1", "data-uid": row.message.uid });
  element.addEventListener("keydown", (event) => {
    if (["Enter", " "].includes(event.key) && event.target.matches(".spoiler")) {
      event.preventDefault();
      reveal(element);
      element.focus({ preventScroll: true });
      return;
    }
    if (event.key !== "Enter" || event.target !== element) return;
    event.preventDefault();
    acts.menu(element.message, anchor(element, (element.querySelector(".bubble") ?? element).getBoundingClientRect()));
  });
  element.addEventListener("click", (event) => clicked(event, element, acts));
  updateMessage(element, row, app, acts);
  return element;
}

/** Brings the element up to date; who is on one of its buttons stays there. */
export function updateMessage(element, row, app, acts) {
  const { message } = row;
  element.message = message;
  element.className = classes(row, app);
  const inside = element.contains(document.activeElement);
  const focused = [...element.querySelectorAll("button")].indexOf(document.activeElement);
  fill(element, message.service ? h("span", { class: "service-text" }, message.service) : parts(row, app, acts));
  if (element.revealed) reveal(element);
  if (inside) reach(element, 0);
  if (focused >= 0) (element.querySelectorAll("button")[focused] ?? element).focus({ preventScroll: true });
}

/** Whether Tab goes through what is within a message: 0, or -1 if not. */
export function reach(element, index) {
  element?.querySelectorAll("button, .text a, .spoiler[role]").forEach((one) => (one.tabIndex = index));
}

/** Hidden words are a button to those who see them, and to those who listen. */
function hide(text) {
  for (const spoiler of text.querySelectorAll(".spoiler")) {
    for (const [name, value] of [["role", "button"], ["tabindex", "-1"], ["aria-label", t("Hidden words: show them")]]) spoiler.setAttribute(name, value);
  }
}

/** Shows the hidden words of a message, for as long as it is on the page. */
function reveal(element) {
  element.revealed = true;
  for (const spoiler of element.querySelectorAll(".spoiler")) {
    spoiler.classList.add("seen");
    for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
  }
}

function parts(row, app, acts) {
  const { message, last } = row;
  return [
    h("div", { class: "face" }, last && message.author && avatar(message.author)),
    h("div", { class: "said" }, bubble(row, app, acts), keyboard(message, acts)),
    h("div", { class: "message-acts" }, quickActs(message, acts)),
  ];
}

function classes({ message, first, last }, app) {
  const kinds = {
    message: true, service: message.service, own: isOwn(message, app), bot: message.author?.bot, first, last,
    whisper: message.onlyFor, deleted: message.deleted, pictured: message.picture, bare: !message.html && message.picture,
  };
  return Object.keys(kinds).filter((kind) => kinds[kind]).join(" ");
}

/** Whether the person one plays has said it under their own name. */
function isOwn({ author }, app) {
  return Boolean(app.person) && author?.id === app.person;
}

function bubble(row, app, acts) {
  const { message } = row;
  const meta = metaOf(message);
  const text = message.html && h("div", { class: "text", html: message.html });
  text?.querySelectorAll("a").forEach((link) => (link.tabIndex = -1));
  if (text) hide(text);
  text?.append(meta);
  return h(
    "div",
    { class: "bubble", style: message.picture ? { "--picture": `${widthOf(message)}px` } : {} },
    row.first && !isOwn(message, app) && byline(message.author),
    message.onlyFor && h("div", { class: "whisper-mark" }, icon(icons.eye), t("Only you see this")),
    message.reply && quote(message.reply, acts),
    message.picture && picture(message, acts),
    message.document && attached(message.document),
    text || meta,
    message.reactions?.length > 0 && reactions(message, acts),
  );
}

function byline(author) {
  if (!author) return null;
  const words = { owner: t("owner"), admin: t("admin"), assistant: t("assistant"), anonymous: t("anonymous admin") };
  const label = author.tag || (author.bot ? t("bot") : words[author.role]);
  return h(
    "div",
    { class: "by" },
    h("span", { class: "by-name", style: { "--hue": author.hue } }, author.name),
    label && h("span", { class: `by-role ${author.bot ? "of-bot" : ""}` }, label),
  );
}

function quote({ uid, author, text }, acts) {
  return h("button", { class: "quote", type: "button", tabindex: "-1", onclick: () => acts.jump(uid) }, h("strong", {}, author ?? ""), h("span", {}, text));
}

function picture(message, acts) {
  const name = plain(message) || t("Picture");
  const { width, height } = message;
  return h(
    "button",
    { class: "picture", type: "button", tabindex: "-1", "aria-label": t("Show the picture large"), onclick: () => acts.enlarge(message.picture, name) },
    h("img", { src: message.picture, alt: name.slice(0, 120), width, height }),
  );
}

/** How wide a picture stands in the feed, in pixels, so that nothing moves when it has come. */
function widthOf({ width, height }) {
  if (!width || !height) return WIDEST;
  return Math.round(Math.max(NARROWEST, width * Math.min(1, WIDEST / width, HIGHEST / height)));
}

function attached({ name, url }) {
  return h("a", { class: "attached", href: url, download: name, tabindex: "-1" }, icon(icons.document), h("span", {}, name), icon(icons.download));
}

function metaOf(message) {
  return h(
    "span",
    { class: "meta" },
    message.pinned && h("span", { title: t("Pinned message") }, icon(icons.pin)),
    message.edited && h("span", {}, t("edited")),
    h("time", { datetime: message.at, title: message.date }, message.time),
  );
}

function reactions(message, acts) {
  return h("div", { class: "reactions" }, message.reactions.map(({ emoji, count, mine }) =>
    h("button", { type: "button", tabindex: "-1", "aria-pressed": String(mine), "aria-label": `${emoji} ${count}`, onclick: () => acts.react(message, emoji) }, emoji, h("span", {}, String(count))),
  ));
}

function keyboard(message, acts) {
  if (!message.buttons?.length) return null;
  return h("div", { class: "keys" }, message.buttons.map((row, at) =>
    h("div", { class: "keys-row" }, row.map(({ text, url }, column) =>
      h("button", { class: "key", type: "button", tabindex: "-1", onclick: (event) => acts.press(message, at, column, event.currentTarget) }, h("span", {}, text), url && icon(icons.open)),
    )),
  ));
}

function quickActs(message, acts) {
  const why = message.traced && h("button", { class: "icon-button", type: "button", tabindex: "-1", title: t("Why was this sent?"), "aria-label": t("Why was this sent?"), onclick: () => acts.why(message) }, icon(icons.why));
  const more = h("button", { class: "icon-button", type: "button", tabindex: "-1", title: t("More"), "aria-label": t("What can be done with this message"), "aria-haspopup": "menu", onclick: (event) => acts.menu(message, event.currentTarget) }, icon(icons.more));
  return [why, more];
}

/** Where a menu opens that belongs to the whole message. */
function anchor(element, rect) {
  return { getBoundingClientRect: () => rect, isConnected: true, focus: () => element.focus({ preventScroll: true }) };
}

/** What the message says, without its formatting. */
export function plain(message) {
  return h("div", { html: message.html ?? "" }).textContent.trim();
}

function clicked(event, element, acts) {
  const { target } = event;
  const link = target.closest(".text a");
  if (link) {
    event.preventDefault();
    acts.follow(link.href);
  } else if (target.closest(".spoiler:not(.seen)")) {
    reveal(element);
  } else if (target.closest(".bubble, .face .avatar") && !target.closest("button, a, .seen") && getSelection().isCollapsed) {
    acts.menu(element.message, anchor(element, new DOMRect(event.clientX, event.clientY, 0, 0)));
  }
}
