"""What the staff sees of a member: read for many at once beforehand, put together for one."""

from collections.abc import Iterable

from community import check_ins
from community.scope import Scope
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from views.names import mention, shown
from views.person import Person
from views.texts import Texts
from views.times import day_near, moment


async def preload(uow: UnitOfWork, member_ids: Iterable[int]) -> None:
    """Read in a few reads what the cards about these members show."""
    wanted = list(member_ids)
    if not wanted:
        return
    await uow.members.load_ids(wanted)
    await uow.users.load_ids(uow.members.known(key).user_id for key in wanted)
    await uow.tags.load(wanted)
    await uow.todo_notes.load_latest(wanted)


async def person_of(scope: Scope, member: Member, texts: Texts) -> Person:
    """The person's card as it is now."""
    uow = scope.uow
    user = await uow.users.get(member.user_id)
    last = await uow.todo_notes.latest_about(member.id)
    by = None if last is None else await uow.users.get(last.user_id)
    joined, spoken = member.joined_at, member.spoken_at
    return Person(
        mention=mention(user.name, user.telegram_id),
        joined=None if joined is None else day_near(texts, scope.day(joined), scope.today),
        points=member.points,
        streak=await check_ins.current_streak(scope, member),
        tags=[tag.tag for tag in await uow.tags.of(member.id)],
        reach="opted_out" if user.opted_out else user.reach,
        stage=member.stage or None,
        spoken=None if spoken is None else moment(texts, spoken, scope.zone, uow.now),
        note=None if last is None or by is None else (last.text, shown(by.name)),
    )
