"""What scripts say: in the chat, in private with what is stated for a closed door, or to the staff."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from core.callback import encode
from core.message import MEMBERS_PLACEHOLDER, Button, Kind, Merge, Message, Rows, Target
from sop import actions
from sop.effects import Say, What
from sop.engine.acts import Act
from sop.engine.worlds import is_reachable
from sop.language.templates import TextError
from sop.rendering import fill, mention_of, named, with_line
from sop.state import Cause
from storage.unit_of_work import UnitOfWork
from storage.users import User
from views import results
from views import scripts as views
from views.texts import Texts, texts_for

LASTING = timedelta(days=7)
"""How long a message that is worth sending however late is kept."""

GATHERING = timedelta(seconds=30)
"""How long the clock's mentions of people whose private chat is closed are gathered into one message."""

_SCHEMES = ("http://", "https://", "tg://")


async def apply(act: Act, say: Say) -> None:
    """Plan what is to be said."""
    if say.action.to == "private":
        user = act.user
        text = fill(act, say.action.text, say.day, user.locale)
        await privately(act, _message(act, say, text, Target.user(user.id)), say.action.else_, say.label)
        return
    text = fill(act, say.action.text, say.day)
    if say.action.to == "staff":
        await _to_staff(act, say, text)
    elif say.action.merge is not None:
        await _merged(act, say, text)
    else:
        await _in_chat(act, say, _message(act, say, text))


def kind_of(say: Say, cause: Cause) -> Kind:
    """A merged message greets, one that is said because something did not come reminds."""
    if say.action.merge is not None:
        return Kind.GREETING
    if cause is Cause.ACT:
        return Kind.RESPONSE
    return Kind.REMINDER if "/none/" in say.label else Kind.STEP


def first_in_private(uow: UnitOfWork, user: User, text: str, texts: Texts) -> str:
    """The first private text from a script carries a way out."""
    if user.written_to_at is not None:
        return text
    uow.users.put(replace(user, written_to_at=uow.now))
    return with_line(text, views.way_out(texts))


async def privately(act: Act, message: Message, else_: str | None, label: str) -> None:
    """Plan a private message, with what is said in the chat when that door is closed."""
    user, row_id = act.user, act.uow.new_id()
    otherwise = _otherwise(act, message, else_, row_id)
    if is_reachable(user):
        text = first_in_private(act.uow, user, message.text, texts_for(user.locale or act.ground.locale))
        if otherwise is not None or text is not message.text:
            message = message.instead(text=text, fallback=otherwise)
        await act.uow.outbox.plan(message, row_id)
        return
    act.turn.trace(act.run, label, What.UNREACHABLE, {"else": else_})
    if otherwise is None:
        return
    if else_ == "chat_button":
        await act.uow.outbox.plan(message, row_id, held=True)
    if otherwise.merge is not None:
        otherwise = await _in_window(act, otherwise, GATHERING)
    await act.uow.outbox.plan(otherwise)


def _otherwise(act: Act, message: Message, else_: str | None, row_id: int) -> Message | None:
    """What is said in the chat when the private door is closed; None if nothing is."""
    chat = None if else_ == "skip" else act.chat
    if chat is None:
        return None
    there = message.instead(to=Target.chat(chat.id))
    if else_ == "mention":
        return _mentioning(act, there)
    line = views.start_line(act.ground.texts, mention_of(act))
    buttons = views.start_button(act.ground.texts, f"r{row_id}")
    return there.instead(text=line, buttons=buttons, picture=None)


def _mentioning(act: Act, message: Message) -> Message:
    """What the clock says to many at once would flood the chat: the same words are said to them together."""
    mention = mention_of(act)
    text = named(mention, message.text)
    if act.cause is Cause.ACT or message.picture is not None:
        return message.instead(text=text)
    message = message.instead(text=text.replace(mention, MEMBERS_PLACEHOLDER))
    return message.instead(merge=_merge(act, message))


async def _in_chat(act: Act, say: Say, message: Message) -> None:
    chat = act.chat
    if chat is None:
        act.turn.trace(act.run, say.label, What.UNREACHABLE, {"else": "no_chat"})
        return
    await act.uow.outbox.plan(message.instead(to=Target.chat(chat.id)))


async def _merged(act: Act, say: Say, text: str) -> None:
    """Those who are told the same words within the window are told together, when it ends."""
    assert say.action.merge is not None
    message = _message(act, say, text)
    message = message.instead(merge=_merge(act, message))
    if say.action.picture is not None:
        message = message.instead(picture=results.picture(act.ground.texts, *_result(act)))
    elif act.cause is Cause.ACT and act.ground.scope.house.one_welcome:
        message = message.instead(extra={"welcome": True})
    await _in_chat(act, say, await _in_window(act, message, say.action.merge))


def _merge(act: Act, message: Message) -> Merge:
    """What makes this message one with others of the same script, words and buttons in the same chat."""
    chat, texts = act.chat, act.ground.texts
    said = hashlib.sha256(f"{message.text}\0{message.buttons}".encode()).hexdigest()[:16]
    mention = str(mention_of(act)) if MEMBERS_PLACEHOLDER in message.text else ""
    key = f"{chat.id if chat else 0}:{act.program.sop}:{said}"
    return Merge(key, mention, views.members_separator(texts), views.others(texts))


async def _in_window(act: Act, message: Message, within: timedelta) -> Message:
    """Held back until the window in which its like is gathered ends."""
    assert message.merge is not None
    key, windows = message.merge.key, act.turn.merge_windows
    if key not in windows:
        begins = message.not_before or act.now
        windows[key] = await act.uow.outbox.merge_window(key) or begins + within
    expires = max(message.expires_at or windows[key], windows[key] + within)
    return message.instead(not_before=windows[key], expires_at=expires)


async def _to_staff(act: Act, say: Say, text: str) -> None:
    for place in await act.ground.staff_places():
        message = _message(act, say, text)
        await act.uow.outbox.plan(message.instead(to=place, kind=Kind.NOTICE, source=None))


_NOWHERE_YET = Target()


def _result(act: Act) -> tuple[str, date, results.Result]:
    """The community, the day, and what the member has reached by then."""
    scope, member = act.ground.scope, act.member
    streak = act.turn.worlds.streak(act.ground, member)
    result = results.Result(act.user.name, member.check_ins, streak, member.points)
    return scope.community.title, scope.today, result


def _message(act: Act, say: Say, text: str, to: Target = _NOWHERE_YET) -> Message:
    return Message(
        to=to,
        kind=kind_of(say, act.cause),
        text=text,
        buttons=_buttons(act, say),
        silent=say.silent,
        community_id=act.run.community_id,
        not_before=say.not_before,
        expires_at=say.expires_at or act.now + LASTING,
        source=say.source,
        run_id=act.run.id,
        member_id=act.run.member_id,
    )


def _buttons(act: Act, say: Say) -> Rows:
    return tuple((_button(act, say, button),) for button in say.action.buttons)


def _button(act: Act, say: Say, button: actions.say.Button) -> Button:
    label = fill(act, button.text, say.day)
    if button.url is not None:
        url = fill(act, button.url, say.day).strip()
        if not url.startswith(_SCHEMES):
            raise TextError(f"the button {label!r} leads to {url[:64]!r}, which is no link")
        return Button(label, url=url)
    community_id = act.run.community_id
    if button.start_private:
        return Button(label, start=f"c{community_id}")
    return Button(label, data=encode("ci", community_id, act.on_day(say.day)))
