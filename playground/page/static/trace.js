// Why a message was sent, in plain words.

import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** Opens what led to a message, step by step. */
export async function askWhy(app, message) {
  const { chat } = app;
  const trace = await app.try(() => app.api.get(`/api/chats/${chat}/messages/${message.uid}/trace`));
  if (!trace) return;
  const steps = trace.lines.map((line) => h("li", {}, h("time", { datetime: line.at }, line.date, h("br"), line.clock), h("p", {}, line.text)));
  const dialog = openDialog({
    title: t("Why was this sent?"),
    content: [
      h("p", { class: "muted" }, trace.title),
      h("div", { class: "trace-gap" }),
      trace.lines.length ? h("ol", { class: "trace" }, steps) : h("p", {}, t("Nothing is noted about this message.")),
      h("div", { class: "dialog-acts" }, h("button", { class: "button quiet", type: "button", onclick: () => { dialog.close(); app.openPanel("now", { chat, uid: message.uid }); } }, t("See what is going on"))),
    ],
  });
}
