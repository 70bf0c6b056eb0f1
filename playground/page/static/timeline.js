// The days to come: a calm grid of hours, or in little room a strip of days; below it what one of them brings.

import { fill, h, icon, roving } from "./dom.js";
import { icons } from "./icons.js";

const DAYS = 7;
const HEIGHT = 176;
const NIGHT = 20;
const APART = 12;
const SHOWN = 30;
const HOURS = ["06:00", "12:00", "18:00"];
const SVG = h("span", { html: "<svg></svg>" }).firstChild.namespaceURI;

/** `pick(item)` is called for what was chosen in the list. Gives its element, and `show(items)`. */
export function mountTimeline(app, pick) {
  return new Timeline(app, pick);
}

class Timeline {
  constructor(app, pick) {
    this.app = app;
    this.pick = pick;
    this.items = [];
    this.hidden = new Set();
    this.chosen = null;
    this.whole = false;
    this.kinds = {
      step: app.t("Steps"), question: app.t("Deadlines"), todo: app.t("To-dos due"),
      schedule: app.t("Starts"), digest: app.t("Digests"), message: app.t("Messages"),
    };
    this.heads = h("div", { class: "week-heads", role: "group", "aria-label": app.t("Days") });
    this.hours = h("div", { class: "week-hours" });
    this.tip = h("div", { class: "tip", role: "tooltip", id: "week-tip", hidden: true });
    this.legend = h("div", { class: "legend", role: "group", "aria-label": app.t("What is shown") });
    this.agenda = h("div", { class: "agenda" });
    this.week = h("div", { class: "week" }, this.heads, this.hours, this.tip);
    this.element = h("div", { class: "timeline" }, this.week, this.legend, this.agenda);
    roving(this.heads, ".week-head", { horizontal: true });
    roving(this.hours, ".mark");
    this.hours.addEventListener("keydown", (event) => event.key === "Escape" && this.hideTip());
  }

  show(items) {
    this.items = items;
    this.first = this.app.time.day;
    const last = this.first + DAYS - 1;
    if (this.chosen === null || this.chosen < this.first || this.chosen > last) this.chosen = this.first;
    this.draw();
  }

  draw() {
    const focus = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    const told = !this.tip.hidden;
    this.visible = this.items.filter((item) => !this.hidden.has(item.kind));
    this.drawHeads();
    this.drawHours();
    this.drawLegend();
    this.drawAgenda();
    this.hideTip();
    if (focus) this.element.querySelector(`[data-key="${focus}"]`)?.focus({ preventScroll: true });
    if (!told) this.hideTip(); // who has sent it away is not told once more
  }

  of(day) {
    return this.visible.filter((item) => item.day === day);
  }

  named(day, form) {
    const at = new Date(new Date(this.app.time.now).getTime() + (day - this.first) * 864e5);
    const locale = this.app.locale === "zh" ? "zh-Hans" : "en-GB";
    return new Intl.DateTimeFormat(locale, { ...form, timeZone: this.app.time.zone }).format(at);
  }

  choose(day) {
    this.chosen = day;
    this.whole = false;
    this.draw();
  }

  drawHeads() {
    const days = Array.from({ length: DAYS }, (_, at) => this.first + at);
    const most = Math.max(4, ...days.flatMap((day) => quarters(this.of(day))));
    fill(this.heads, days.map((day) => this.head(day, most)));
  }

  head(day, most) {
    const { t } = this.app;
    const some = this.of(day).length;
    const label = `${this.named(day, { weekday: "long", day: "numeric", month: "long" })}: ${things(some, t)}`;
    const bars = quarters(this.of(day)).map((n) => h("i", { style: { "--full": n / most } }));
    return h(
      "button",
      {
        class: `week-head${day === this.first ? " today" : ""}`, type: "button", "data-key": `day${day}`, "aria-label": label,
        "aria-pressed": String(day === this.chosen), tabindex: day === this.chosen ? "0" : "-1", onclick: () => this.choose(day),
      },
      h("span", { class: "weekday" }, day === this.first ? t("Today") : this.named(day, { weekday: "short" })),
      h("strong", {}, this.named(day, { day: "numeric" }).replace("日", "")),
      h("span", { class: "bars", "aria-hidden": "true" }, bars),
    );
  }

  drawHours() {
    const axis = h("div", { class: "axis", "aria-hidden": "true" }, HOURS.map((clock) => h("span", { style: { top: `${height(clock)}px` } }, clock)));
    const columns = Array.from({ length: DAYS }, (_, at) => this.column(this.first + at));
    fill(this.hours, axis, columns);
    const mark = this.hours.querySelector(".mark");
    if (mark) mark.setAttribute("tabindex", "0");
  }

  column(day) {
    const label = this.named(day, { weekday: "long", day: "numeric", month: "long" });
    const svg = drawn("svg", { width: "100%", height: HEIGHT, role: "group", "aria-label": label, class: day === this.chosen ? "chosen" : "" });
    for (const clock of HOURS) svg.append(drawn("line", { x1: 0, x2: "100%", y1: height(clock), y2: height(clock), class: "hour" }));
    if (day === this.first) {
      const now = height(this.app.time.clock);
      svg.append(drawn("rect", { x: 0, y: 0, width: "100%", height: now, class: "past" }), drawn("line", { x1: 0, x2: "100%", y1: now, y2: now, class: "present" }));
    }
    for (const cluster of clusters(this.of(day))) svg.append(this.mark(cluster, day));
    svg.addEventListener("click", () => this.choose(day));
    return svg;
  }

