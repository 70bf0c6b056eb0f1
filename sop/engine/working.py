"""Large work being done: a part at a time, its progress told by one message, given up if it fails."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from community.aims import Aim
from core.message import Edit, Rows
from sop.engine.endings import reason_of
from sop.engine.turn import Turn
from sop.engine.work import Tally
from sop.engine.work_kinds import KINDS, OnMembers
from storage.work import Work, WorkState
from views import work as view
from views.texts import Texts, texts_for
from views.undo import button as undo_button

log = logging.getLogger(__name__)

REST = timedelta(seconds=1)
"""Between two parts of work that somebody watches: they may stop it, and what it says can leave meanwhile."""

STARTS_A_TRANSACTION = 200
"""How many members the clock starts a script for at once: a start is quicker than what may follow from it later."""

TOLD_EVERY = timedelta(seconds=5)
TOLD_EVERY_IN_A_GROUP = timedelta(seconds=10)
"""How often progress is told: a group bears twenty messages and edits a minute."""


async def tick(turn: Turn) -> bool:
    """Do one part of the oldest piece of work that is due; returns whether there was one."""
    work = await turn.uow.work.claim()
    if work is None:
        return False
    kind = KINDS[work.kind]
    if isinstance(kind, OnMembers):
        after = await _part(turn, work, kind)
    else:
        after = await kind.step(turn, work)
    work = await turn.uow.work.find(work.id) or work
    if after is None:
        await finish(turn, work)
        return True
    watched = work.shown_in is not None and isinstance(kind, OnMembers)
    rest = REST if watched else timedelta(0)
    work = turn.uow.work.put(replace(work, after=after, next_at=turn.uow.now + rest))
    await _tell(turn, work)
    return True


async def at_once(turn: Turn, work: Work) -> Work:
    """Do all of it in this transaction: for a few members."""
    kind = KINDS[work.kind]
    assert isinstance(kind, OnMembers)
    await _step(turn, work, kind, work.total)
    done = await turn.uow.work.find(work.id) or work
    return turn.uow.work.put(replace(done, state=WorkState.DONE, done_at=turn.uow.now))


async def finish(turn: Turn, work: Work, state: WorkState = WorkState.DONE) -> Work:
    """No more of it is done, because that was all or because somebody said so."""
    ended = turn.uow.work.put(replace(work, state=state, done_at=turn.uow.now))
    if ended.shown_in is not None:
        await turn.uow.outbox.plan_edit(Edit(ended.shown_in, *await shown(turn, ended)))
    return ended


async def give_up(turn: Turn, work_id: int, error: Exception) -> None:
    """Leave the rest of this work undone, and tell the owners: it would fail again and again."""
    work = await turn.uow.work.find(work_id)
    if work is None or work.state != WorkState.RUNNING:
        return
    log.warning("work %s of %s failed", work.id, work.kind, exc_info=error)
    await finish(turn, work, WorkState.FAILED)
    of = work.sop or (await turn.ground(work.community_id)).scope.community.title
    await turn.parts.report(turn.uow, "work_failed", of=of, work=work.kind, reason=reason_of(error))


async def shown(turn: Turn, work: Work) -> tuple[str, Rows]:
    """How it stands, as its message tells it."""
    kind = KINDS[work.kind]
    assert kind.label is not None, "only what has words is shown"
    locale = work.data.get("locale") or (await turn.ground(work.community_id)).locale
    texts = texts_for(locale)
    label, tally = kind.label(texts, work.data), dict(work.tally)
    if not isinstance(kind, OnMembers):
        return _shown_of_runs(texts, work, label)
    if work.state == WorkState.RUNNING:
        return view.progress(texts, work.id, label, sum(tally.values()), work.total)
    if work.state == WorkState.FAILED:
        return view.failed(texts, label, tally), ()
    if "undoes" in work.data:
        return view.taken_back(texts, work.data["undoes"], tally), ()
    undo = kind.undone_by is not None and tally.get("done", 0) > 0
    if work.state == WorkState.CANCELLED:
        return view.cancelled(texts, work.id, label, tally, work.total, undo=undo)
    return view.finished(texts, work.id, label, tally, undo=undo)


def _shown_of_runs(texts: Texts, work: Work, label: str) -> tuple[str, Rows]:
    """A script that was switched: it is so from the first moment, however far its runs have been dealt with."""
    done, entry = work.tally.get("done", 0), work.data.get("audit")
    if work.state == WorkState.RUNNING:
        return view.progress_of_runs(texts, label, done, work.total), ()
    buttons: Rows = () if entry is None else ((undo_button(texts, entry),),)
    return view.finished_of_runs(texts, label, done), buttons


async def _part(turn: Turn, work: Work, kind: OnMembers) -> int | None:
    """The next members; returns the last one's id, None if that was all."""
    limit = kind.part if work.shown_in is not None else STARTS_A_TRANSACTION
    members = await _step(turn, work, kind, limit)
    return members[-1] if len(members) == limit else None


async def _step(turn: Turn, work: Work, kind: OnMembers, limit: int) -> list[int]:
    scope = (await turn.ground(work.community_id)).scope
    members = list(await Aim.of(work.data).page(scope, work.after, limit))
    tally = await kind.step(turn, work, members) if members else Tally()
    turn.uow.work.put(replace(work, tally=_added(work.tally, tally)))
    return members


async def _tell(turn: Turn, work: Work) -> None:
    if work.shown_in is None:
        return
    row = await turn.uow.outbox.find(work.shown_in)
    pause = TOLD_EVERY_IN_A_GROUP if row is not None and row.chat_id is not None else TOLD_EVERY
    if work.shown_at is not None and turn.uow.now - work.shown_at < pause:
        return
    turn.uow.work.put(replace(work, shown_at=turn.uow.now))
    await turn.uow.outbox.plan_edit(Edit(work.shown_in, *await shown(turn, work)))


def _added(before: Mapping[str, int], more: Tally) -> dict[str, int]:
    return dict(Tally(before) + more)
