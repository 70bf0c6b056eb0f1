// The members: a table where there is room, else cards; and what was done for each of them, what was not, and why.

import { notTwice } from "./api.js";
import { fill, h, icon, keyed } from "./dom.js";
import { icons } from "./icons.js";
import { loading } from "./loading.js";
import { calmly, face, history, mountDrawer, part, personActs, steady } from "./story.js";

const FIRST = 60;
const MORE = 120;
const PAUSE = 700;
const TAGS = 4;
const STAGES = ["new", "active", "core", "at_risk", "gone"];
const STAGE_LOOKS = { active: "good", core: "accent", at_risk: "warn", gone: "danger", new: "info" };

export const panel = { id: "members", title: "Members", icon: icons.group, mount: (root, app) => new Members(root, app) };

class Members {
  constructor(root, app) {
    this.app = app;
    this.members = null;
    this.sort = { by: "name", down: false };
    this.room = FIRST;
    this.onlyUndone = false;
    const { t } = app;
    this.columns = {
      name: t("Name"), points: t("Points"), level: t("Level"), streak: t("Streak"),
      stage: t("Stage"), reach: t("Reach"), runs: t("Runs"),
    };
    this.reaches = {
      open: t("private chat open"), never_started: t("no private chat yet"), blocked: t("blocked the bot"), gone: t("account gone"), opted_out: t("said /stop"),
    };
    this.search = h("input", { class: "field", type: "search", placeholder: t("A name or a tag"), "aria-label": t("Search among the members"), oninput: () => this.again() });
    this.which = h("select", { class: "field", "aria-label": t("Which members"), onchange: () => this.again() }, this.choices());
    this.order = h("select", { class: "field members-order", "aria-label": t("Order"), onchange: () => this.sortBy(this.order.value) }, Object.entries(this.columns).map(([by, name]) => h("option", { value: by }, t("ordered by {name}", { name }))));
    this.count = h("p", { class: "muted members-count", role: "status" });
    this.head = h("tr", { role: "row" });
    this.rows = h("tbody", { role: "rowgroup" });
    this.note = h("div", {}, h("div", { class: "skeleton members-skeleton" }), h("div", { class: "skeleton members-skeleton" }));
    this.table = h("table", { class: "members-table", role: "table", "aria-label": t("Members") }, h("thead", { role: "rowgroup" }, this.head), this.rows);
    const list = h("div", { class: "members" }, h("div", { class: "members-tools" }, this.search, this.which, this.order), this.count, this.table, this.note);
    root.append(list);
    this.drawer = mountDrawer(root, list, app, { ask: (id) => app.api.get(`/api/members/${id}`), draw: (one) => this.told(one) });
    this.refresh = loading(app, this.note, () => this.members !== null, () => this.fetch());
    const again = calmly(() => app.seesPanel("members") && this.refresh(), PAUSE);
    for (const pane of ["members", "runs", "people"]) app.on(`changed:${pane}`, again);
    app.on("people", () => this.draw());
  }

  choices() {
    const { t } = this.app;
    const all = { "": t("everybody"), staff: t("the staff"), closed: t("no private chat"), running: t("with something running") };
    return Object.entries(all).map(([value, name]) => h("option", { value }, name));
  }

  async show({ member, person }) {
    if (person && !this.members) await this.refresh();
    const found = member ?? this.members?.find((one) => one.person === person)?.id;
    if (found) this.drawer.tell(found);
  }

  async fetch() {
    this.members = steady(this.members, await this.app.api.get("/api/members"), (one) => one.id);
    this.draw();
    await this.drawer.renew();
  }

  again() {
    this.room = FIRST;
    this.draw();
  }

  sortBy(by) {
    this.sort = { by, down: this.sort.by === by ? !this.sort.down : ["points", "level", "streak", "runs"].includes(by) };
    this.order.value = by;
    this.draw();
    this.head.querySelector(`[data-by="${by}"]`)?.focus();
  }

  found() {
    const wanted = this.search.value.trim().toLowerCase();
    const which = {
      staff: (one) => one.role !== "member", closed: (one) => one.reach !== "open", running: (one) => one.runs.length > 0,
    }[this.which.value];
    const fits = (one) => (!wanted || `${one.name} ${one.username ?? ""} ${one.tags.join(" ")}`.toLowerCase().includes(wanted)) && (!which || which(one));
    const { by, down } = this.sort;
    const value = (one) => ({ name: one.name, stage: STAGES.indexOf(one.stage), reach: one.reachName, runs: one.runs.length })[by] ?? one[by];
    const compare = (one, other) => {
      const [a, b] = [value(one), value(other)];
      return typeof a === "string" ? a.localeCompare(b, this.app.locale) : a - b;
    };
    return this.members.filter(fits).sort((one, other) => (down ? -1 : 1) * compare(one, other) || one.id - other.id);
  }

  /** Draws what is known; one may search before anything is. */
  draw() {
    if (!this.members) return;
    const { t } = this.app;
    const members = this.found();
    const shown = members.slice(0, this.room);
    this.drawHead();
    this.count.textContent = members.length === this.members.length ? t("{n} people", { n: members.length }) : t("{n} of {all} people", { n: members.length, all: this.members.length });
    keyed(this.rows, shown, (one) => one.id, (one) => this.row(one), (row, one) => fill(row, this.cells(one)));
    const rest = members.length - shown.length;
    this.table.hidden = !members.length;
    fill(this.note, !members.length && this.nobody(), rest > 0 && h("button", { class: "button quiet members-more", type: "button", onclick: () => { this.room += MORE; this.draw(); } }, t("Show {n} more", { n: Math.min(rest, MORE) })));
  }

