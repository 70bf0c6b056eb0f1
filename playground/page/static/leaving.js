// Asking before what was played here is gone, and offering to save it.

import { openDialog } from "./dialogs.js";
import { download, h } from "./dom.js";
import { t } from "./words.js";

const KEPT_MS = 60_000;

/** Resolves to whether one may go on: nothing would be lost, it was saved, or one does not want it. `first` comes before the warning. */
export async function mayLeave(app, title, first = "") {
  const now = await app.try(() => app.api.get("/api/playground"));
  if (!now) return false;
  return !now.touched || asks(app, title, first);
}

function asks(app, title, first) {
  return new Promise((resolve) => {
    let answer = false;
    const go = () => {
      answer = true;
      dialog.close();
    };
    const save = async (event) => {
      const button = event.currentTarget;
      button.disabled = true;
      if (await saveState(app)) go();
      else button.disabled = false;
    };
    const dialog = openDialog({
      title,
      kind: "small",
      closed: () => resolve(answer),
      content: [
        h("p", { class: "dialog-text" }, first && `${first} `, t("What was said and done here, who came, the time that went by and your changes to scripts would be gone. Saved, they can be brought back at any time.")),
        h("div", { class: "dialog-acts" },
          h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("Cancel")),
          h("button", { class: "button danger", type: "button", onclick: go }, t("Go on without saving")),
          h("button", { class: "button primary", type: "button", autofocus: true, onclick: save }, t("Save, then go on")),
        ),
      ],
    });
  });
}

/** Has the browser keep the state as a file; it is all there when this resolves to true. */
async function saveState(app) {
  const saved = await app.try(() => app.api.file("/api/state"));
  if (!saved) return false;
  const address = URL.createObjectURL(saved.blob);
  download(address, saved.name);
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
  return true;
}
