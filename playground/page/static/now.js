// What is going on: the week to come, and the runs with their step and what they wait for; each with its story.

import { fill, h, icon, keyed } from "./dom.js";
import { icons } from "./icons.js";
import { loading } from "./loading.js";
import { calmly, face, history, mountDrawer, part, personActs, steady } from "./story.js";
import { mountTimeline } from "./timeline.js";

const FIRST = 6;
const MORE = 60;
const PAUSE = 500;

export const panel = { id: "now", title: "Now", icon: icons.bell, mount: (root, app) => new Now(root, app) };

class Now {
  constructor(root, app) {
    this.app = app;
    this.runs = null;
    this.room = new Map();
    this.timeline = mountTimeline(app, (item) => this.pick(item));
    this.search = h("input", { class: "field", type: "search", placeholder: app.t("A person or a script"), "aria-label": app.t("Search among what runs"), oninput: () => this.draw() });
    this.over = h("input", { type: "checkbox", onchange: () => this.refresh() });
    this.count = h("span", { class: "chip" });
    this.groups = h("div", { class: "groups" });
    this.note = h("div", {});
    const list = h(
      "div",
      { class: "now-list" },
      h("section", { class: "now-week", "aria-label": app.t("The next seven days") }, h("h2", {}, app.t("The next seven days")), this.timeline.element),
      h(
        "section",
        { class: "now-runs", "aria-label": app.t("What runs") },
        h("div", { class: "now-title" }, h("h2", {}, app.t("What runs")), this.count),
        h("div", { class: "now-tools" }, this.search, h("label", { class: "now-over" }, this.over, app.t("also what is over"))),
        this.note,
        this.groups,
      ),
    );
    root.append(list);
    this.drawer = mountDrawer(root, list, app, { ask: (id) => app.api.get(`/api/runs/${id}/trace`), draw: (run) => this.story(run) });
    this.refresh = loading(app, this.note, () => this.runs !== null, () => this.fetch());
    fill(this.note, h("div", { class: "skeleton now-skeleton" }), h("div", { class: "skeleton now-skeleton" }));
    const again = calmly(() => app.seesPanel("now") && this.refresh(), PAUSE);
    for (const pane of ["runs", "upcoming", "scripts"]) app.on(`changed:${pane}`, again);
    app.on("people", () => this.draw());
  }

  show({ run, search }) {
    if (search !== undefined) {
      this.drawer.close();
      this.search.value = search;
      this.draw();
    }
    if (run) this.drawer.tell(run);
  }

  async fetch() {
    const { api } = this.app;
    const asked = (all) => api.get(`/api/runs?all=${all ? 1 : 0}`);
    const [upcoming, runs] = await Promise.all([api.get("/api/upcoming?days=7"), asked(this.over.checked)]);
    this.someOver = !runs.length && !this.over.checked && (await asked(true)).length > 0;
    this.runs = steady(this.runs, runs, (run) => run.id);
    this.timeline.show(upcoming);
    this.draw();
    await this.drawer.renew();
  }

  pick(item) {
    if (item.run) this.drawer.tell(item.run);
    else {
      this.search.value = item.title;
      this.draw();
      this.search.scrollIntoView({ block: "start", behavior: "smooth" });
    }
  }

  found() {
    const wanted = this.search.value.trim().toLowerCase();
    return wanted ? this.runs.filter((run) => `${run.who} ${run.title} ${run.step ?? ""} ${run.cohort ?? ""}`.toLowerCase().includes(wanted)) : this.runs;
  }

  /** Draws what is known; one may search, or pick a day, before anything is. */
  draw() {
    if (!this.runs) return;
    const runs = this.found();
    this.count.textContent = String(runs.length);
    const scripts = new Map();
    for (const run of runs) {
      if (!scripts.has(run.sop)) scripts.set(run.sop, { sop: run.sop, title: run.title, runs: [] });
      scripts.get(run.sop).runs.push(run);
    }
    const groups = [...scripts.values()].sort((one, other) => other.runs.length - one.runs.length);
    keyed(this.groups, groups, (group) => group.sop, (group) => this.group(group), (element, group) => this.fillGroup(element, group));
    fill(this.note, runs.length ? null : this.nothing());
  }

  nothing() {
    const { t } = this.app;
    if (this.runs.length) return h("p", { class: "muted nothing-found" }, t("Nothing that runs is called like this."));
    return h(
      "div",
      { class: "empty" },
      icon(icons.fast),
      h("h2", {}, t("Nothing runs at the moment")),
      h("p", {}, t("Scripts start by themselves: let somebody join the group, and the welcome begins.")),
      h("button", { class: "button primary", type: "button", onclick: () => this.app.inviteCrowd() }, icon(icons.join), t("Let newcomers come")),
      this.someOver
        ? h("button", { class: "button quiet", type: "button", onclick: () => this.over.click() }, t("See what is over"))
        : h("button", { class: "button quiet", type: "button", onclick: () => this.app.openPanel("script", {}) }, t("See the scripts")),
    );
  }

  group(group) {
    const element = h("section", { class: "run-group card" }, h("header", {}), h("ol", { class: "funnel" }), h("ul", { class: "run-rows" }), h("div", {}));
    this.fillGroup(element, group);
    return element;
  }

