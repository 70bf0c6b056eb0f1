// What there is to open: the scripts with their marks, and the steps of the one that is open.

import { fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

/** Shows scripts and steps. `on`: file(name), step(line). */
export class Outline {
  constructor(root, on) {
    this.on = on;
    this.files = h("ul", { class: "outline-list" });
    this.steps = h("ol", { class: "outline-list" });
    root.append(
      h("h2", {}, t("Scripts")),
      this.files,
      h("h2", {}, t("Steps")),
      this.steps,
    );
  }

  showFiles(files, open) {
    const shown = JSON.stringify([files, open]);
    if (shown === this.shown) return; // whoever has the focus in here keeps it
    this.shown = shown;
    fill(this.files, files.map((one) => {
      const marks = marksOf(one);
      return h("li", {},
        h("button", { type: "button", class: "outline-file", "aria-current": one.file === open && "true", onclick: () => this.on.file(one.file) },
          icon(icons.document),
          h("span", { class: "outline-words" }, h("strong", {}, one.title), h("small", {}, one.file)),
          marks,
        ),
      );
    }));
  }

  showSteps(steps, line) {
    if (JSON.stringify(steps) === JSON.stringify(this.given)) return;
    this.given = steps;
    fill(this.steps, steps.map((step) =>
      h("li", {},
        h("button", { type: "button", class: "outline-step", "data-line": step.line, onclick: () => this.on.step(step.line) },
          h("span", { class: "outline-words" }, step.label, step.label !== step.id && h("small", {}, step.id)),
        ),
      ),
    ));
    if (!steps.length) this.steps.append(h("li", { class: "outline-none muted" }, t("No step yet.")));
    this.follow(line);
  }

  /** Marks the step that a line lies in. */
  follow(line) {
    const within = (this.given ?? []).findLast((step) => step.line <= line);
    for (const button of this.steps.querySelectorAll(".outline-step")) {
      button.classList.toggle("here", Number(button.dataset.line) === within?.line);
    }
  }
}

/** Signs of a file: not saved, changed, with problems. */
export function marksOf({ problems, draft, changed, isNew }) {
  return h("span", { class: "outline-marks" },
    problems > 0 && h("span", { class: "chip danger", title: t("{n} problems", { n: problems }) }, String(problems)),
    draft && h("span", { class: "dot", role: "img", "aria-label": t("not saved"), title: t("not saved") }),
    !draft && changed && h("span", { class: "chip accent" }, isNew ? t("new") : t("changed")),
  );
}
