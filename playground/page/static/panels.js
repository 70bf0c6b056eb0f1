// The column of panels: one tab each, loaded when it is first looked at; and the navigation of phones.

import { fill, h, icon, roving } from "./dom.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

const MODULES = ["now", "members", "script", "refusals"];
const NARROWEST = 340;
const WIDEST = 720;

/** Mounts the panels that exist, and gives the app `openPanel(id, options)` and `seesPanel(id)`. */
export async function mountPanels(root, divider, app) {
  const stage = document.getElementById("stage");
  const column = new Column(root, stage, app);
  app.openPanel = (id, options) => column.open(id, options);
  app.seesPanel = (id) => column.sees(id);
  letResize(divider, stage);
  column.collapse(localStorage.getItem("sopbot.panels") === "collapsed" || matchMedia("(max-width: 899px)").matches);
  await column.load();
}

function dressed(sheet) {
  return new Promise((done) => {
    document.head.append(h("link", { rel: "stylesheet", href: `/static/${sheet}.css`, onload: done, onerror: done }));
  });
}

class Column {
  constructor(root, stage, app) {
    this.app = app;
    this.stage = stage;
    this.panels = new Map();
    this.current = null;
    this.tabs = h("div", { class: "panel-tabs", role: "tablist", "aria-label": t("Behind the scenes") });
    this.fold = h("button", { class: "icon-button panel-collapse", type: "button", onclick: () => this.toggle() }, icon(icons.collapse));
    this.body = h("div", { class: "panel-body", tabindex: "-1" });
    root.append(h("div", { class: "panel-bar" }, this.tabs, this.fold), this.body);
    roving(this.tabs, ".panel-tab", { horizontal: true });
    this.ready = new Promise((resolve) => (this.loaded = resolve));
  }

  async load() {
    const modules = await Promise.allSettled(MODULES.map((name) => import(`./${name}.js`)));
    await Promise.all(modules.map((module, at) => {
      if (module.value?.panel) return this.add(module.value.panel, MODULES[at]);
      console.info(`There is no panel in ${MODULES[at]}.js`, module.reason);
      return null;
    }));
    this.loaded();
    const remembered = localStorage.getItem("sopbot.panel");
    const first = this.panels.has(remembered) ? remembered : this.panels.keys().next().value;
    if (first) this.choose(first);
    this.app.on("view", () => this.refresh());
  }

  /** Resolves once its style sheets are in force, so that nobody sees it without. */
  add(panel, name) {
    const root = h("div", { class: `panel panel-${panel.id}`, id: `panel-${panel.id}`, role: "tabpanel", hidden: true, "aria-label": t(panel.title) });
    const tab = h(
      "button",
      {
        class: "panel-tab", type: "button", role: "tab", tabindex: "-1", title: t(panel.title),
        "aria-controls": root.id, "aria-selected": "false", onclick: () => this.open(panel.id),
      },
      icon(panel.icon),
      h("span", {}, t(panel.title)),
    );
    this.tabs.append(tab);
    this.body.append(root);
    this.panels.set(panel.id, { panel, tab, root, mounted: null });
    return Promise.all([name, ...(panel.sheets ?? [])].map(dressed));
  }

  /** Whether somebody can see this panel now. */
  sees(id) {
    return this.current === id && this.body.offsetParent !== null && getComputedStyle(this.body).visibility === "visible";
  }

  async open(id, options) {
    await this.ready;
    if (!this.panels.has(id)) return;
    this.collapse(false);
    this.app.view("panel");
    this.choose(id, options);
  }

  choose(id, options) {
    for (const [other, { tab, root }] of this.panels) {
      tab.setAttribute("aria-selected", String(other === id));
      tab.tabIndex = other === id ? 0 : -1;
      root.hidden = other !== id;
    }
    this.current = id;
    localStorage.setItem("sopbot.panel", id);
    const entry = this.panels.get(id);
    entry.mounted ??= entry.panel.mount(entry.root, this.app);
    if (options !== undefined) entry.mounted.show?.(options);
    this.refresh();
    this.app.emit("panel", id);
  }

  refresh() {
    if (this.current && this.sees(this.current)) this.panels.get(this.current).mounted?.refresh();
  }

  toggle() {
    this.collapse(this.stage.dataset.panels !== "collapsed");
    localStorage.setItem("sopbot.panels", this.stage.dataset.panels ?? "open");
  }

  collapse(folded) {
    if (folded) this.stage.dataset.panels = "collapsed";
    else delete this.stage.dataset.panels;
    this.fold.setAttribute("aria-label", folded ? t("Show the panel") : t("Hide the panel"));
    this.fold.setAttribute("aria-expanded", String(!folded));
    if (!folded) this.refresh();
  }
}

/** Lets the panels be made wider or narrower by mouse, finger and arrow keys. */
function letResize(divider, stage) {
  const set = (width) => {
    const kept = Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
    stage.style.setProperty("--panel-width", `${kept}px`);
    divider.setAttribute("aria-valuenow", String(kept));
    localStorage.setItem("sopbot.panel-width", String(kept));
  };
  const width = () => divider.parentElement.getBoundingClientRect().width;
  divider.setAttribute("aria-valuemin", String(NARROWEST));
  divider.setAttribute("aria-valuemax", String(WIDEST));
  divider.setAttribute("aria-valuenow", String(Math.round(width())));
  if (localStorage.getItem("sopbot.panel-width")) set(Number(localStorage.getItem("sopbot.panel-width")));
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("dragged");
  });
  divider.addEventListener("pointermove", (event) => {
    if (divider.hasPointerCapture(event.pointerId)) set(stage.getBoundingClientRect().right - event.clientX);
  });
  divider.addEventListener("lostpointercapture", () => divider.classList.remove("dragged"));
  divider.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(width() + by);
  });
}

/** The navigation at the bottom of a phone. */
export function mountBottom(root, app) {
  const entries = [
    { id: "chats", text: t("Chats"), svg: icons.chats, act: () => app.view("chats") },
    { id: "now", text: t("Now"), svg: icons.bell, act: () => showPanel("now") },
    { id: "script", text: t("Script"), svg: icons.script, act: () => showPanel("script") },
    { id: "more", text: t("More"), svg: icons.menu, act: () => app.openMenu() },
  ];
  const showPanel = (id) => {
    delete document.body.dataset.more;
    app.openPanel(id);
  };
  const buttons = entries.map(({ id, text, svg, act }) => h("button", { type: "button", "data-id": id, onclick: act }, icon(svg), h("span", {}, text)));
  fill(root, buttons);
  const mark = () => {
    const { view } = document.body.dataset;
    const current = view === "panel" ? localStorage.getItem("sopbot.panel") : "chats";
    for (const button of buttons) button.setAttribute("aria-current", String(button.dataset.id === current));
  };
  app.on("view", mark);
  app.on("panel", mark);
  mark();
}
