"""Rankings by points: of the day, the week, all time, a cohort. Staff is kept off them; equal points share a place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from community.scope import Scope
from community.staff import staff_member_ids
from storage.cohorts import Cohort
from storage.members import Member
from storage.rank import Board, Improved, Scored, Span

LAST_PLACE = 10_000
"""Places are counted up to this one, so that the answer takes no longer in a large community."""

LEADERS = 3
NEIGHBOURS = 2
"""How many are shown before and behind whoever asks."""

LEAST_GAIN = 10
"""Points by which one must have improved on oneself to be named for it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place, from 1, and their points on the board."""

    place: int
    member: Member
    points: int


@dataclass(frozen=True, slots=True)
class Table:
    """What somebody is shown of a board."""

    leaders: Sequence[Standing]
    around: Sequence[Standing] = ()
    """Whoever asks and their neighbours, as far as they are not among the leaders, in order."""
    own: Standing | None = None
    """Where who asks stands; None without points, and for staff."""
    next: Standing | None = None
    """Who is the next with more points."""


async def board(scope: Scope, span: Span, owner_ids: Collection[int], cohort: Cohort | None = None) -> Board:
    """A board of the community as it stands today."""
    staff = await staff_member_ids(scope, owner_ids)
    key = None if cohort is None else cohort.id
    return Board(scope.community.id, span, scope.today, staff, key)


async def table(scope: Scope, on: Board, member: Member | None) -> Table:
    """The leaders of a board, and who stands around the member; all their accounts are loaded."""
    leaders = await scope.uow.rank.top(on, LEADERS)
    own = await _own(scope, on, member)
    if own is None:
        return Table(await _placed(scope, on, leaders))
    before = await scope.uow.rank.before(on, own, NEIGHBOURS)
    behind = await scope.uow.rank.behind(on, own, NEIGHBOURS)
    known = {*leaders}
    around = [one for one in (*reversed(before), own, *behind) if one not in known]
    placed = await _placed(scope, on, [*leaders, *around])
    (mine,) = [one for one in placed if one.member.id == own.member_id]
    better = [one for one in placed if one.points > mine.points]
    return Table(placed[: len(leaders)], placed[len(leaders) :], mine, min(better, key=_points, default=None))


async def place_of(scope: Scope, member: Member, owner_ids: Collection[int]) -> int | None:
    """The member's place of all time, above LAST_PLACE for all who are behind it.

    None for staff, for who left, and without points.
    """
    on = await board(scope, Span.ALL, owner_ids)
    if member.id in on.without or not member.present or member.points <= 0:
        return None
    return 1 + await scope.uow.rank.count_above(on, member.points, LAST_PLACE)


async def improved(scope: Scope, on: Board, limit: int) -> tuple[list[Improved], bool]:
    """Who improved most on their own three weeks before, and whether it is last week that is told of.

    That is so as long as nobody has improved in the present one. Their accounts are loaded.
    """
    found = await scope.uow.rank.improved(on, LEAST_GAIN, limit)
    last = not found
    if last:
        former = replace(on, day=on.day - timedelta(days=7))
        found = await scope.uow.rank.improved(former, LEAST_GAIN, limit)
    await _load(scope, [one.member_id for one in found])
    return found, last


async def _own(scope: Scope, on: Board, member: Member | None) -> Scored | None:
    if member is None or member.id in on.without:
        return None
    if on.span is Span.ALL:
        points = member.points if member.present else 0
    else:
        points = await scope.uow.rank.points_of(on, member.id)
    return Scored(member.id, points) if points else None


async def _placed(scope: Scope, on: Board, scored: Sequence[Scored]) -> list[Standing]:
    """With their places. The first are the leaders, who need no counting; others' points are counted once each."""
    await _load(scope, [one.member_id for one in scored])
    leading = [one.points for one in scored[:LEADERS]]
    places = {points: leading.index(points) + 1 for points in leading}
    for one in scored:
        if one.points not in places:
            places[one.points] = 1 + await scope.uow.rank.count_above(on, one.points, LAST_PLACE)
    known = scope.uow.members.known
    return [Standing(places[one.points], known(one.member_id), one.points) for one in scored]


async def _load(scope: Scope, member_ids: Sequence[int]) -> None:
    await scope.uow.members.load_ids(member_ids)
    await scope.uow.users.load_ids(scope.uow.members.known(key).user_id for key in member_ids)


def _points(standing: Standing) -> int:
    return standing.points
