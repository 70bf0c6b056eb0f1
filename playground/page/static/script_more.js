// What else can be done with a script: taking it along, going back to how it came; one's own are renamed and deleted.

import { api } from "./api.js";
import { agreed, openMenu } from "./dialogs.js";
import { download } from "./dom.js";
import { icons } from "./icons.js";
import { drawn } from "./script_icons.js";
import { renameScript } from "./script_new.js";
import { t } from "./words.js";

/** Opens the menu beside `anchor` for the script that lies on the desk. */
export function openMore(anchor, desk) {
  const differs = desk.original !== null && desk.editor.text !== desk.original;
  openMenu(anchor, [
    { text: t("Download this script"), svg: icons.download, act: () => download(desk.path("/export")) },
    { text: t("Download all that changed"), svg: icons.download, act: () => download("/api/scripts/changed.zip") },
    ...(differs ? [{ text: t("Back to how it came"), svg: drawn.undo, act: () => restore(desk) }] : []),
    ...(desk.original === null ? [
      { text: t("Rename …"), svg: icons.edit, act: () => rename(desk) },
      { text: t("Delete …"), svg: icons.close, danger: true, act: () => remove(desk) },
    ] : []),
  ], { label: t("More") });
}

async function restore(desk) {
  const { file } = desk;
  const sure = await agreed(t("Back to how it came?"), t("The text becomes the one this script had at first. Save it, and it runs; undo brings yours back."), t("Bring it back"));
  if (!sure || file !== desk.file) return;
  desk.editor.set(desk.original, { typed: true });
  await desk.check();
}

/** What is not saved yet would stay behind under the old name. */
function rename(desk) {
  if (desk.isChanged) desk.app.toast(t("Save or discard your changes first."));
  else renameScript(desk.file, (file) => desk.open(file));
}

async function remove(desk) {
  const { file } = desk;
  const sure = await agreed(t("Delete this script?"), t("Nobody starts it any more; who is inside goes on to the end. The file is gone for good: download it first if you may want it again."), t("Delete"), { danger: true });
  if (sure && (await desk.app.try(async () => (await api.post(desk.path("/delete", file))) ?? true))) desk.forget(file);
}
