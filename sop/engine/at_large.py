"""What people have done for many at once: asked about first, done bit by bit, stopped half-way, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from community.aims import Aim
from community.scope import Scope
from core.errors import Refused
from sop.engine import working
from sop.engine.steering import Steering
from sop.engine.turn import Turn
from sop.engine.work import Tally
from sop.engine.work_kinds import KINDS, OnMembers
from storage.users import User
from storage.work import Work, WorkState
from views.texts import texts_for

AT_ONCE = 10
"""What touches more members than this is asked about before."""

FORESEEN = 500
"""Members of a selection whose outcome is looked at beforehand; it would take too long for more."""

WAITS = timedelta(minutes=10)
"""For how long the button does what was asked about."""

UNDONE_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """Work that waits for a press: who is left out (nothing for a large selection), the first of its members."""

    work: Work
    foreseen: Tally
    first: tuple[int, ...]


class AtLarge(Steering):
    """The part of the engine that does things to many. Kinds are those of `work_kinds.KINDS` for members."""

    async def do_at_once(
        self, scope: Scope, kind: str, aim: Aim, by: User, sop: str = "", **data: Any
    ) -> Work:
        """Do it to a few members now; the work tells what came of it."""
        async with self._turn(scope.uow) as turn:
            work = self._new(scope, kind, aim, by, sop, await aim.size(scope), data)
            _note(scope, work)
            return await working.at_once(turn, scope.uow.work.put(work))

    async def ask(
        self, scope: Scope, kind: str, aim: Aim, by: User, sop: str = "", *, names: int = 5, **data: Any
    ) -> Asked:
        """Prepare it for many; `confirm` begins it."""
        turn, total = Turn(self.parts, scope.uow), await aim.size(scope)
        work = scope.uow.work.put(
            replace(self._new(scope, kind, aim, by, sop, total, data), state=WorkState.ASKED)
        )
        page = tuple(await aim.page(scope, 0, FORESEEN))
        foresee, foreseen = _on_members(work).foresee, Tally()
        if foresee is not None and len(page) == total:
            foreseen = await foresee(turn, work, page)
            del foreseen["done"]
        return Asked(work, foreseen, page[:names])

    async def confirm(self, scope: Scope, work: Work, shown_in: int | None) -> Work | None:
        """Begin what was asked about; None if the selection is another one by now, which `work.total` then says.

        Refused: `button_used`, `button_too_old`.
        """
        uow = scope.uow
        if work.state != WorkState.ASKED:
            raise Refused("button_used")
        if uow.now - work.nominal_at > WAITS:
            raise Refused("button_too_old")
        total = await Aim.of(work.data).size(scope)
        if abs(total - work.total) > max(2, work.total // 10):
            uow.work.put(replace(work, total=total))
            return None
        begun = replace(work, state=WorkState.RUNNING, total=total, next_at=uow.now)
        _note(scope, begun)
        return uow.work.put(replace(begun, shown_in=shown_in, shown_at=uow.now))

    async def cancel(self, scope: Scope, work: Work, by: User) -> None:
        """Do no more of it; before it began nothing is done at all. Refused: `button_used`."""
        if work.state == WorkState.ASKED:
            scope.uow.work.put(replace(work, state=WorkState.CANCELLED, done_at=scope.uow.now))
            return
        if work.state != WorkState.RUNNING:
            raise Refused("button_used")
        scope.uow.audit.record(by.id, "work_cancel", scope.community.id, work=work.id, **_told(work))
        await working.finish(Turn(self.parts, scope.uow), work, WorkState.CANCELLED)

    async def take_back(self, scope: Scope, work: Work, by: User, shown_in: int | None) -> Work:
        """Undo it for those whom it has changed. Refused: `button_used`, `button_unknown`, `button_too_old`."""
        undone_by = _on_members(work).undone_by
        if undone_by is None or work.done_at is None:
            raise Refused("button_unknown")
        if "undone" in work.data:
            raise Refused("button_used")
        if scope.uow.now - work.done_at > UNDONE_WITHIN:
            raise Refused("button_too_old")
        aim, uow = Aim(work_id=work.id), scope.uow
        data = {**work.data, "undoes": _label(work)}
        back = self._new(scope, undone_by, aim, by, work.sop, await aim.size(scope), data)
        uow.work.put(replace(work, data={**work.data, "undone": back.id}))
        uow.audit.record(by.id, "work_undo", scope.community.id, work=work.id, **_told(work))
        return uow.work.put(replace(back, shown_in=shown_in, shown_at=uow.now))

    async def told(self, scope: Scope, work: Work) -> tuple[str, Any]:
        """How it stands, as its message tells it."""
        return await working.shown(Turn(self.parts, scope.uow), work)

    def _new(
        self, scope: Scope, kind: str, aim: Aim, by: User, sop: str, total: int, data: Mapping[str, Any]
    ) -> Work:
        uow, kept = scope.uow, {"locale": scope.community.locale, **data, "aim": aim.plain()}
        return Work(
            uow.new_id(),
            scope.community.id,
            kind,
            sop,
            uow.now,
            uow.now,
            data=kept,
            total=total,
            asked_by=by.id,
        )


def _note(scope: Scope, work: Work) -> None:
    """In the audit log: one line for all of it."""
    assert work.asked_by is not None, "somebody has asked for it"
    audit = _on_members(work).audit
    named = Aim.of(work.data).members or ()
    member_id = named[0] if len(named) == 1 else None
    scope.uow.audit.record(
        work.asked_by, audit, scope.community.id, member_id, work=work.id, total=work.total, **_told(work)
    )


def _on_members(work: Work) -> OnMembers:
    kind = KINDS[work.kind]
    if not isinstance(kind, OnMembers):
        raise Refused("button_unknown")
    return kind


def _label(work: Work) -> str:
    return _on_members(work).label(texts_for(work.data["locale"]), work.data)


def _told(work: Work) -> dict[str, Any]:
    """What the audit log keeps of it."""
    told: dict[str, Any] = {name: work.data[name] for name in ("who", "title", "tag") if name in work.data}
    return {**told, "sop": work.sop} if work.sop else told