  drawHead() {
    const { by, down } = this.sort;
    const sorted = (column) => (column === by ? (down ? "descending" : "ascending") : "none");
    if (!this.head.children.length) {
      fill(this.head, Object.entries(this.columns).map(([column, name]) => h(
        "th", { role: "columnheader", scope: "col" },
        h("button", { type: "button", "data-by": column, onclick: () => this.sortBy(column) }, name, icon(icons.down)),
      )));
    }
    for (const cell of this.head.children) cell.setAttribute("aria-sort", sorted(cell.firstChild.dataset.by));
  }

  nobody() {
    const { t } = this.app;
    if (this.members.length) return h("p", { class: "muted nobody" }, t("Nobody is like this."));
    return h("div", { class: "empty" }, icon(icons.group), h("h2", {}, t("No members yet")), h("p", {}, t("Whoever joins the group, or writes there, is listed here.")));
  }

  row(one) {
    return h("tr", { class: "member-row", role: "row" }, this.cells(one));
  }

  cells(one) {
    const { t } = this.app;
    const cell = (name, ...content) => h("td", { role: "cell", class: `member-${name}` }, ...content);
    const label = (name) => h("span", { class: "member-label" }, name, " ");
    const rest = one.tags.length - TAGS;
    const running = one.runs.map((run) => (run.step ? `${run.title}: ${run.step}` : run.title));
    return [
      cell("name",
        face(this.app, one.person),
        h("span", { class: "member-words" },
          h("button", { class: "member-open", type: "button", onclick: () => this.drawer.tell(one.id) }, one.name),
          h("span", { class: "chips" },
            one.role !== "member" && h("span", { class: "chip accent" }, one.roleName),
            one.tags.slice(0, TAGS).map((tag) => h("span", { class: "chip" }, tag)),
            rest > 0 && h("span", { class: "chip", title: one.tags.slice(TAGS).join(" ") }, `+${rest}`)))),
      cell("points", label(this.columns.points), h("b", {}, one.points)),
      cell("level", label(this.columns.level), h("span", { title: one.levelName }, one.level)),
      cell("streak", label(this.columns.streak), one.streak ? h("b", {}, t("{n} d", { n: one.streak })) : "–"),
      cell("stage", one.stageName ? h("span", { class: `chip ${STAGE_LOOKS[one.stage] ?? ""}` }, one.stageName) : "–"),
      cell("reach", h("span", { class: `reach ${one.reach}`, title: one.reachName }, this.reaches[one.reach])),
      cell("runs", running.length ? [h("span", {}, running[0]), running.length > 1 && h("span", { class: "chip", title: running.slice(1).join("\n") }, `+${running.length - 1}`)] : h("span", { class: "muted" }, "–")),
    ];
  }

  /** What there is to say of one member. */
  told(one) {
    const { t } = this.app;
    const story = h("div", { class: "story" });
    const older = notTwice(async () => {
      const before = await this.app.try(() => this.app.api.get(`/api/members/${one.id}?before=${one.older}`));
      if (before) this.drawStory(story, Object.assign(one, { lines: [...before.lines, ...one.lines], older: before.older }), older);
    });
    this.drawStory(story, one, older);
    return [
      one.name,
      h("div", { class: "subject" }, face(this.app, one.person), h("div", { class: "chips" }, h("span", { class: "chip accent" }, one.roleName), one.username && h("span", { class: "chip" }, `@${one.username}`), one.tags.map((tag) => h("span", { class: "chip" }, tag)))),
      h("div", { class: "acts" }, personActs(this.app, one.person)),
      one.closed && h("p", { class: "note" }, icon(icons.block), one.closed),
      h("dl", { class: "facts" }, this.facts(one)),
      one.notArrived.length > 0 && part(t("Meant for private, not arrived"), h("ol", { class: "ahead" }, one.notArrived.map((lost) => h("li", {}, h("time", { datetime: lost.at }, lost.date, " ", lost.clock), h("span", {}, `“${lost.text}”: ${lost.why}`, " ", h("small", { class: "muted" }, lost.script)))))),
      part(t("What runs for them"), one.runs.length ? h("div", { class: "member-run-list" }, one.runs.map((run) => h("button", { class: "member-run", type: "button", onclick: () => this.app.openPanel("now", { run: run.id }) }, h("span", {}, run.title, run.step && h("small", { class: "muted" }, run.step)), icon(icons.down)))) : h("p", { class: "muted" }, t("Nothing at the moment."))),
      part(t("What was done, what was not, and why"), story),
    ];
  }

  facts(one) {
    const { t } = this.app;
    const joined = one.joined ? one.joined.date : "–";
    const rows = [
      [t("Points"), one.points], [t("Level"), `${one.level} · ${one.levelName}`], [t("Streak"), one.streak], [t("Check-ins"), one.checkIns],
      [t("Stage"), one.stageName || "–"], [t("Joined"), joined], [t("Reach"), one.reachName],
    ];
    return rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  }

  drawStory(story, one, older) {
    const { t } = this.app;
    const lines = this.onlyUndone ? one.lines.filter((line) => line.undone) : one.lines;
    const toggle = h("label", { class: "now-over" }, h("input", { type: "checkbox", onchange: (event) => { this.onlyUndone = event.target.checked; this.drawStory(story, one, older); } }), t("only what was not done"));
    toggle.firstChild.checked = this.onlyUndone;
    fill(story, toggle, history(this.app, lines), one.older && h("button", { class: "button quiet", type: "button", onclick: older }, t("Older")));
  }
}
