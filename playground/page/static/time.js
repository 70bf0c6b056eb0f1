// The community's clock, and what moves it.

import { fill, h, icon } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { icons } from "./icons.js";
import { t } from "./words.js";

const FASTEST = 1440;
const STEPS = 100;

/** Mounts the time bar. */
export function mountTime(root, app) {
  const bar = new TimeBar(app);
  fill(root, bar.clock, bar.controls(), bar.speed());
  bar.more.addEventListener("click", () => bar.openAll());
  app.on("time", (time) => bar.show(time));
  app.moveTime = (what, minutes) => bar.move(what, minutes);
  bar.show(app.time);
}

/** What a speed in minutes of the community a second is called. */
export function speedWords(minutes) {
  if (minutes >= FASTEST) return t("1 day a second");
  if (minutes >= 60) return t("{n} h a second", { n: Math.round(minutes / 6) / 10 });
  return t("{n} min a second", { n: Math.round(minutes) });
}

class TimeBar {
  constructor(app) {
    this.app = app;
    this.date = h("span", { class: "time-date" });
    this.hour = h("strong", { class: "time-clock" });
    this.day = h("span", { class: "time-day" });
    this.clock = h("div", { class: "time-now" }, this.hour, h("span", { class: "time-words" }, this.date, this.day));
    this.play = h("button", { class: "icon-button time-play", type: "button", id: "time-play", onclick: () => this.toggle() });
    this.more = h("button", { class: "icon-button time-more", type: "button", "aria-haspopup": "dialog", "aria-label": t("Move the time"), title: t("Move the time") }, icon(icons.fast));
    this.jumps = [];
    this.sliders = [];
    this.told = app.time?.vain;
  }

  jump(text, label, what, minutes) {
    const button = h("button", { class: "time-jump", type: "button", title: label, "aria-label": label, "data-do": what, onclick: () => this.move(what, minutes) }, text);
    this.jumps.push(button);
    return button;
  }

  allJumps() {
    return [
      this.jump(t("+10 min"), t("Ten minutes on"), "advance", 10),
      this.jump(t("+1 h"), t("An hour on"), "advance", 60),
      this.jump([icon(icons.next), t("Next step")], t("To the next due step"), "next"),
      this.jump([icon(icons.sun), "08:00"], t("To tomorrow, 08:00"), "morning"),
      this.jump(t("+7 days"), t("Seven days on"), "advance", 7 * 24 * 60),
    ];
  }

  controls() {
    return h("div", { class: "time-controls", role: "group", "aria-label": t("Move the time") }, this.play, h("div", { class: "time-jumps" }, this.allJumps()), this.more);
  }

  speed() {
    const input = h("input", { type: "range", min: "0", max: String(STEPS), step: "1", "aria-label": t("Speed") });
    const words = h("output", {});
    input.addEventListener("input", () => this.name(input, words, FASTEST ** (input.value / STEPS)));
    input.addEventListener("change", () => this.post({ speed: Math.round(FASTEST ** (input.value / STEPS)) }));
    this.sliders.push({ input, words });
    return h("label", { class: "time-speed" }, input, words);
  }

  name(input, words, speed) {
    words.textContent = speedWords(speed);
    input.setAttribute("aria-valuetext", speedWords(speed));
  }

  /** Everything that moves the time, where there is no room for it in the bar. */
  openAll() {
    openDialog({
      title: t("Move the time"),
      kind: "small time-dialog",
      content: [h("p", { class: "time-next muted" }, this.nextWords()), h("div", { class: "time-jumps" }, this.allJumps()), this.speed()],
      closed: () => this.forgetDetached(),
    });
    this.show(this.app.time);
  }

  forgetDetached() {
    this.jumps = this.jumps.filter((button) => button.isConnected);
    this.sliders = this.sliders.filter(({ input }) => input.isConnected);
  }

  /** When something is due: the hour if it is today, else the day. */
  nextBriefly() {
    const { next, date } = this.app.time;
    return next && t("next {when}", { when: next.date === date ? next.clock : next.date });
  }

  nextWords() {
    const { next } = this.app.time;
    if (!next) return t("Nothing is due.");
    const what = [next.title, next.what].filter(Boolean).join(": ");
    return t("Next: {what}, {date}, {clock}", { what, date: next.date, clock: next.clock });
  }

  show(time) {
    const moving = time.busy || time.playing;
    this.hour.textContent = time.clock;
    this.date.textContent = time.date;
    this.day.textContent = [t("day {n}", { n: time.day }), this.nextBriefly()].filter(Boolean).join(" · ");
    const state = time.busy ? "busy" : time.playing ? "playing" : "paused";
    if (this.play.dataset.state !== state) this.showPlay(state);
    document.getElementById("busy").hidden = !moving;
    document.getElementById("busy").classList.toggle("slow", !time.busy);
    for (const button of this.jumps) {
      button.disabled = time.busy || (button.dataset.do === "next" && !time.next);
      if (button.dataset.do === "next") button.title = this.nextWords();
    }
    const told = time.trouble ?? time.vain;
    if (told && told !== this.told) this.app.toast(told);
    this.told = told;
    for (const { input, words } of this.sliders) this.showSpeed(input, words, time.speed);
  }

  showPlay(state) {
    this.play.dataset.state = state;
    const label = { busy: t("Stop"), playing: t("Pause"), paused: t("Let the time run") }[state];
    fill(this.play, icon({ busy: icons.stop, playing: icons.pause, paused: icons.play }[state]));
    this.play.title = label;
    this.play.setAttribute("aria-label", label);
  }

  showSpeed(input, words, speed) {
    if (document.activeElement === input && input.matches(":active")) return;
    input.value = String(Math.round((Math.log(Math.max(1, speed)) / Math.log(FASTEST)) * STEPS));
    this.name(input, words, speed);
  }

  toggle() {
    const { busy, playing } = this.app.time;
    this.move(busy ? "stop" : playing ? "pause" : "play");
  }

  move(what, minutes) {
    return this.post({ do: what, ...(minutes && { minutes }) });
  }

  post(body) {
    return this.app.askTime(() => this.app.api.post("/api/time", body));
  }
}
