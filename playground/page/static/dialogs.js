// Dialogs and small menus. The browser's own <dialog> keeps the focus inside and closes on Esc.

import { fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

/**
 * Opens a dialog and returns it. `content` is a list of children; a click beside it, Esc and the cross close it, and the
 * focus goes back to where it was. `closed` is called then.
 */
export function openDialog({ title, content, kind = "", headless = false, closed }) {
  const before = document.activeElement;
  const dismiss = () => (dialog.requestClose ? dialog.requestClose() : dialog.close());
  const heading = h("h2", { class: headless ? "visually-hidden" : "", tabindex: "-1" }, title);
  const close = h("button", { class: "icon-button dialog-close", type: "button", "aria-label": t("Close"), onclick: dismiss }, icon(icons.close));
  const dialog = h(
    "dialog",
    { class: `dialog ${kind}`, "aria-label": title },
    h("div", { class: "dialog-box" }, h("div", { class: `dialog-head ${headless ? "bare" : ""}` }, heading, close), h("div", { class: "dialog-body" }, content)),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dismiss());
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed?.();
    if (before?.isConnected) before.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector("[autofocus]") ?? heading).focus();
  return dialog;
}

/** Says something that has to be acknowledged. */
export function alertDialog(title, text) {
  const dialog = openDialog({
    title,
    kind: "small",
    content: [h("p", { class: "dialog-text" }, text), h("div", { class: "dialog-acts" }, h("button", { class: "button primary", type: "button", autofocus: true, onclick: () => dialog.close() }, t("OK")))],
  });
}

/** Asks before something that can't be taken back; resolves to whether it was agreed to. */
export function agreed(title, text, act, { danger = false } = {}) {
  return new Promise((resolve) => {
    let answer = false;
    const yes = () => {
      answer = true;
      dialog.close();
    };
    const dialog = openDialog({
      title,
      kind: "small",
      closed: () => resolve(answer),
      content: [
        h("p", { class: "dialog-text" }, text),
        h("div", { class: "dialog-acts" },
          h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("Cancel")),
          h("button", { class: `button ${danger ? "danger" : "primary"}`, type: "button", autofocus: true, onclick: yes }, act),
        ),
      ],
    });
  });
}

/** Asks for a text, which is `text` at first; resolves to null if it was left. */
export function asked(title, text, act) {
  return new Promise((resolve) => {
    let answer = null;
    const field = h("textarea", { class: "dialog-field", rows: "4", "aria-label": title, autofocus: true });
    field.value = text;
    const yes = () => {
      answer = field.value;
      dialog.close();
    };
    const dialog = openDialog({
      title,
      kind: "small",
      closed: () => resolve(answer),
      content: [
        field,
        h("div", { class: "dialog-acts" },
          h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("Cancel")),
          h("button", { class: "button primary", type: "button", onclick: yes }, act),
        ),
      ],
    });
  });
}

/** A menu beside `anchor`; `entries` are {text, svg, act, danger}. Arrow keys, Esc and a click elsewhere do what they should. */
export function openMenu(anchor, entries, { label, row = false }) {
  const menu = h("div", { class: `menu ${row ? "row" : ""}`, role: "menu", popover: "auto", "aria-label": label });
  const choose = (entry) => {
    menu.hidePopover();
    entry.act();
  };
  fill(menu, entries.map((entry) =>
    h("button", { type: "button", role: "menuitem", tabindex: "-1", class: entry.danger ? "danger" : "", "aria-label": entry.label, onclick: () => choose(entry) }, entry.svg && icon(entry.svg), entry.text),
  ));
  menu.addEventListener("keydown", (event) => move(event, [...menu.children]));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (inside && anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  const landmark = anchor instanceof Element ? anchor.closest("dialog, main, aside, nav") : null;
  (landmark ?? document.querySelector("main")).append(menu);
  menu.showPopover();
  place(menu, anchor.getBoundingClientRect());
  menu.firstChild?.focus();
}

function move(event, items) {
  const at = items.indexOf(document.activeElement);
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  items[(at + by + items.length) % items.length].focus();
}

function place(menu, at) {
  const left = Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8));
  const below = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`);
}
