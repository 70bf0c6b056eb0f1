"""What the buttons of `/setup` change, what may be typed instead, and how each change is taken back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from community import house_rules, place, script_inputs, staff
from community.naming import find_member
from core.callback import CallbackError, Press
from core.errors import Refused
from core.localtime import QuietHours
from core.permissions import Act
from handlers.context import Context
from handlers.setup_pages import FLIPS, script_meant
from handlers.staff import name_assistant
from storage.audit import AuditEntry
from storage.scripts import SwitchState
from views.setup_menu import short_key


@dataclass(frozen=True, slots=True)
class Changed:
    """Which page shows it, and the entry of the audit log that takes it back; None: there is no such button."""

    page: str
    entry: AuditEntry | None
    number: int | None = None


Change = Callable[[Context, Press], Awaitable[Changed]]


async def set_place(context: Context, page: str, **changes: str) -> Changed:
    """Language, time zone, digest hour; scripts' schedules follow."""
    scope, entry = await place.change(context.inside, context.user, **changes)
    context.scope = scope
    if {"timezone", "locale"} & changes.keys():
        await context.services.engine.retime(context.uow, scope.community.id)
    return Changed(page, entry)


def set_rules(context: Context, page: str, **changes: object) -> Changed:
    """House rules."""
    context.scope, entry = house_rules.change_undoably(context.inside, context.user, **changes)
    return Changed(page, entry)


async def take_back(context: Context, entry: AuditEntry) -> None:
    """As it was before. Refused: `button_used`, `button_unknown`."""
    if entry.community_id != context.community.id or entry.act not in _BACK:
        raise Refused("button_unknown")
    if await context.uow.audit.undone_by(entry.id) is not None:
        raise Refused("button_used")
    await _BACK[entry.act](context, entry.detail or {})
    context.uow.audit.record_undone(context.user.id, entry)


async def _place_back(context: Context, detail: dict[str, Any]) -> None:
    await set_place(context, "", **detail["before"])


async def _rules_back(context: Context, detail: dict[str, Any]) -> None:
    set_rules(context, "", **detail["before"])


async def _inputs_back(context: Context, detail: dict[str, Any]) -> None:
    await script_inputs.put(context.inside, context.user, detail["sop"], detail["before"])


async def _switch_back(context: Context, detail: dict[str, Any]) -> None:
    before = SwitchState(detail["before"])
    await context.services.engine.switch(context.inside, detail["sop"], before, context.user)


_BACK = {
    place.ACT: _place_back,
    "house_rules": _rules_back,
    script_inputs.ACT: _inputs_back,
    "sop_switch": _switch_back,
}


def _rules(page: str, name: str, read: Callable[[Context, Press], object]) -> Change:
    """A change of one house rule, by what the button says."""

    async def change(context: Context, press: Press) -> Changed:
        return set_rules(context, page, **{name: read(context, press)})

    return change


def _placed(page: str, name: str) -> Change:
    async def change(context: Context, press: Press) -> Changed:
        return await set_place(context, page, **{name: press.word(2).replace(".", ":")})

    return change


async def _flip(context: Context, press: Press) -> Changed:
    name = press.word(2)
    if name not in FLIPS:
        raise CallbackError(f"no switch: {name!r}")
    return set_rules(context, "noise", **{name: not getattr(context.inside.house, name)})


async def _switch(context: Context, press: Press) -> Changed:
    script = await script_meant(context, press.number(2))
    wanted = SwitchState.ACTIVE if press.word(3) == "active" else SwitchState.PAUSED
    entry = await context.services.engine.switch(context.inside, script.sop, wanted, context.user)
    return Changed("sop", entry, press.number(2))


async def _as_in_the_script(context: Context, press: Press) -> Changed:
    script = await script_meant(context, press.number(2))
    names = list(script.program.inputs)
    if press.number(3) >= len(names):
        raise Refused("button_unknown")
    name = names[press.number(3)]
    entry = await script_inputs.fill_in(context.inside, context.user, script.sop, name, None)
    return Changed("sop", entry, press.number(2))


