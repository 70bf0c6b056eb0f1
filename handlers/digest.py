"""`/digest`: today so far, a past day or the week as they were told."""

from datetime import date, timedelta

from community import digest as figures_of
from core.errors import Refused
from core.permissions import Act
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies
from handlers.digest_shown import make, shown_in
from storage.digests import Digest, Edition

_DAY = timedelta(days=1)

_YESTERDAY = ("yesterday", "昨天", "昨日")
_WEEK = ("week", "周报", "本周", "周")


async def digest(context: Context) -> Replies:
    """Today so far, or the day or week that is named; nobody is named where others read it."""
    scope = context.inside
    edition = Edition.WEEK if context.args.lower() in _WEEK else Edition.DAY
    day = _day_meant(context, edition)
    kept = await scope.uow.digests.of(scope.community.id, day, edition)
    if kept is None:
        kept = await _made_now(context, day, edition)
    shown = await shown_in(context.services, scope, kept, context.texts, named=context.private)
    return [context.reply(shown.text, shown.buttons).instead(picture=shown.picture, clear_after=None)]


def _day_meant(context: Context, edition: Edition) -> date:
    """The last day of what is told.

    Refused: `digest_of_the_future` (day), `digest_before_the_community` (day: the first there can be).
    """
    scope, said = context.inside, context.args.strip().lower()
    if not said:
        return scope.today
    day = scope.today - _DAY if edition is Edition.WEEK or said in _YESTERDAY else _date(said)
    first = scope.day(scope.community.created_at)
    if day > scope.today:
        raise Refused("digest_of_the_future", day=day)
    if day < first:
        raise Refused("digest_before_the_community", day=first)
    return day


def _date(said: str) -> date:
    try:
        return date.fromisoformat(said.replace("/", "-").replace(".", "-"))
    except ValueError as error:
        raise WrongUse from error


async def _made_now(context: Context, day: date, edition: Edition) -> Digest:
    """Of a day that has no digest: not kept, so nothing can be decided below it."""
    scope = context.inside
    found = await make(context.services, scope, day, edition)
    if day < scope.today - _DAY:
        found = figures_of.without_standing(found)
    return Digest(0, scope.community.id, day, edition, scope.uow.now, figures_of.written(found))


COMMANDS = (
    Command(
        "digest",
        "today so far, or a past day",
        digest,
        Act.READ_DIGEST,
        Where.PRIVATE | Where.STAFF,
        usage="\n2026-11-20\nyesterday\nweek",
    ),
)
