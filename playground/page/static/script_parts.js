// What the panel of scripts is made of; what its parts do is the desk's affair.

import { fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { drawn } from "./script_icons.js";
import { openMore } from "./script_more.js";
import { t } from "./words.js";

/** Puts everything into `root`, and returns the parts by name. */
export function buildParts(root, desk) {
  const iconButton = (label, svg, act) => h("button", { class: "icon-button", type: "button", "aria-label": label, title: label, onclick: act }, icon(svg));
  const textButton = (text, act, attrs = {}) => h("button", { class: "button", type: "button", onclick: act, ...attrs }, text);
  const parts = {
    name: h("button", { class: "script-name", type: "button", "aria-expanded": "false", "aria-controls": "script-outline", onclick: () => desk.showOutline() }),
    enlarge: iconButton(t("Full screen"), drawn.enlarge, () => desk.large(!desk.isLarge)),
    save: textButton(t("Save"), () => desk.save(), { class: "button primary", title: t("Save (Ctrl+S)") }),
    discard: textButton(t("Discard"), () => desk.discard()),
    diff: textButton(t("Compare"), () => desk.comparison.turn(), { "aria-pressed": "false" }),
    more: iconButton(t("More"), icons.more, () => openMore(parts.more, desk)),
    state: h("p", { class: "script-state", id: "script-state", role: "status" }),
    note: h("div", {}),
    people: h("div", { class: "script-people", hidden: true }),
    side: h("nav", { class: "script-outline", id: "script-outline", "aria-label": t("Scripts and steps") }),
    paper: h("div", { class: "script-paper" }),
    sheet: h("div", { class: "script-diff", hidden: true }),
    problems: h("ul", { class: "script-problems", "aria-label": t("Problems"), hidden: true }),
  };
  const head = h("header", { class: "script-head" }, parts.name, iconButton(t("New script"), icons.plus, () => desk.create()), parts.enlarge);
  const acts = h("div", { class: "script-acts" }, parts.save, parts.discard, parts.diff, parts.more);
  const main = h("div", { class: "script-main" }, parts.paper, parts.sheet, parts.problems, tools(desk), keys());
  fill(root, h("div", { class: "script" }, head, acts, parts.state, parts.note, parts.people, h("div", { class: "script-body" }, parts.side, main)));
  return parts;
}

function keys() {
  return h("p", { class: "script-keys", id: "script-keys" },
    h("span", { class: "keys-usual" }, t("Ctrl+Space: suggestions · F8: next problem · Esc, then Tab: leave the text")),
    h("span", { class: "keys-leaving" }, t("Tab now leaves the text")),
  );
}

/** For those whose keyboard has no Tab. */
function tools(desk) {
  const tool = (name, label, svg) =>
    h("button", {
      class: "icon-button", type: "button", "aria-label": label, title: label,
      onpointerdown: (event) => event.preventDefault(), onclick: () => desk.editor.act(name),
    }, icon(svg));
  return h("div", { class: "script-tools", role: "toolbar", "aria-label": t("Writing") },
    tool("outdent", t("To the left"), drawn.outdent),
    tool("indent", t("To the right"), drawn.indent),
    tool("comment", t("Comment"), drawn.comment),
    tool("complete", t("Suggestions"), drawn.suggest),
    tool("undo", t("Undo"), drawn.undo),
    tool("redo", t("Redo"), drawn.redo),
  );
}
