// Five steps through the page on the first visit. The real controls are lit up one after the other.

import { fill, h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { shortcut } from "./people.js";
import { t } from "./words.js";

const SEEN = "sopbot.toured";
const MARGIN = 8;

/** Starts the tour if it was never seen. */
export function offerTour(app) {
  if (!localStorage.getItem(SEEN)) startTour(app);
}

/** Starts the tour. */
export function startTour(app) {
  new Tour(app).open();
}

const phone = () => matchMedia("(max-width: 699px)").matches;

function steps(app) {
  return [
    {
      title: t("Try anything: nobody gets hurt"),
      text: phone()
        ? t("These are its chats. The bot is the real program; Telegram and the people are played.")
        : t("On the left its chats, here what is said in them. The bot is the real program; Telegram and the people are played."),
      at: () => (phone() ? "#chats" : "#conversation"),
      before: () => phone() && app.view("chats"),
    },
    {
      title: t("Be anybody"),
      text: [
        t("Play the owner, an assistant, a member, or someone new who joins for the first time."),
        !phone() && t("Press {keys} at any time.", { keys: shortcut() }),
        t("Or have newcomers come who act on their own."),
      ].filter(Boolean).join(" "),
      at: () => "#person",
    },
    {
      title: t("A week in seconds"),
      text: t("Let the time run, go to the next due step, or seven days on. The bot does everything it would have done meanwhile."),
      at: () => "#time .time-controls",
    },
    {
      title: t("See why"),
      text: t("What is under way, what comes next, and why each message was sent: click on a message to ask."),
      at: () => (phone() ? '#bottom [data-id="now"]' : "#panels"),
      before: () => !phone() && app.openPanel("now"),
    },
    {
      title: t("Change the script"),
      text: t("Write in the editor; errors show as you type. Saved, it is used at once, on a copy that you can export."),
      at: () => (phone() ? '#bottom [data-id="script"]' : "#panels"),
      before: () => !phone() && app.openPanel("script"),
    },
  ];
}

class Tour {
  constructor(app) {
    this.steps = steps(app);
    this.at = 0;
    this.light = h("div", { class: "tour-light" });
    this.card = h("div", { class: "tour-card" });
    this.dialog = h("dialog", { class: "tour", "aria-labelledby": "tour-title" }, this.light, this.card);
    this.place = () => this.placeAll();
  }

  open() {
    this.before = document.activeElement;
    document.body.append(this.dialog);
    this.dialog.addEventListener("close", () => this.closed());
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") this.go(1);
      if (event.key === "ArrowLeft") this.go(-1);
    });
    addEventListener("resize", this.place);
    this.dialog.showModal();
    this.show();
  }

  closed() {
    removeEventListener("resize", this.place);
    this.dialog.remove();
    localStorage.setItem(SEEN, "yes");
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }

  go(by) {
    const to = this.at + by;
    if (to < 0) return;
    if (to >= this.steps.length) {
      this.dialog.close();
      return;
    }
    this.at = to;
    this.show();
  }

  show() {
    const { title, text, before } = this.steps[this.at];
    before?.();
    const last = this.at === this.steps.length - 1;
    const next = h("button", { class: "button primary", type: "button", onclick: () => this.go(1) }, last ? t("Let's go") : t("Next"));
    fill(
      this.card,
      h("button", { class: "icon-button", type: "button", "aria-label": t("Skip the tour"), title: t("Skip the tour"), onclick: () => this.dialog.close() }, icon(icons.close)),
      h("p", { class: "tour-count muted" }, t("{n} of {all}", { n: this.at + 1, all: this.steps.length })),
      h("h2", { id: "tour-title" }, title),
      h("p", {}, text),
      h("div", { class: "tour-acts" }, this.at > 0 && h("button", { class: "button quiet", type: "button", onclick: () => this.go(-1) }, t("Back")), next),
    );
    next.focus();
    this.placeAll();
    requestAnimationFrame(this.place);
  }

  placeAll() {
    const target = document.querySelector(this.steps[this.at].at());
    if (!target) return;
    const box = target.getBoundingClientRect();
    const spot = { left: Math.max(4, box.left - MARGIN), top: Math.max(4, box.top - MARGIN), right: Math.min(innerWidth - 4, box.right + MARGIN), bottom: Math.min(innerHeight - 4, box.bottom + MARGIN) };
    this.put(this.light, spot.left, spot.top);
    this.light.style.setProperty("width", `${spot.right - spot.left}px`);
    this.light.style.setProperty("height", `${spot.bottom - spot.top}px`);
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const [left, top] = cornerFor(spot, width, height);
    this.put(this.card, Math.max(12, Math.min(left, innerWidth - width - 12)), Math.max(12, Math.min(top, innerHeight - height - 12)));
  }

  put(element, left, top) {
    element.style.setProperty("left", `${left}px`);
    element.style.setProperty("top", `${top}px`);
  }
}

/** Where the card stands: beside something high, else below or above it, or in the middle of what fills the page. */
function cornerFor(spot, width, height) {
  const middle = (spot.left + spot.right - width) / 2;
  if (spot.bottom - spot.top > innerHeight * 0.6) {
    if (spot.left > width + 24) return [spot.left - width - 12, spot.top + 60];
    if (innerWidth - spot.right > width + 24) return [spot.right + 12, spot.top + 60];
    return [middle, innerHeight * 0.5 - height / 2];
  }
  return spot.bottom + height + 24 < innerHeight ? [middle, spot.bottom + 12] : [middle, spot.top - height - 12];
}
