"""What scripts need said besides their own words: buttons, the line that leads to the private chat, cards."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts


def start_line(texts: Texts, member: Markup) -> str:
    """In the group, for somebody whose private chat is closed."""
    return texts("{member}, I have something for you. Press the button to read it in private.", member=member)


def start_button(texts: Texts, payload: str) -> Rows:
    """Opens the private chat; `payload` says what is put there."""
    return ((Button(texts.plain("Start"), start=payload),),)


def way_out(texts: Texts) -> str:
    """Below the first private message from a script."""
    return texts("Send /stop and I will not write to you again.")


def members_separator(texts: Texts) -> str:
    """Between two mentions of a merged message."""
    return texts.plain(", ")


def others(texts: Texts) -> str:
    """After the mentions of a merged message, when there are more; `{count}` is filled in later."""
    return texts.plain(" and {count} others", count="{count}")


def choices(texts: Texts, question_id: int, options: list[str], *, optional: bool) -> Rows:
    """The buttons of a question: one for each choice, and one to decline if that is allowed."""
    rows = tuple((Button(option, data=encode("qa", question_id, n)),) for n, option in enumerate(options))
    if not optional:
        return rows
    return (*rows, (Button(texts.plain("Rather not say"), data=encode("qs", question_id)),))


def task_card(
    texts: Texts, script: str, text: str, due_at: datetime, zone: ZoneInfo, *, by_owner: bool
) -> str:
    """A to-do for the staff, with the words to use."""
    who = texts("for the owner") if by_owner else texts("for an assistant")
    head = texts("📌 <b>To do</b> · {script} · {who}", script=script, who=Markup(who))
    due = texts("Due {when}", when=_wall(due_at, zone))
    return f"{head}\n\n{text}\n\n{due}"


def task_buttons(texts: Texts, todo_id: int) -> Rows:
    """Done, could not reach, hand over."""
    return (
        (
            Button(texts.plain("✅ Done"), data=encode("td", todo_id, "d")),
            Button(texts.plain("🚫 Could not reach"), data=encode("td", todo_id, "u")),
        ),
        (Button(texts.plain("👋 Hand over"), data=encode("td", todo_id, "h")),),
    )


def gate_card(
    texts: Texts, script: str, text: str, until: datetime, zone: ZoneInfo, *, by_owner: bool
) -> str:
    """A decision for the staff to make."""
    who = texts("an owner decides") if by_owner else texts("an assistant decides")
    head = texts("🚦 <b>To decide</b> · {script} · {who}", script=script, who=Markup(who))
    open_until = texts("Open until {when}", when=_wall(until, zone))
    return f"{head}\n\n{text}\n\n{open_until}"


def gate_buttons(texts: Texts, todo_id: int) -> Rows:
    """Yes and no."""
    return (
        (
            Button(texts.plain("✅ Yes"), data=encode("gt", todo_id, "y")),
            Button(texts.plain("❌ No"), data=encode("gt", todo_id, "n")),
        ),
    )


def _wall(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%m-%d %H:%M}"
