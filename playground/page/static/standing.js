// Where a person stands towards a chat, and what they can do about it.

import { icons } from "./icons.js";
import { t } from "./words.js";

/** Lets somebody join, leave, start, block or unblock, act on their own or wait. Resolves to whether it was done. */
export async function doAs(app, person, act, chat, more = {}) {
  const done = await app.try(async () => {
    await app.api.post(`/api/people/${person}`, { do: act, ...(chat && { chat }), ...more });
    return true;
  });
  if (done) await app.refreshPeople();
  return Boolean(done);
}

/** The group that people join: the open one, or the community's. */
export function groupOf(app) {
  const open = app.chatOf();
  return open && open.kind !== "private" ? open : app.chats.find(({ kind }) => kind === "group");
}

/** Whether the person one plays stands before a group that they are not in. */
export function isOutside(app) {
  const chat = app.chatOf();
  return Boolean(app.person && chat && chat.kind !== "private" && !app.who()?.inside.includes(chat.id));
}

/** What a person can do, as entries of a menu; with `chat`, only what concerns that one. */
export function actsOf(person, app, chat = null) {
  if (!person || person.gone) return [];
  const group = chat && chat.kind !== "private" ? chat : groupOf(app);
  const act = (text, svg, what, where, danger = false) => ({ text, svg, danger, what, act: () => doAs(app, person.id, what, where) });
  const acts = [];
  if (group && chat?.kind !== "private") {
    const inside = person.inside.includes(group.id);
    if (!inside) acts.push(act(t("Join the group"), icons.join, "joins", group.id));
    else if (person.role !== "owner") acts.push(act(t("Leave the group"), icons.leave, "leaves", group.id, true));
  }
  if (!chat || chat.kind === "private") {
    if (person.private === "never") acts.push(act(t("Press Start"), icons.start, "starts"));
    if (person.private === "open") acts.push(act(t("Block the bot"), icons.block, "blocks", null, true));
    if (person.private === "blocked") acts.push(act(t("Unblock the bot"), icons.check, "unblocks"));
  }
  return acts;
}

/** What stands between the person and writing here: {say, label, act}, or null if they can write. */
export function hurdle(app) {
  const chat = app.chatOf();
  if (!chat) return null;
  const person = app.who();
  const { name } = person ?? {};
  const other = (say, label) => ({ say, label, act: () => app.openPeople() });
  const first = (say, label, act, where) => ({ say, label, act: () => doAs(app, person.id, act, where) });
  if (!person) return other(t("You are looking on."), t("Play somebody"));
  if (person.gone) return other(t("This account is gone."), t("Play somebody else"));
  if (chat.kind !== "private") return person.inside.includes(chat.id) ? null : first(t("{name} is not in this group yet.", { name }), t("Join the group"), "joins", chat.id);
  if (person.private === "blocked") return first(t("{name} has blocked the bot.", { name }), t("Unblock"), "unblocks");
  return person.private === "open" ? null : first(t("{name} has not spoken with the bot yet.", { name }), t("Start"), "starts");
}
