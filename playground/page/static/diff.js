// A text beside the version that runs: lines that came and went, and what it means for the people inside.

import { fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

const AROUND = 3;
const SIGNS = { added: "+", removed: "−", same: "" };

/** Shows a comparison in `root`. `move` is called by the button that moves people. */
export function showDiff(root, { lines, people, movable }, move) {
  const changed = lines.some(({ kind }) => kind !== "same");
  fill(
    root,
    h("header", { class: "diff-head" },
      h("h2", { tabindex: "-1" }, t("Against the version that runs")),
      changed && summary(lines),
    ),
    peopleCard(people, movable, move),
    changed ? h("ol", { class: "diff-lines", "aria-label": t("Lines that differ") }, hunks(lines)) : h("p", { class: "diff-same muted" }, t("No line differs.")),
  );
}

/** What a version means for people, and the button that moves them. */
export function peopleCard(people, movable, move) {
  return h("section", { class: "diff-people", "aria-label": t("What it means for the people inside") },
    icon(icons.group),
    h("div", {}, people.map((sentence) => h("p", {}, sentence))),
    movable > 0 && h("button", { class: "button primary", type: "button", onclick: move }, t("Move {n}", { n: movable })),
  );
}

function summary(lines) {
  const count = (kind) => lines.filter((line) => line.kind === kind).length;
  return h("span", { class: "diff-count" },
    h("span", { class: "chip good" }, t("{n} added", { n: count("added") })),
    h("span", { class: "chip danger" }, t("{n} removed", { n: count("removed") })),
  );
}

/** The lines; of those that are the same only the ones around a change, the others on demand. */
function hunks(lines) {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== "same"));
  const found = [];
  for (let at = 0; at < lines.length; ) {
    if (near[at]) {
      found.push(lineOf(lines[at]));
      at += 1;
      continue;
    }
    let end = at;
    while (end < lines.length && !near[end]) end += 1;
    found.push(folded(lines.slice(at, end)));
    at = end;
  }
  return found;
}

function folded(lines) {
  const item = h("li", { class: "diff-fold" },
    h("button", { type: "button", onclick: () => item.replaceWith(...lines.map(lineOf)) }, t("{n} lines are the same", { n: lines.length })),
  );
  return item;
}

function lineOf({ kind, old, new: now, text }) {
  const said = { added: t("Added:"), removed: t("Removed:") }[kind];
  return h("li", { class: `diff-line ${kind}` },
    h("span", { class: "diff-number", "aria-hidden": "true" }, old ?? ""),
    h("span", { class: "diff-number", "aria-hidden": "true" }, now ?? ""),
    h("span", { class: "diff-sign", "aria-hidden": "true" }, SIGNS[kind]),
    said && h("span", { class: "visually-hidden" }, said),
    h("code", {}, text || " "),
  );
}