async def _no_assistant(context: Context, press: Press) -> Changed:
    context.require(Act.NAME_STAFF)
    user = await context.uow.users.find(press.number(2))
    if user is None or not await staff.remove_assistant(context.inside, user, context.user):
        raise Refused("button_unknown")
    context.uow.requests.ask("menus", user_id=user.id)
    return Changed("staff", None)


def _other_weekday(context: Context, press: Press) -> frozenset[int]:
    return context.inside.house.rest_weekdays ^ {press.number(2)}


def _without_word(context: Context, press: Press) -> tuple[str, ...]:
    return tuple(one for one in context.inside.house.keywords if short_key(one) != press.number(2))


def _without_date(context: Context, press: Press) -> frozenset[date]:
    return frozenset(one for one in context.inside.house.rest_dates if one.toordinal() != press.number(2))


CHANGES: dict[str, Change] = {
    "=lang": _placed("home", "locale"),
    "=tz": _placed("home", "timezone"),
    "=hour": _placed("home", "digest_at"),
    "=quiet": _rules("home", "quiet", lambda _, press: press.word(2).replace(".", ":") or None),
    "=rest": _rules("rest", "rest_weekdays", _other_weekday),
    "=stay": _rules("noise", "clear_after", lambda _, press: press.number(2)),
    "=level": _rules("noise", "announce_levels", lambda _, press: press.number(2)),
    "=flip": _flip,
    "=sop": _switch,
    "-words": _rules("words", "keywords", _without_word),
    "-rest": _rules("rest", "rest_dates", _without_date),
    "-in": _as_in_the_script,
    "-staff": _no_assistant,
}
"""By the second word of the callback data."""


async def typed(context: Context, field: str, text: str) -> Changed:
    """A value that was typed. Refused in kind words when it can be none; the prompt stays open then."""
    house = context.inside.house
    if field == "hour":
        return await set_place(context, "home", digest_at=text)
    if field == "quiet":
        return set_rules(context, "home", quiet=_hours(text))
    if field == "words":
        return set_rules(context, "words", keywords=(*house.keywords, " ".join(text.split()).casefold()))
    if field == "rest":
        return set_rules(context, "rest", rest_dates=house.rest_dates | {_date(context, text)})
    if field == "staff":
        return await _new_assistant(context, text)
    return await _filled_in(context, field, text)


async def _filled_in(context: Context, field: str, text: str) -> Changed:
    """`in:<script>:<place>`."""
    _, key, number = field.split(":")
    script = await script_meant(context, int(key))
    names = list(script.program.inputs)
    if int(number) >= len(names):
        raise Refused("button_unknown")
    name = names[int(number)]
    value = script_inputs.parse(text, number=script.program.inputs[name].type == "number")
    entry = await script_inputs.fill_in(context.inside, context.user, script.sop, name, value)
    return Changed("sop", entry, int(key))


async def _new_assistant(context: Context, text: str) -> Changed:
    context.require(Act.NAME_STAFF)
    member = await find_member(context.inside, text, anybody=True)
    await name_assistant(context, await context.uow.users.get(member.user_id))
    return Changed("staff", None)


def _hours(text: str) -> str:
    plain = (
        text.strip().replace("：", ":").replace("–", "-").replace("—", "-").replace("~", "-").replace(" ", "")
    )
    try:
        return str(QuietHours.parse(plain))
    except ValueError as error:
        raise Refused("house_rule_bad", name="quiet") from error


def _date(context: Context, text: str) -> date:
    try:
        day = date.fromisoformat(text.strip().replace("/", "-").replace(".", "-"))
    except ValueError as error:
        raise Refused("house_rule_bad", name="rest_dates") from error
    if day < context.inside.today:
        raise Refused("rest_day_past", day=day)
    return day
