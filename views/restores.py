"""After a backup was put back: what is held, and the buttons by which an owner lets it go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Kind, Rows
from views.names import shown
from views.skips import counted, when
from views.texts import Texts
from views.times import moment, span

SKIP, SEND = "s", "a"
"""What the buttons mean: `rs:<restore>:s`, `rs:<restore>:a`."""

_KINDS = {
    Kind.REPLY: "answers",
    Kind.CONFIRMATION: "confirmations",
    Kind.GATE: "requests for a decision",
    Kind.QUESTION: "questions",
    Kind.TODO: "to-dos",
    Kind.GREETING: "greetings",
    Kind.RESPONSE: "responses of scripts",
    Kind.STEP: "messages of scripts",
    Kind.REMINDER: "reminders",
    Kind.DIGEST: "daily digests",
    Kind.HONOUR: "congratulations",
    Kind.WARNING: "warnings",
    Kind.NOTICE: "notices",
}
"""Words for many of a kind."""


LISTED = 8
"""Steps that are shown one by one; what else is due is only counted."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """A step that is due for `count`; `step`, `day`, `at` and `community` as in `views.skips.SkipLine`."""

    title: str
    step: str | None
    count: int
    of_members: bool
    day: int | None = None
    at: str | None = None
    community: str | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What waits for the owner's word: messages by kind, `steps` runs with a step due; instants and their zone.

    `lines`: what these runs would do, as far as it was looked at.
    """

    restore_id: int
    backup_at: datetime
    restored_at: datetime
    now: datetime
    zone: ZoneInfo
    messages: Mapping[str, int]
    steps: int
    lines: Sequence[DueLine] = ()


def held_back(texts: Texts, held: HeldBack) -> tuple[str, Rows]:
    """The list and its buttons."""
    blocks = [
        texts(
            "⏸ I was restored from a backup of <b>{backup}</b>. What I said and did in the {span} after it I no "
            "longer know. So that nobody gets anything twice, I say nothing to anyone until you decide.",
            backup=moment(texts, held.backup_at, held.zone, held.now),
            span=span(texts, held.restored_at - held.backup_at),
        ),
        _counted(texts, held),
        texts(
            "<b>Skip what is late</b>: these messages are dropped, and scripts skip what they would have said by "
            "now; points and to-dos still count.\n"
            "<b>Send it all the same</b>: these messages go out now, though some people may have them already."
        ),
    ]
    skip = Button(texts.plain("Go on, skip what is late"), encode("rs", held.restore_id, SKIP))
    send = Button(texts.plain("Send it all the same"), encode("rs", held.restore_id, SEND))
    return "\n\n".join(blocks), ((skip,), (send,))


def still_held(texts: Texts) -> str:
    """What an owner reads who asks for something before the decision."""
    return texts("⏸ I am waiting for your decision, above. Until then I answer nobody.")


def decided(texts: Texts, name: str, verdict: str) -> str:
    """What all owners are told then."""
    if verdict == SKIP:
        return texts("▶️ {name} decided to skip what was late. I'm back at work.", name=shown(name))
    return texts("▶️ {name} decided to send what was late all the same. I'm back at work.", name=shown(name))


def toast(texts: Texts) -> str:
    """The answer to the press."""
    return texts("All right, on I go!")


def _counted(texts: Texts, held: HeldBack) -> str:
    lines = [
        texts("· {kind}: {count}", kind=texts.plain(words), count=held.messages[kind])
        for kind, words in _KINDS.items()
        if held.messages.get(kind)
    ]
    if held.steps:
        lines.append(texts("· runs of scripts with a step due: {count}", count=held.steps))
        lines += _steps(texts, held)
    if not lines:
        return texts("Nothing had been waiting to be sent, and no step has come due.")
    return texts("Due before the restore:\n{lines}", lines=Markup("\n".join(lines)))


def _steps(texts: Texts, held: HeldBack) -> list[str]:
    lines = [_line(texts, line) for line in held.lines[:LISTED]]
    rest = held.steps - sum(line.count for line in held.lines[:LISTED])
    if lines and rest > 0:
        lines.append(texts("   … and {n} more", n=rest))
    return lines


def _line(texts: Texts, line: DueLine) -> str:
    msgid = (
        "   <b>{title}</b> · {when}: {count}"
        if line.step is None
        else "   <b>{title}</b> · {when} “{step}”: {count}"
    )
    text = texts(
        msgid,
        title=shown(line.title),
        when=when(texts, line.day, line.at),
        step=shown(line.step or ""),
        count=counted(texts, line.count, of_members=line.of_members),
    )
    if line.community is None:
        return text
    return texts("{line} ({community})", line=Markup(text), community=shown(line.community))
