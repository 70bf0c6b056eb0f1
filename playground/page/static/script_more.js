// What else can be done with a script: taking it along, and going back to how it came.

import { agreed, openMenu } from "./dialogs.js";
import { download } from "./dom.js";
import { icons } from "./icons.js";
import { drawn } from "./script_icons.js";
import { t } from "./words.js";

/** Opens the menu beside `anchor` for the script that lies on the desk. */
export function openMore(anchor, desk) {
  const differs = desk.original !== null && desk.editor.text !== desk.original;
  openMenu(anchor, [
    { text: t("Download this script"), svg: icons.download, act: () => download(desk.path("/export")) },
    { text: t("Download all that changed"), svg: icons.download, act: () => download("/api/scripts/changed.zip") },
    ...(differs ? [{ text: t("Back to how it came"), svg: drawn.undo, act: () => restore(desk) }] : []),
  ], { label: t("More") });
}

async function restore(desk) {
  const { file } = desk;
  const sure = await agreed(t("Back to how it came?"), t("The text becomes the one this script had at first. Save it, and it runs; undo brings yours back."), t("Bring it back"));
  if (!sure || file !== desk.file) return;
  desk.editor.set(desk.original, { typed: true });
  await desk.check();
}
