// The menu: which community, how the page looks and speaks, keeping and bringing back a state, exporting scripts.

import { openDialog } from "./dialogs.js";
import { download, fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { mayLeave } from "./leaving.js";
import { shortcut } from "./people.js";
import { startTour } from "./tour.js";
import { t } from "./words.js";

const OTHER_LANGUAGE = "中文";
const READY_ICONS = { newcomers: icons.join, camp: icons.calendar, paid: icons.group };

/** Mounts the menu and the button that chooses a community; gives the app `openMenu()`. */
export function mountMenu(button, community, app) {
  fill(button, icon(icons.menu));
  document.fonts.load('14px "sopbot Chinese"', OTHER_LANGUAGE).catch(() => null); // in time for the menu, where the system has no such letters
  app.openMenu = () => openSettings(app);
  button.addEventListener("click", app.openMenu);
  community.setAttribute("aria-label", t("{title}: choose another community", { title: app.playground.title }));
  community.addEventListener("click", () => chooseCommunity(app));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "?" && !typing && !document.querySelector("dialog[open]")) showShortcuts();
  });
}

function openSettings(app) {
  const row = (svg, text, about, act) => h("button", { class: "settings-row", type: "button", onclick: () => { dialog.close(); act(); } }, icon(svg), h("span", {}, text, about && h("small", {}, about)));
  const phone = matchMedia("(max-width: 699px)").matches;
  const dialog = openDialog({
    title: t("Menu"),
    kind: "small",
    content: [h("div", { class: "settings" },
      phone && [
        row(icons.group, t("Members"), t("Points, tags, streaks, reach"), () => app.openPanel("members")),
        row(icons.block, t("Refusals"), t("What Telegram said no to"), () => app.openPanel("refusals")),
        h("hr"),
      ],
      row(icons.chats, t("Ready communities"), t("Start from another situation"), () => chooseCommunity(app)),
      segmented(icons.language, t("Language"), [["zh", OTHER_LANGUAGE], ["en", "English"]], app.locale, (locale) => speakIn(locale, app, dialog)),
      segmented(icons.sun, t("Appearance"), [["light", icons.sun, t("Light")], ["dark", icons.moon, t("Dark")], ["system", icons.system, t("As the system has it")]], localStorage.getItem("sopbot.theme") ?? "system", chooseTheme),
      h("hr"),
      row(icons.download, t("Save state"), t("A file that shows somebody else exactly this"), () => download("/api/state")),
      row(icons.upload, t("Load state"), t("Go on from a saved file"), () => loadState(app)),
      row(icons.script, t("Export scripts"), t("What you have changed, as files"), () => exportScripts(app)),
      h("hr"),
      row(icons.tour, t("Tour"), t("Five steps, one minute"), () => startTour(app)),
      row(icons.keyboard, t("Keyboard shortcuts"), null, showShortcuts),
    )],
  });
}

function segmented(svg, text, choices, current, choose) {
  const buttons = choices.map(([value, shown, label]) =>
    h("button", { type: "button", "aria-pressed": String(value === current), "aria-label": label, title: label, onclick: (event) => press(event.currentTarget, value) }, shown.startsWith("<") ? icon(shown) : shown),
  );
  const press = (pressed, value) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
    choose(value);
  };
  return h("div", { class: "settings-row" }, icon(svg), h("span", {}, text), h("div", { class: "segments", role: "group", "aria-label": text }, buttons));
}

function chooseTheme(theme) {
  localStorage.setItem("sopbot.theme", theme);
  dispatchEvent(new Event("theme"));
}

async function speakIn(locale, app, dialog) {
  if (locale === app.locale) return;
  dialog.close();
  const first = t("The community, its scripts and the bot speak one language, so it starts again from the beginning.");
  if (await mayLeave(app, t("Start anew in the other language?"), first)) await openCommunity(app.playground.ready, locale, app);
}

function chooseCommunity(app) {
  const { choices, ready } = app.playground;
  const dialog = openDialog({
    title: t("Ready communities"),
    kind: "wide",
    content: [
      h("p", { class: "muted" }, t("Each one is the real program in another situation. Whatever you do here reaches nobody.")),
      h("div", { class: "choices" }, choices.map(({ key, title, about }) =>
        h("button", { class: "choice", type: "button", "aria-current": key === ready ? "true" : null, onclick: () => { dialog.close(); goTo(key, app); } },
          icon(READY_ICONS[key] ?? icons.group), h("strong", {}, title), h("span", { class: "muted" }, about), key === ready && h("span", { class: "chip accent" }, t("Open now; choose it to begin again"))),
      )),
    ],
  });
}

async function goTo(ready, app) {
  const title = ready === app.playground.ready ? t("Begin this community again?") : t("Open another community?");
  if (await mayLeave(app, title)) await openCommunity(ready, app.locale, app);
}

async function openCommunity(ready, locale, app) {
  const opened = await whileWaiting(t("Opening the community …"), t("What happened there so far is being lived through. That can take a minute."), () =>
    app.try(() => app.api.post("/api/playground", { ready, locale })),
  );
  if (opened) location.reload();
}

/** Does something long, with a dialog before it that cannot be closed. */
async function whileWaiting(title, text, work) {
  const dialog = openDialog({ title, kind: "small waiting", content: [h("p", { class: "muted" }, text), h("div", { class: "waiting-bar" })] });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  const done = await work();
  dialog.close();
  return done;
}

function loadState(app) {
  const input = h("input", { type: "file" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file || !(await mayLeave(app, t("Open the saved state?")))) return;
    const loaded = await whileWaiting(t("Loading the state …"), t("Scripts, people and everything said come back as they were."), () =>
      app.try(async () => (await app.api.post("/api/state", file)) ?? true),
    );
    if (loaded) location.reload();
  });
  input.click();
}

async function exportScripts(app) {
  const scripts = await app.try(() => app.api.get("/api/scripts"));
  if (!scripts) return;
  const changed = scripts.filter((script) => script.changed);
  const shown = changed.length ? changed : scripts;
  openDialog({
    title: t("Export scripts"),
    content: [
      h("p", { class: "muted" }, changed.length ? t("You have changed these. The originals are as they were.") : t("You have changed none so far; these are the originals.")),
      h("ul", { class: "downloads" }, shown.map(({ file, title }) =>
        h("li", {}, h("span", {}, h("strong", {}, title), h("span", { class: "muted" }, file)), h("a", { class: "button", href: `/api/scripts/${encodeURIComponent(file)}/export`, download: "" }, icon(icons.download), t("Download"))),
      )),
    ],
  });
}

function showShortcuts() {
  const keys = [
    [[shortcut()], t("Play somebody else")],
    [["/"], t("Commands, when you write")],
    [["↑", "↓"], t("Through messages, chats, commands")],
    [["Enter"], t("Send; on a message: what can be done with it")],
    [["Shift", "Enter"], t("A new line")],
    [["Esc"], t("Close, or don't reply")],
    [["←", "→"], t("Width of the panel, when its edge has the focus")],
    [["?"], t("This help")],
  ];
  openDialog({
    title: t("Keyboard shortcuts"),
    kind: "small",
    content: [h("dl", { class: "shortcuts" }, keys.flatMap(([names, text]) => [h("dt", {}, names.map((name) => h("kbd", {}, name))), h("dd", {}, text)]))],
  });
}
