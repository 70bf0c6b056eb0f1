"""The pages of `/setup`, filled with what is so now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from community import script_inputs, staff
from core.errors import Refused
from core.localtime import format_wall
from handlers.context import Context
from sop.program import Program
from storage.scripts import SwitchState
from views import setup_menu as view
from views import setup_scripts as scripts_view
from views.setup_menu import Page, short_key

FLIPS = ("whispers", "one_welcome", "announce_badges", "level_tags")
"""House rules that are on or off."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script in force, and what the community said of it."""

    sop: str
    title: str
    state: SwitchState
    program: Program
    filled_in: Mapping[str, script_inputs.Value]


async def page(context: Context, name: str, number: int | None = None) -> Page:
    """A page by its name; `number` is the region, or stands for the script."""
    if name == "tz" and number is not None:
        return view.zones(context.texts, context.community.id, number)
    if name == "sop":
        return _script(context, await script_meant(context, number or 0))
    make = _PAGES.get(name)
    if make is None:
        raise Refused("button_unknown")
    return await make(context)


async def scripts(context: Context) -> list[Script]:
    """The scripts of the community's language, by id."""
    scope = context.inside
    found = []
    for sop, entry in sorted(context.services.library.in_force(scope.community.locale).items()):
        switch = await scope.uow.scripts.switch(scope.community.id, sop)
        state = SwitchState.ACTIVE if switch is None else SwitchState(switch.state)
        title = entry.program.called(scope.community.locale)
        found.append(Script(sop, title, state, entry.program, {} if switch is None else switch.inputs))
    return found


async def script_meant(context: Context, key: int) -> Script:
    """The script that callback data means; Refused if it is not there any more."""
    found = next((one for one in await scripts(context) if short_key(one.sop) == key), None)
    if found is None:
        raise Refused("button_unknown")
    return found


def _clock(context: Context) -> str:
    return format_wall(context.uow.now.astimezone(context.inside.zone).time())


async def _home(context: Context) -> Page:
    scope, community = context.inside, context.community
    found = await scripts(context)
    house = scope.house
    chosen = view.Chosen(
        title=community.title,
        locale=community.locale,
        timezone=community.timezone,
        clock=_clock(context),
        digest_at=community.digest_at,
        quiet=house.quiet,
        keywords=(*scope.policies.check_in.keywords, *house.keywords),
        assistants=len(await staff.assistants(context.uow, community.id)),
        rest_weekdays=house.rest_weekdays,
        rest_dates=_coming(context),
        scripts_on=sum(one.state is SwitchState.ACTIVE for one in found),
        scripts=len(found),
    )
    return view.home(context.texts, community.id, chosen)


def _coming(context: Context) -> list[date]:
    return sorted(day for day in context.inside.house.rest_dates if day >= context.inside.today)


async def _language(context: Context) -> Page:
    return view.language(context.texts, context.community.id, context.community.locale)


async def _zone(context: Context) -> Page:
    community = context.community
    return view.regions(context.texts, community.id, community.timezone, _clock(context))


async def _hour(context: Context) -> Page:
    return view.hour(context.texts, context.community.id, context.community.digest_at)


async def _quiet(context: Context) -> Page:
    return view.quiet(context.texts, context.community.id, context.inside.house.quiet)


async def _words(context: Context) -> Page:
    always, own = context.inside.policies.check_in.keywords, context.inside.house.keywords
    return view.words(context.texts, context.community.id, always, own)


async def _staff(context: Context) -> Page:
    people = await staff.assistants(context.uow, context.community.id)
    return view.assistants(context.texts, context.community.id, [(one.id, one.name) for one in people])


async def _rest(context: Context) -> Page:
    house = context.inside.house
    return view.rest(context.texts, context.community.id, house.rest_weekdays, _coming(context))


async def _noise(context: Context) -> Page:
    house = context.inside.house
    switches = {name: bool(getattr(house, name)) for name in FLIPS}
    return view.noise(context.texts, context.community.id, house.clear_after, house.announce_levels, switches)


async def _scripts(context: Context) -> Page:
    found = [(one.sop, one.title, one.state is SwitchState.ACTIVE) for one in await scripts(context)]
    return scripts_view.scripts(context.texts, context.community.id, found)


def _script(context: Context, one: Script) -> Page:
    locale = context.community.locale
    blanks = []
    for name, described in one.program.inputs.items():
        value = one.filled_in.get(name, described.default)
        title = described.title.said_in(locale)
        shown = None if value is None else str(value)
        blanks.append(scripts_view.Blank(name, title, shown, name not in one.filled_in))
    return scripts_view.script(
        context.texts, context.community.id, one.sop, one.title, str(one.state), blanks
    )


_PAGES: dict[str, Callable[[Context], Awaitable[Page]]] = {
    "home": _home,
    "lang": _language,
    "tz": _zone,
    "hour": _hour,
    "quiet": _quiet,
    "words": _words,
    "staff": _staff,
    "rest": _rest,
    "noise": _noise,
    "sops": _scripts,
}
