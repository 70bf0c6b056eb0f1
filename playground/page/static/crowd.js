// People who act on their own: having newcomers come, and letting somebody go on alone.

import { notTwice } from "./api.js";
import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { icons } from "./icons.js";
import { doAs } from "./standing.js";
import { t } from "./words.js";

const COUNTS = [1, 5, 20];
const WAIT_FOR_VISITORS = ["owner", "anonymous"];

/** Asks how many come and how they live, and has them come. */
export function inviteCrowd(app) {
  const { behaviours } = app.playground;
  const come = notTwice(async () => {
    const chosen = new FormData(form);
    const body = { count: Number(chosen.get("count")), behaviour: chosen.get("behaviour") };
    const came = await app.try(() => app.api.post("/api/crowd", body));
    if (!came) return;
    dialog.close();
    app.refreshPeople();
    app.toast(body.count === 1 ? t("{name} is here. Let the time go on.", { name: came[0].name }) : t("{name} is here, the others come within the hour. Let the time go on.", { name: came[0].name }));
  });
  const submit = (event) => {
    event.preventDefault();
    come();
  };
  const form = h("form", { class: "crowd", onsubmit: submit },
    h("p", { class: "muted" }, t("They join, answer, check in or stay away as such people do. Whoever you play waits for you from then on.")),
    choice("count", t("How many?"), COUNTS.map((count) => [count, String(count)])),
    choice("behaviour", t("How do they behave?"), behaviours.map(({ key, title }) => [key, title])),
    h("div", { class: "dialog-acts" },
      h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("Cancel")),
      h("button", { class: "button primary", type: "submit" }, t("Let them come")),
    ),
  );
  const dialog = openDialog({ title: t("Newcomers who act on their own"), kind: "small", content: [form] });
}

function choice(name, text, choices) {
  const one = ([value, shown], at) => h("label", {}, h("input", { type: "radio", name, value: String(value), checked: at === 0 }), h("span", {}, shown));
  return h("fieldset", { class: "segmented" }, h("legend", {}, text), h("div", { class: "segments" }, choices.map(one)));
}

/** How somebody acts on their own, in words; nothing for who doesn't. */
export function livingWords(person, app) {
  const title = app.playground.behaviours.find(({ key }) => key === person.lives)?.title;
  return title && t("on their own: {behaviour}", { behaviour: title });
}

/** Entries of a menu: letting somebody act on their own, or having them wait; `open` shows a second menu. */
export function livingActs(person, app, open) {
  if (person.gone || WAIT_FOR_VISITORS.includes(person.role)) return [];
  if (person.lives) return [{ text: t("Have them wait for you"), svg: icons.pause, act: () => doAs(app, person.id, "waits") }];
  const ways = app.playground.behaviours.map(({ key, title }) => ({ text: title, act: () => doAs(app, person.id, "lives", null, { behaviour: key }) }));
  return [{ text: t("Let them act on their own"), svg: icons.play, act: () => open(ways) }];
}
