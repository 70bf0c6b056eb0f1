"""A community, its scripts in a folder, and an engine over a real database; time moves by instants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from community import check_ins, communities, members, people, questions, tags, todos
from community.check_ins import Source
from community.scope import Scope
from config.policies import Policies
from core.clock import InventedClock
from core.facts import Fact, FactKind
from sop.engine import Engine
from sop.engine.starts import Subject
from sop.library import Library
from storage import sending
from storage.database import Database
from storage.members import Member
from storage.outgoing import OutboxState, Outgoing, outbox
from storage.questions import Question
from storage.runs import Run, runs
from storage.scripts import traces
from storage.todos import Todo, TodoState
from storage.unit_of_work import UnitOfWork
from storage.users import Reach
from tests.integration.community.world import add_bot, main, person


@dataclass
class Stage:
    database: Database
    clock: InventedClock
    policies: Policies
    folder: Path
    owner_ids: frozenset[int] = frozenset()
    community_id: int = 0
    reports: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    engine: Engine = field(init=False)
    library: Library = field(init=False)

    async def found(self) -> None:
        async with self.database.begin() as uow:
            chat = await add_bot(uow, self.policies, -1001, "早起写作营")
            community = await communities.found(uow, self.policies, chat, "Asia/Shanghai", "zh")
            self.community_id = community.id
        await self.restart()

    async def restart(self) -> None:
        """The program as it starts: it knows nothing but the folder and the database."""
        self.library = Library(self.folder)
        self.library.refresh()
        assert not self.library.problems, "\n".join(map(str, self.library.problems))
        self.engine = Engine(self.library, self.policies, self.owner_ids, self._report)
        async with self.database.begin() as uow:
            await self.engine.open(uow)

    async def play(self, *scripts: str) -> None:
        """Put these scripts into the folder, and start the program."""
        for number, script in enumerate(scripts):
            (self.folder / f"script{number}.yaml").write_text(script, "utf-8")
        await self.restart()

    @asynccontextmanager
    async def scope(self) -> AsyncIterator[Scope]:
        """A unit of work in the community; what it establishes is settled at its end."""
        async with self.database.begin() as uow:
            yield Scope(uow, await uow.communities.get(self.community_id), self.policies)
            await self.engine.settle(uow)

    async def until(self, moment: datetime) -> None:
        """Move the clock from one instant of the engine's to the next, up to this moment."""
        await self.tick()
        while True:
            async with self.database.begin() as uow:
                instant = await self.engine.next_instant(uow)
            if instant is None or instant > moment:
                break
            self.clock.set(max(instant, self.clock.now()))
            await self.tick()
        self.clock.set(moment)

    async def later(self, **span: float) -> None:
        await self.until(self.clock.now() + timedelta(**span))

    def down(self, **span: float) -> None:
        """Time passes while the program is not there."""
        self.clock.set(self.clock.now() + timedelta(**span))

    async def tick(self) -> None:
        """What the heartbeat does, until nothing is left to do now."""
        busy = True
        while busy:
            busy = False
            for work in (self.engine.tick, self.engine.tick_schedules, self.engine.tick_work):
                async with self.database.begin() as uow:
                    busy = bool(await work(uow)) or busy

    async def join(
        self, name: str = "小林", *, reach: Reach = Reach.OPEN, at: datetime | None = None
    ) -> Member:
        async with self.scope() as scope:
            user = replace(await person(scope.uow, name), reach=reach)
            scope.uow.users.put(user)
            when = at or scope.uow.now
            arrival = await members.joined(scope, await main(scope), user, when)
            assert arrival.member is not None
        return arrival.member

    async def leave(self, member: Member) -> None:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            await members.left(scope, await main(scope), user, scope.uow.now)

    async def come_back(self, member: Member) -> None:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            await members.joined(scope, await main(scope), user, scope.uow.now)

    async def check_in(self, member: Member) -> None:
        async with self.scope() as scope:
            await check_ins.check_in(scope, member, scope.today, scope.uow.now, Source.BUTTON)

    async def write(self, member: Member, text: str) -> None:
        async with self.scope() as scope:
            data = {"text": text}
            scope.uow.activity.message(self.community_id, member.id, scope.today, scope.uow.now)
            scope.uow.record(
                Fact(FactKind.MESSAGE, self.community_id, scope.uow.now, member_id=member.id, data=data)
            )

    async def tag(self, member: Member, tag: str) -> None:
        async with self.scope() as scope:
            await tags.add(scope, member, tag, "hand")

    async def press_start(self, member: Member, payload: str = "") -> bool:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            user = await people.started_private(scope.uow, user, scope.uow.now)
            return bool(payload) and await self.engine.reveal(scope.uow, user, payload)

    async def block(self, member: Member) -> None:
        async with self.scope() as scope:
            people.blocked(scope.uow, await scope.uow.users.get(member.user_id))

    async def question_of(self, member: Member) -> Question | None:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            return await questions.open_of(scope.uow, user, None)

    async def answer(self, member: Member, text: str) -> None:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            question = await questions.open_of(scope.uow, user, None)
            assert question is not None, "nothing is asked"
            questions.answer(scope.uow, question, text, scope.uow.now)

    async def decline(self, member: Member) -> None:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            question = await questions.open_of(scope.uow, user, None)
            assert question is not None, "nothing is asked"
            questions.decline(scope.uow, question, scope.uow.now)

    async def todos(self) -> list[Todo]:
        async with self.database.begin() as uow:
            return await uow.todos.open_of(self.community_id, 100)

    async def close_todo(self, outcome: TodoState, by: Member) -> None:
        async with self.scope() as scope:
            todo = (await scope.uow.todos.open_of(self.community_id, 1))[0]
            user = await scope.uow.users.get(by.user_id)
            await todos.close(scope.uow, todo, outcome, user, scope.uow.now)

    async def deliver(self) -> None:
        """All that is due is sent and arrives; what reports is told to the engine."""
        async with self.scope() as scope:
            uow = scope.uow
            for row in await sending.due(uow, 1000):
                uow.outbox.put(replace(row, state=OutboxState.SENT, sent_at=uow.now))
                message = row.message()
                if message.reports:
                    _told(uow, FactKind.DELIVERED, row)

    async def refuse(self) -> None:
        """All that is due in private meets closed doors."""
        async with self.scope() as scope:
            uow = scope.uow
            for row in await sending.due(uow, 1000):
                if row.user_id is None:
                    continue
                people.blocked(uow, await uow.users.get(row.user_id))
                uow.outbox.put(replace(row, state=OutboxState.FAILED))
                _told(uow, FactKind.UNREACHABLE, row)
                fallback = row.message().fallback
                if fallback is not None:
                    await uow.outbox.plan(fallback)

    async def rows(self) -> list[Outgoing]:
        async with self.database.begin() as uow:
            return [uow.outbox._records.adopt(row) for row in await uow.query(outbox.select().order_by("id"))]

    async def said(self) -> list[str]:
        """The texts planned so far, in order."""
        return [row.payload["text"] for row in await self.rows() if row.state != OutboxState.HELD]

    async def runs(self) -> list[Run]:
        async with self.database.begin() as uow:
            return [uow.runs._records.adopt(row) for row in await uow.query(runs.select().order_by("id"))]

    async def traced(self, run: Run | None = None) -> list[str]:
        """The codes of all trace lines, or of one run's."""
        async with self.database.begin() as uow:
            rows = await uow.query(traces.select().order_by("id"))
        return [row.what for row in rows if run is None or row.run_id == run.id]

    async def tags_of(self, member: Member) -> list[str]:
        async with self.database.begin() as uow:
            return [tag.tag for tag in await uow.tags.of(member.id)]

    async def points_of(self, member: Member) -> int:
        async with self.database.begin() as uow:
            return (await uow.members.get(member.id)).points

    async def start(self, sop: str, member: Member) -> Run:
        async with self.scope() as scope:
            user = await scope.uow.users.get(member.user_id)
            subject = Subject("member", self.community_id, member_id=member.id)
            return await self.engine.start(scope, sop, subject, user)

    async def _report(self, uow: UnitOfWork, code: str, **particulars: object) -> None:
        self.reports.append((code, particulars))


def _told(uow: UnitOfWork, kind: FactKind, row: Outgoing) -> None:
    assert row.community_id is not None
    data = {"key": row.source}
    uow.record(Fact(kind, row.community_id, uow.now, member_id=row.member_id, run_id=row.run_id, data=data))
