"""Cohorts: people who go through something together from a start date."""

from collections.abc import Sequence
from datetime import date

from community.scope import Scope
from core.errors import Refused
from core.facts import Fact, FactKind
from storage.audit import AuditEntry
from storage.cohorts import Cohort, CohortMember
from storage.members import Member
from storage.users import User

LONGEST_NAME = 64


async def create(scope: Scope, name: str, starts_on: date, by: User) -> Cohort:
    """As `create_undoably`, for whom nobody takes it back."""
    return (await create_undoably(scope, name, starts_on, by))[0]


async def create_undoably(scope: Scope, name: str, starts_on: date, by: User) -> tuple[Cohort, AuditEntry]:
    """A new cohort whose day 1 is a local date, also a past one; and the entry that `take_back` takes.

    Refused: `cohort_name_bad` (limit) for an empty or long name, `cohort_exists` (name).
    """
    uow, name = scope.uow, " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("cohort_name_bad", limit=LONGEST_NAME)
    known = await uow.cohorts.by_name(scope.community.id, name)
    if known is not None:
        raise Refused("cohort_exists", name=known.name)
    cohort = uow.cohorts.put(Cohort(uow.new_id(), scope.community.id, name, starts_on, uow.now, by.id))
    entry = uow.audit.record(
        by.id, "cohort_create", scope.community.id, name=name, starts_on=starts_on.isoformat()
    )
    uow.record(Fact(FactKind.COHORT_CREATED, scope.community.id, uow.now, cohort_id=cohort.id))
    return cohort, entry


async def take_back(scope: Scope, entry: AuditEntry) -> Cohort:
    """A cohort in which nobody is yet is not there any more; returns the one that was.

    Refused: `cohort_unknown` (name), `cohort_in_use` (name) once somebody is in it.
    """
    assert entry.detail is not None
    uow, cohort = scope.uow, await find(scope, entry.detail["name"])
    if await uow.cohorts.members_of(cohort.id):
        raise Refused("cohort_in_use", name=cohort.name)
    await uow.cohorts.remove(cohort.id)
    return cohort


async def find(scope: Scope, name: str) -> Cohort:
    """The cohort of that name, whatever its case. Refused: `cohort_unknown` (name)."""
    found = await scope.uow.cohorts.by_name(scope.community.id, " ".join(name.split()))
    if found is None:
        raise Refused("cohort_unknown", name=name[:LONGEST_NAME])
    return found


async def add(scope: Scope, cohort: Cohort, member: Member, by: User) -> AuditEntry | None:
    """The member goes through it as well; None if they did already."""
    return (await add_all(scope, cohort, [member], by))[1]


async def add_all(
    scope: Scope, cohort: Cohort, members: Sequence[Member], by: User
) -> tuple[list[Member], AuditEntry | None]:
    """Those of the members who were not in it yet, and now are; and the entry that takes them all out again."""
    inside = set(await scope.uow.cohorts.members_of(cohort.id))
    added = [member for member in members if member.id not in inside]
    entries: list[AuditEntry] = []
    for member in added:
        is_last = member is added[-1]
        also = {"also": [entry.id for entry in entries]} if is_last and entries else {}
        entries.append(_admit(scope, cohort, member, by, also))
    return added, entries[-1] if entries else None


def _admit(scope: Scope, cohort: Cohort, member: Member, by: User, also: dict[str, list[int]]) -> AuditEntry:
    uow = scope.uow
    uow.cohorts.put_member(CohortMember(uow.new_id(), cohort.id, member.id, uow.now))
    uow.record(
        Fact(FactKind.COHORT_JOINED, scope.community.id, uow.now, member_id=member.id, cohort_id=cohort.id)
    )
    return uow.audit.record(by.id, "cohort_add", scope.community.id, member.id, cohort=cohort.name, **also)
