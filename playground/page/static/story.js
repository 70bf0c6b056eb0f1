// What belongs to one thing, in place of a panel's list: a way back, a heading, and what was done when and why.

import { avatar, fill, h, icon, stillHere } from "./dom.js";
import { icons } from "./icons.js";

const PLAIN = { hue: 190, initials: "·" };

/**
 * A page of its own within a panel, about one thing at a time: `ask(key)` fetches what there is to say of it, `draw` makes a
 * title and content of that. Esc and the button on top lead back to where one was.
 */
export function mountDrawer(root, list, app, { ask, draw }) {
  const heading = h("h2", { tabindex: "-1" });
  const back = h("button", { class: "icon-button", type: "button", "aria-label": app.t("Back"), onclick: () => close() }, icon(icons.back));
  const body = h("div", { class: "drawer-body" });
  const drawer = h("section", { class: "drawer", hidden: true }, h("header", { class: "drawer-head" }, back, heading), body);
  root.append(drawer);
  let came = null;
  let shown = null;
  let wanted = null;

  /** Opens what was asked for last, once that has come; not if one has gone back meanwhile. */
  async function tell(key) {
    const mine = (wanted = { key });
    const isHere = stillHere();
    const found = await app.try(() => ask(key));
    if (mine !== wanted) return;
    wanted = null;
    if (found) open(key, isHere(), ...draw(found));
  }

  /** Brings what is open up to date, unless something else is on its way. */
  async function renew() {
    if (shown !== null && wanted === null) await tell(shown);
  }

  function open(key, isHere, title, ...content) {
    const again = shown === key;
    const at = again ? root.parentElement.scrollTop : 0;
    const focus = again ? focusable(body).indexOf(document.activeElement) : -1;
    if (shown === null) came = { focus: document.activeElement, top: root.parentElement.scrollTop };
    shown = key;
    list.hidden = true;
    drawer.hidden = false;
    heading.textContent = title;
    fill(body, ...content);
    root.parentElement.scrollTop = at;
    if (!again && isHere) heading.focus({ preventScroll: true });
    else if (focus >= 0) focusable(body)[focus]?.focus({ preventScroll: true });
  }

  function close() {
    wanted = null;
    if (shown === null) return;
    shown = null;
    drawer.hidden = true;
    list.hidden = false;
    root.parentElement.scrollTop = came.top;
    if (came.focus?.isConnected && root.contains(came.focus)) came.focus.focus({ preventScroll: true });
  }

  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  return { tell, renew, close };
}

const focusable = (element) => [...element.querySelectorAll("button, input, summary, a")];

/** What was fetched anew, with the objects from before for whatever is still the same: those need no drawing. */
export function steady(before, after, key) {
  const known = new Map((before ?? []).map((one) => [key(one), one]));
  return after.map((one) => {
    const old = known.get(key(one));
    return old && JSON.stringify(old) === JSON.stringify(one) ? old : one;
  });
}

/** The round picture of a person by their Telegram id, or of a group. */
export function face(app, person, attrs = {}) {
  const who = app.who(person);
  if (who) return avatar(who, attrs);
  if (person) return avatar(PLAIN, attrs);
  return h("span", { class: "avatar group-face", "aria-hidden": "true" }, icon(icons.group));
}

/** What one can do about a person: be them, or see their chat with the bot. */
export function personActs(app, person) {
  if (!app.who(person)) return [];
  return [
    h("button", { class: "button", type: "button", onclick: () => app.playAs(person) }, icon(icons.person), app.t("Play as")),
    h("button", { class: "button", type: "button", onclick: () => openPrivate(app, person) }, icon(icons.chats), app.t("Private chat")),
  ];
}

async function openPrivate(app, person) {
  if (app.person !== person && app.person !== 0) await app.playAs(person);
  app.openChat(person);
}

/** Lines of a trace, under the days on which they happened; the latest first. */
export function history(app, lines, { scripts = true } = {}) {
  if (!lines.length) return h("p", { class: "muted" }, app.t("Nothing has happened yet."));
  const days = new Map();
  for (const line of [...lines].reverse()) {
    if (!days.has(line.date)) days.set(line.date, []);
    days.get(line.date).push(line);
  }
  return h("div", { class: "history" }, [...days].map(([date, some]) => [h("h4", {}, date), h("ol", {}, some.map((line) => told(app, line, scripts)))]));
}

function told(app, line, scripts) {
  const where = [scripts && line.script, line.step].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: line.undone ? "undone" : "" },
    h("time", { datetime: line.at }, line.clock),
    h("div", {}, line.undone && h("span", { class: "visually-hidden" }, app.t("Not done:"), " "), h("p", {}, line.text), where && h("small", { class: "muted" }, where)),
  );
}

/** A heading and what is below it. */
export function part(title, ...content) {
  return h("section", { class: "part" }, h("h3", {}, title), ...content);
}

/** Calls `work` at most so often, the last time included. */
export function calmly(work, milliseconds) {
  let waits = null;
  let last = 0;
  return () => {
    if (waits !== null) return;
    const rest = Math.max(0, last + milliseconds - performance.now());
    waits = setTimeout(() => {
      waits = null;
      last = performance.now();
      work();
    }, rest);
  };
}
