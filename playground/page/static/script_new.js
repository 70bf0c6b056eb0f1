// Asking what a new script is called.

import { api, notTwice, Unanswered } from "./api.js";
import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** Asks until there is one, or it was given up; `made(file)` is called with it. */
export function newScript(made) {
  const input = h("input", {
    class: "field", id: "script-new", name: "file", autofocus: true, autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", placeholder: "tea_time", maxlength: "32", "aria-describedby": "script-new-hint",
  });
  const wrong = h("p", { class: "script-new-wrong", role: "alert" });
  const make = notTwice(async () => {
    try {
      const { file } = await api.post("/api/scripts", { file: input.value.trim() });
      dialog.close();
      made(file);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      wrong.textContent = error.words;
      input.focus();
    }
  });
  const submit = (event) => {
    event.preventDefault();
    make();
  };
  const dialog = openDialog({
    title: t("New script"),
    kind: "small",
    content: h("form", { class: "script-new", onsubmit: submit },
      h("label", { for: "script-new" }, t("What is it called?")),
      input,
      h("p", { class: "muted", id: "script-new-hint" }, t("Small letters, digits and _. It begins with an example that works.")),
      wrong,
      h("div", { class: "dialog-acts" },
        h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("Cancel")),
        h("button", { class: "button primary", type: "submit" }, t("Begin")),
      ),
    ),
  });
}
