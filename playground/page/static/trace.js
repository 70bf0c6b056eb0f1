// Why a message was sent, in plain words.

import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** Opens what led to a message, step by step. */
export async function askWhy(app, message) {
  const trace = await app.try(() => app.api.get(`/api/chats/${message.chat}/messages/${message.uid}/trace`));
  if (!trace || message.chat !== app.chat) return;
  const steps = trace.lines.map((line) => h("li", {}, h("time", { datetime: line.at }, line.date, h("br"), line.clock), h("p", {}, line.text)));
  const seeRun = () => {
    dialog.close();
    app.openPanel("now", { run: trace.run });
  };
  const dialog = openDialog({
    title: t("Why was this sent?"),
    content: [
      h("p", { class: "trace-title" }, trace.title),
      trace.lines.length > 0 && h("ol", { class: "trace" }, steps),
      h("div", { class: "dialog-acts" },
        trace.run && h("button", { class: "button", type: "button", onclick: seeRun }, t("See the whole run")),
        h("button", { class: "button primary", type: "button", autofocus: true, onclick: () => dialog.close() }, t("OK")),
      ),
    ],
  });
}
