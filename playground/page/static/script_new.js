// Asking what a script is called.

import { api, notTwice, Unanswered } from "./api.js";
import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** Asks until there is a new one, or it was given up; `made(file)` is called with it. */
export function newScript(made) {
  askName({
    title: t("New script"),
    hint: t("Small letters, digits and _. It begins with an example that works."),
    act: t("Begin"),
    take: (name) => api.post("/api/scripts", { file: name }),
    done: ({ file }) => made(file),
  });
}

/** Asks what a script is to be called from now on; `made(file)` is called with its new place. */
export function renameScript(file, made) {
  askName({
    title: t("Rename this script"),
    hint: t("Small letters, digits and _. Who is inside goes on to the end under the old name."),
    act: t("Rename"),
    name: file.split("/").pop().replace(/\.ya?ml$/, ""),
    take: (name) => api.post(`/api/scripts/${file}/rename`, { file: name }),
    done: (renamed) => made(renamed.file),
  });
}

function askName({ title, hint, act, name = "", take, done }) {
  const input = h("input", {
    class: "field", id: "script-new", name: "file", value: name, autofocus: true, autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", placeholder: "tea_time", maxlength: "32", "aria-describedby": "script-new-hint",
  });
  const wrong = h("p", { class: "script-new-wrong", role: "alert" });
  const make = notTwice(async () => {
    try {
      const answer = await take(input.value.trim());
      dialog.close();
      done(answer);
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
    title,
    kind: "small",
    content: h("form", { class: "script-new", onsubmit: submit },
      h("label", { for: "script-new" }, t("What is it called?")),
      input,
      h("p", { class: "muted", id: "script-new-hint" }, hint),
      wrong,
      h("div", { class: "dialog-acts" },
        h("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("Cancel")),
        h("button", { class: "button primary", type: "submit" }, act),
      ),
    ),
  });
}