  mark(cluster, day) {
    const { t } = this.app;
    const first = cluster[0];
    const people = cluster.reduce((sum, item) => sum + item.count, 0);
    const label = `${first.clock} ${cluster.length === 1 ? `${first.title}: ${first.what}` : things(cluster.length, t)}`;
    const mark = drawn("g", { class: "mark", role: "button", tabindex: "-1", "aria-label": label, "data-key": `mark${first.at}${first.kind}` });
    const y = height(first.clock);
    const wide = Math.min(84, 18 + 14 * Math.log2(1 + people));
    mark.append(drawn("rect", { x: 0, y: y - 7, width: "100%", height: 14, class: "hit" }));
    const kinds = [...new Set(cluster.map((item) => item.kind))];
    kinds.forEach((kind, at) => {
      const expected = cluster.every((item) => item.kind !== kind || item.expected);
      const x = (100 - wide) / 2 + (wide / kinds.length) * at;
      mark.append(drawn("rect", { x: `${x}%`, y: y - 3.5, width: `${wide / kinds.length - (kinds.length > 1 ? 2 : 0)}%`, height: 7, rx: 3.5, class: `kind-${kind}${expected ? " expected" : ""}` }));
    });
    mark.addEventListener("mouseenter", () => this.showTip(mark, cluster));
    mark.addEventListener("focus", () => this.showTip(mark, cluster));
    mark.addEventListener("mouseleave", () => this.hideTip());
    mark.addEventListener("blur", () => this.hideTip());
    const act = (event) => {
      event.stopPropagation();
      this.choose(day);
      this.agenda.querySelector(`[data-at="${first.at}"]`)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    };
    mark.addEventListener("click", act);
    mark.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), act(event)));
    return mark;
  }

  showTip(mark, cluster) {
    const { t } = this.app;
    const lines = cluster.slice(0, 4).map((item) => h("p", {}, h("b", {}, item.clock), ` ${item.title} · ${item.what} `, h("span", {}, `(${item.who})`)));
    if (cluster.length > 4) lines.push(h("p", {}, t("and {n} more", { n: cluster.length - 4 })));
    fill(this.tip, lines);
    this.tip.hidden = false;
    const [box, week] = [mark.getBoundingClientRect(), this.week.getBoundingClientRect()];
    const left = Math.max(0, Math.min(week.width - this.tip.offsetWidth, box.left - week.left + box.width / 2 - this.tip.offsetWidth / 2));
    const above = box.top - week.top - this.tip.offsetHeight - 4;
    this.tip.style.setProperty("left", `${left}px`);
    this.tip.style.setProperty("top", `${above > 0 ? above : box.bottom - week.top + 4}px`);
  }

  hideTip() {
    this.tip.hidden = true;
  }

  drawLegend() {
    const present = Object.keys(this.kinds).filter((kind) => this.items.some((item) => item.kind === kind));
    fill(this.legend, present.map((kind) => h(
      "button",
      { class: "legend-kind", type: "button", "data-key": `kind-${kind}`, "aria-pressed": String(!this.hidden.has(kind)), onclick: () => this.toggle(kind) },
      h("i", { class: `dot kind-${kind}` }), this.kinds[kind],
    )));
  }

  toggle(kind) {
    if (!this.hidden.delete(kind)) this.hidden.add(kind);
    this.draw();
  }

  drawAgenda() {
    const { t } = this.app;
    const items = this.of(this.chosen);
    const day = this.named(this.chosen, { weekday: "long", day: "numeric", month: "long" });
    const shown = this.whole ? items : items.slice(0, SHOWN);
    fill(
      this.agenda,
      h("h3", {}, day, h("span", { class: "muted" }, things(items.length, t))),
      shown.length ? h("ol", {}, shown.map((item) => this.row(item))) : h("p", { class: "muted quiet-day" }, t("Nothing is planned for this day.")),
      shown.length < items.length && h("button", { class: "button quiet", type: "button", onclick: () => { this.whole = true; this.draw(); } }, t("Show all {n}", { n: items.length })),
    );
  }

  row(item) {
    const { t } = this.app;
    const content = [
      h("time", { datetime: item.at }, item.clock),
      h("i", { class: `dot kind-${item.kind}${item.expected ? " expected" : ""}`, title: this.kinds[item.kind] }),
      h("span", { class: "agenda-words" }, h("span", {}, item.what, item.expected && h("span", { class: "expected-mark" }, t("to be expected"))), h("small", { class: "muted" }, item.title === item.who ? item.who : `${item.title} · ${item.who}`)),
    ];
    if (!item.run && !item.people.length) return h("li", { class: "agenda-row", "data-at": item.at }, content);
    const key = `${item.at}${item.kind}${item.title}${item.what}`.replaceAll('"', "");
    return h("li", { "data-at": item.at }, h("button", { class: "agenda-row", type: "button", "data-key": key, onclick: () => this.pick(item) }, content, icon(icons.down)));
  }
}

function things(n, t) {
  return t(n === 1 ? "1 thing" : "{n} things", { n });
}

/** How many things come in each quarter of a day. */
function quarters(items) {
  const counts = [0, 0, 0, 0];
  for (const item of items) counts[Math.floor(Number(item.clock.slice(0, 2)) / 6)] += 1;
  return counts;
}

/** Where a time stands in a column; the night takes little room. */
function height(clock) {
  const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return minutes < 360 ? (NIGHT * minutes) / 360 : NIGHT + ((minutes - 360) / 1080) * (HEIGHT - NIGHT - 8);
}

/** What would stand on one another is one mark. */
function clusters(items) {
  const found = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last && height(item.clock) - height(last[0].clock) < APART) last.push(item);
    else found.push([item]);
  }
  return found;
}

function drawn(name, attrs) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attrs)) element.setAttribute(key, value);
  return element;
}
