"""A digest made and put into words: for the daily one, for whoever asks, and again after each decision."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from community import digest
from community.digest import DigestFigures, Funnel
from community.gathering import figures
from community.scope import Scope
from community.thanks import Merit
from core.message import Picture, Rows
from handlers.context import Services
from sop.engine.funnels import Positions, count_page, funnels
from storage.digests import Digest, Edition
from storage.users import User
from views import decisions as decisions_view
from views import digest as view
from views import digest_picture
from views.names import mention
from views.texts import Texts

_PAGES = 3
"""Of some thousand runs each: of more people only so many are looked at when somebody asks for a digest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A digest as it is sent."""

    text: str
    buttons: Rows
    picture: Picture


async def make(services: Services, scope: Scope, day: date, edition: Edition) -> DigestFigures:
    """The figures of a day or a week, with the funnels, all of it reckoned now."""
    found = await figures(scope, day, services.settings.owner_ids, edition)
    return with_funnels(services, scope, found, await _positions(services, scope))


def with_funnels(
    services: Services, scope: Scope, found: DigestFigures, positions: Positions
) -> DigestFigures:
    """The figures, with how far people are in the scripts."""
    return replace(found, funnels=_funnels(services, scope, positions))


async def shown_in(services: Services, scope: Scope, kept: Digest, texts: Texts, *, named: bool) -> Shown:
    """A digest in the reader's language; without names and buttons for the staff chat."""
    found = digest.read(kept)
    done = {int(place): one for place, one in kept.decided.items() if place.isdigit()}
    people = await _people(scope, _named_in(found)) if named else {}
    workers = [one.who for one in found.thanks if one.merit is Merit.WORKED]
    await scope.uow.users.load_ids(workers)
    frame = view.Frame(
        community=scope.community.title,
        names={key: _mention(user) for key, user in people.items()} if named else None,
        titles=titles(services, scope.community.locale),
        now=kept.made_at,
        compared=found.before.day >= scope.day(scope.community.created_at),
        so_far=found.day.day == scope.today,
        staff={key: _mention(scope.uow.users.known(key)) for key in workers},
        done={
            place: decisions_view.done_line(texts, one["act"], one.get("name")) for place, one in done.items()
        },
    )
    rows: Rows = ()
    if named and found.as_it_stood and kept.id:
        back = {place: "undo" in one for place, one in done.items()}
        rows = decisions_view.buttons(texts, kept.id, found.decisions, back)
    picture = digest_picture.recipe(texts, found, scope.community.title, _labels(services, scope, found))
    return Shown(view.digest(texts, found, frame), rows, picture)


def titles(services: Services, locale: str) -> dict[str, str]:
    """What the scripts in force are called."""
    return {sop: entry.program.called(locale) for sop, entry in services.library.in_force(locale).items()}


def _funnels(services: Services, scope: Scope, positions: Positions) -> tuple[Funnel, ...]:
    entries = services.library.in_force(scope.community.locale)
    return funnels({sop: entry.program for sop, entry in entries.items()}, positions)


async def _positions(services: Services, scope: Scope) -> Positions:
    counted: Positions = Counter()
    after: int | None = 0
    for _ in range(_PAGES):
        if after is not None:
            after = await count_page(services.library, scope.uow, scope.community.id, after, counted)
    return counted


def _named_in(found: DigestFigures) -> set[int]:
    """Members whom the digest speaks of."""
    people = [one.member_id for one in found.care] + [one.about for one in found.decisions]
    people += [one.who for one in found.thanks if one.merit is not Merit.WORKED]
    return {one for one in people if one is not None}


async def _people(scope: Scope, member_ids: Iterable[int]) -> dict[int, User]:
    uow = scope.uow
    wanted = set(member_ids)
    await uow.members.load_ids(wanted)
    members = [uow.members.known(key) for key in wanted]
    await uow.users.load_ids(member.user_id for member in members)
    return {member.id: uow.users.known(member.user_id) for member in members}


def _mention(user: User) -> Markup:
    return mention(user.name, user.telegram_id)


def _labels(services: Services, scope: Scope, found: DigestFigures) -> dict[str, dict[str, str]]:
    """What the scripts of the funnels and their steps are called, by id; the script's own title under ``."""
    locale = scope.community.locale
    labels: dict[str, dict[str, str]] = {}
    for funnel in found.funnels:
        program = services.library.program(locale, funnel.sop)
        if program is None:
            continue
        labels[funnel.sop] = {"": program.called(locale)} | {
            key: key if plan.title is None else plan.title.said_in(locale)
            for key, plan in program.steps.items()
        }
    return labels
