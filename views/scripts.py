"""What scripts need said besides their own words: buttons, the line that leads to the private chat."""

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts


def start_line(texts: Texts, member: Markup) -> str:
    """In the group, for somebody whose private chat is closed."""
    return texts(
        "{member}, I've got something for you. Press the button to read it in private.", member=member
    )


def start_button(texts: Texts, payload: str) -> Rows:
    """Opens the private chat; `payload` says what is put there."""
    return ((Button(texts.plain("Start"), start=payload),),)


def way_out(texts: Texts) -> str:
    """Below the first private message from a script."""
    return texts("Rather not get messages like this? Send /stop.")


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


_NOT_BEGUN = {
    "running": "“{title}” is under way for you already; what comes next comes by itself.",
    "not_for_them": "“{title}” isn't open to you just now. The assistants can tell you more.",
}


def not_begun(texts: Texts, title: str, reason: str) -> str:
    """A member's own command starts nothing: why, by the code of the reason."""
    otherwise = "“{title}” is taking a break at the moment. Please try again another day."
    return texts(_NOT_BEGUN.get(reason, otherwise), title=title)


def said_to(texts: Texts, who: Markup, text: str) -> str:
    """Something said to one person in front of others."""
    return texts("{who}, {text}", who=who, text=Markup(text))
