"""What was skipped because the bot was away: told to the owners, and said after all when one presses."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Rows
from core.permissions import Act
from handlers.context import Context, Replies, Services, Toast
from handlers.presses import PressRoute
from sop.engine.skips import Skipped
from storage.restores import Restore
from storage.unit_of_work import UnitOfWork
from storage.uptime import Outage
from views import skips as view
from views.texts import texts_for

_INSTANT = timedelta(seconds=1)

WITHIN = timedelta(days=3)
"""How long after an outage what was skipped can still be sent: later it would puzzle people."""


async def report(
    services: Services, uow: UnitOfWork, outage: Outage, skipped: Sequence[Skipped]
) -> tuple[str, Rows]:
    """What the owners are told of an outage and of what was skipped because of it, as it stands now."""
    communities = {community.id: community for community in await uow.communities.all()}
    until = (outage.told_at or uow.now) + _INSTANT
    done: Counter[str] = Counter()
    for key in communities:
        counted = await uow.scripts.count_traces(key, outage.ended_at, until)
        for (_, what), count in counted.items():
            done[what] += count
    several = len(communities) > 1
    zone = services.settings.timezone if several else next(iter(communities.values())).timezone
    restore = await _restore_within(uow, outage, skipped)
    absence = view.Absence(
        outage.id,
        outage.started_at,
        outage.ended_at,
        ZoneInfo(zone),
        uow.now,
        left=outage.left_at is not None,
        backup_at=None if restore is None else restore.backup_at,
    )
    lines = [_line(one, communities[one.group.community_id].title if several else None) for one in skipped]
    return view.report(texts_for(services.settings.locale), absence, done, lines)


async def _restore_within(uow: UnitOfWork, outage: Outage, skipped: Sequence[Skipped]) -> Restore | None:
    """The restore that an outage, or what was skipped because of it, reaches back beyond.

    That is not only the outage of the restore itself: while an owner thinks it over, the program may be
    restarted.
    """
    restore = await uow.restores.latest()
    if restore is None or outage.ended_at < restore.restored_at:
        return None
    begun = min(outage.started_at, *(one.group.earliest for one in skipped), outage.ended_at)
    return restore if begun < restore.restored_at else None


def _line(one: Skipped, community: str | None) -> view.SkipLine:
    return view.SkipLine(
        key=one.group.first,
        title=one.named.title,
        step=one.named.step,
        what=one.what,
        count=one.group.count,
        of_members=one.named.subject == "member",
        said=one.group.said,
        is_open=one.sendable,
        on_its_way=one.on_its_way,
        day=one.named.day,
        at=one.named.at,
        community=community,
    )


async def press(context: Context, press: Press) -> Replies:
    """`sk:<outage>:a` sends all of it, `:g:<group>` a part, `:n` leaves it at that."""
    uow, outage = context.uow, await context.uow.uptime.outage(press.number(0))
    if outage is None:
        raise Refused("button_unknown")
    skipped = await context.services.engine.skipped(uow, outage.id)
    if not skipped:
        raise Refused("button_unknown")
    await context.enter(skipped[0].group.community_id)
    context.require(Act.SEND_SKIPPED)
    if outage.left_at is not None:
        raise Refused("skips_left")
    if context.at - outage.ended_at > WITHIN:
        raise Refused("skips_too_old", days=WITHIN.days)
    if press.word(1) == view.LEAVE:
        uow.audit.record(context.user.id, "leave_skipped", context.community.id, outage=outage.id)
        await uow.uptime.leave(outage.id, uow.now)
        return [Toast(view.left(context.texts)), *await _shown_anew(context, outage.id)]
    count = _send(context, outage, _chosen(press, skipped))
    return [Toast(view.going_out(context.texts, count)), *await _shown_anew(context, outage.id)]


def _chosen(press: Press, skipped: list[Skipped]) -> list[Skipped]:
    """What the button stands for, as far as it is still to be sent. Refused: `skips_said`."""
    if press.word(1) not in (view.ALL, view.ONE):
        raise CallbackError(f"nothing to send: {press.word(1)!r}")
    group = press.number(2) if press.word(1) == view.ONE else None
    chosen = [one for one in skipped if one.sendable and group in (None, one.group.first)]
    if not chosen:
        raise Refused("skips_said")
    return chosen


def _send(context: Context, outage: Outage, chosen: list[Skipped]) -> int:
    """Plan it, and keep in the audit log what; returns how many messages that may be."""
    for one in chosen:
        group = one.group
        context.services.engine.say_after_all(context.uow, outage.id, group.community_id, group.first)
        context.uow.audit.record(
            context.user.id,
            "send_skipped",
            group.community_id,
            outage=outage.id,
            sop=group.sop,
            place=group.label,
            count=group.open,
        )
    return sum(one.group.open for one in chosen)


async def _shown_anew(context: Context, outage_id: int) -> list[Edit]:
    """The message with the pressed button, as it stands now."""
    row, outage = await context.pressed(), await context.uow.uptime.outage(outage_id)
    if row is None or outage is None:
        return []
    skipped = await context.services.engine.skipped(context.uow, outage_id)
    return [Edit(row.id, *await report(context.services, context.uow, outage, skipped))]


PRESSES = (PressRoute("sk", press),)