  fillGroup(element, group) {
    const { t } = this.app;
    const [head, funnel, rows, more] = element.children;
    const shown = group.runs.slice(0, this.room.get(group.sop) ?? FIRST);
    const live = group.runs.filter((run) => run.status !== "ended").length;
    const over = group.runs.length - live;
    const counts = [live > 0 && t("{n} under way", { n: live }), over > 0 && t("{n} over", { n: over })].filter(Boolean);
    fill(head, h("h3", {}, group.title), h("span", { class: "muted" }, counts.join(" · ")));
    fill(funnel, this.funnel(group.runs.filter((run) => run.status !== "ended")));
    funnel.hidden = !funnel.children.length;
    keyed(rows, shown, (run) => run.id, (run) => this.row(run), (row, run) => fill(row.firstChild, this.words(run)));
    const rest = group.runs.length - shown.length;
    fill(more, rest > 0 && h("button", { class: "button quiet", type: "button", onclick: () => this.giveRoom(element, group) }, t("Show {n} more", { n: Math.min(rest, MORE) })));
  }

  giveRoom(element, group) {
    this.room.set(group.sop, (this.room.get(group.sop) ?? FIRST) + MORE);
    const before = element.querySelectorAll(".run-row").length;
    this.fillGroup(element, group);
    element.querySelectorAll(".run-row")[before]?.focus();
  }

  /** How many stand at each step of a script, for one that several go through. */
  funnel(runs) {
    const model = runs.find((run) => run.steps.length > 1);
    if (!model || runs.length < 2) return [];
    const at = new Map();
    for (const run of runs) if (run.step) at.set(run.step, (at.get(run.step) ?? 0) + 1);
    return model.steps.map((title) => h(
      "li",
      { class: at.has(title) ? "peopled" : "", title },
      h("span", { class: "funnel-count" }, at.get(title) ?? ""),
      h("span", { class: "funnel-step" }, title),
    ));
  }

  row(run) {
    return h("li", {}, h("button", { class: "run-row", type: "button", onclick: () => this.drawer.tell(run.id) }, this.words(run)));
  }

  words(run) {
    const { t } = this.app;
    const standing = run.standing.map((state) => h("i", { class: state }));
    const [date, clock] = run.endedAt ? [run.endedAt.date, run.endedAt.clock] : [run.dueDate, run.dueClock];
    const due = date && h("span", { class: "run-due" }, date === this.app.time.date ? clock : date);
    const place = run.standing.length ? t("step {n} of {all}", { n: Math.max(1, run.standing.lastIndexOf("now") + 1 || run.standing.lastIndexOf("done") + 1), all: run.standing.length }) : "";
    return [
      face(this.app, run.person),
      h("span", { class: "run-words" },
        h("span", { class: "run-who" }, h("strong", {}, run.who), run.cohort && run.person && h("span", { class: "chip" }, run.cohort), halt(run, t)),
        run.step && h("span", { class: "run-step" }, h("span", { class: "pips", role: "img", "aria-label": place }, standing), run.step),
        run.status !== "ended" && h("small", { class: "muted" }, run.waits)),
      due,
    ];
  }

  /** What there is to say of one run. */
  story(run) {
    const { t } = this.app;
    return [
      run.title,
      h("div", { class: "subject" }, face(this.app, run.person), h("div", {}, h("strong", {}, run.who), h("div", { class: "chips" }, chips(run, t)))),
      h("div", { class: "acts" }, personActs(this.app, run.person), run.file && h("button", { class: "button", type: "button", onclick: () => this.app.openPanel("script", { file: run.file, line: run.line }) }, icon(icons.script), t("Show in the script"))),
      run.places.length > 0 && part(run.status === "ended" ? t("How it ended") : t("What it waits for"), h("ul", { class: "waits" }, run.places.map((place) => h("li", {}, place)))),
      run.steps.length > 0 && part(t("Where it stands"), h("ol", { class: "steps" }, run.steps.map((title, at) => h("li", { class: run.standing[at] }, title, h("small", { class: "muted" }, state(run.standing[at], t)))))),
      run.next.length > 0 && part(t("What comes next"), h("ol", { class: "ahead" }, run.next.map((one) => ahead(one, t)))),
      part(t("What happened, and why"), history(this.app, run.lines, { scripts: false })),
    ];
  }
}

function chips(run, t) {
  return [
    run.status !== "ended" && h("span", { class: "chip accent" }, run.day > 0 ? t("day {n}", { n: run.day }) : t("not begun yet")),
    run.cohort && run.person && h("span", { class: "chip" }, run.cohort),
    halt(run, t),
    h("span", { class: "chip" }, t("since {date}, {clock}", run.started)),
  ];
}

/** That a run has ended, and how; or that it stands still. */
function halt(run, t) {
  if (run.status === "active") return null;
  const well = run.outcome === "done" || run.outcome === "goal";
  return h("span", { class: `chip ${well ? "good" : "warn"}` }, run.ended ?? t("stands still"));
}

function state(code, t) {
  return { done: t("done"), now: t("now"), next: t("next"), later: "" }[code];
}

function ahead(one, t) {
  const when = one.when ? h("time", { datetime: one.when.at }, one.when.date, " ", one.when.clock) : h("span", { class: "open" }, t("after that"));
  return h("li", {}, when, h("span", {}, one.text, one.expected && h("span", { class: "expected-mark" }, t("to be expected"))));
}
