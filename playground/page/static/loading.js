// Asking for what a part of the page shows; and if it doesn't come, a word there and a way to ask again.

import { oneAtATime } from "./api.js";
import { fill, h } from "./dom.js";
import { t } from "./words.js";

/** A function that runs `ask`, once at a time. If that fails and nothing `isThere()` to look at, `note` says so; `ask` empties it. */
export function loading(app, note, isThere, ask) {
  const load = oneAtATime(async () => {
    const done = await app.try(async () => (await ask()) ?? true);
    if (!done && !isThere()) fill(note, notCome(load));
  });
  return load;
}

/** What stands in place of what has not come. */
export function notCome(again) {
  return h("div", { class: "empty not-come" }, h("p", {}, t("This has not come yet.")), h("button", { class: "button", type: "button", onclick: again }, t("Try again")));
}
