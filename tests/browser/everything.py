"""Using every control that a part of the page has, one after the other, whatever state it is in."""

from playwright.async_api import Page

REGIONS = ("#community", "#time", "#chats", "#conversation")
PANELS = ("now", "members", "script", "refusals")
LEFT_ALONE = ("Save state", "Load state", "Download", "中文")
"""What leaves the page, or needs somebody's hand."""

USE = """async ([where, leftAlone]) => {
  const used = [];
  const CONTROLS = "button, input, select, textarea, summary, [role=button], [role=option], .message, .divider";
  const name = (one) => [one.textContent, one.getAttribute("aria-label"), one.title].filter(Boolean).join(" ").trim();
  const usable = (one) => one.isConnected && !one.disabled && !one.readOnly && !one.closest("[inert]")
    && one.checkVisibility({ visibilityProperty: true });
  const say = (one, ...types) => types.forEach((type) => one.dispatchEvent(new Event(type, { bubbles: true })));
  const key = (one, pressed) =>
    one.dispatchEvent(new KeyboardEvent("keydown", { key: pressed, bubbles: true, cancelable: true }));
  const opened = () => [...document.querySelectorAll("dialog[open], .menu:popover-open")].at(-1);
  const shut = (one) => (one.close ? one.close() : one.hidePopover());
  const breath = () => new Promise((done) => setTimeout(done));
  const use = (one) => {
    one.focus();
    if (one.matches("textarea, input[type=search], .field:not(select)")) {
      one.value = one.matches("textarea") ? "/he" : "a";
      say(one, "input");
      for (const pressed of ["ArrowDown", "Enter"]) key(one, pressed);
    } else if (one.matches("select")) {
      one.selectedIndex = one.options.length - 1;
      say(one, "change");
    } else if (one.matches("input[type=range]")) {
      one.value = 70;
      say(one, "input", "change");
    } else if (one.matches(".divider, .message")) {
      for (const pressed of ["ArrowLeft", "ArrowUp", "Enter"]) key(one, pressed);
    } else one.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  };
  const wanted = (one) =>
    !one.matches(".choice, .dialog-close") && !leftAlone.some((words) => name(one).includes(words));
  const controls = (root) => [...root.querySelectorAll(CONTROLS)].filter((one) => usable(one) && wanted(one));
  const touch = async (one) => {
    used.push(name(one));
    const before = opened();
    use(one);
    await breath();
    return opened() === before ? null : opened();
  };
  const shutAll = async () => {
    for (let one = opened(); one; one = opened()) shut(one), await breath();
  };
  // What it opens is used control by control; most of them close it, so it is opened again for each.
  const follow = async (one) => {
    for (let at = 0; one.isConnected; at += 1) {
      const box = await touch(one);
      const inside = box ? controls(box)[at] : null;
      const next = inside ? await touch(inside) : null;
      for (const deeper of next ? controls(next) : []) if (usable(deeper)) await touch(deeper);
      await shutAll();
      if (!inside) return;
    }
  };
  for (const root of document.querySelectorAll(where)) {
    for (const one of root.matches(CONTROLS) ? [root] : controls(root)) if (usable(one)) await follow(one);
  }
  return used;
}"""


async def used(page: Page) -> list[str]:
    """What was used, by name, on a large screen."""
    found: list[str] = []
    for region in (*REGIONS, *(f"#panel-{panel}" for panel in PANELS), ".topbar-end"):
        if region.startswith("#panel-"):
            await page.locator(f"[aria-controls={region[1:]}]").dispatch_event("click")
        found.extend(await page.evaluate(USE, [region, LEFT_ALONE]))
    return found
