"""Proofs of check-ins: what members wrote and showed, kept only where a script asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, String, Table, Text, or_, select, text

from storage.records import Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


def _where_known(name: str) -> Index:
    known = text(f"{name} IS NOT NULL")
    columns = ("community_id", name)
    return Index(f"ix_proofs_community_id_{name}", *columns, postgresql_where=known, sqlite_where=known)


proofs = Table(
    "proofs",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Text),
    Column("text_key", String(32)),
    Column("file_id", Text),
    Column("file_key", String(64)),
    Column("picture_hash", String(16)),
    Column("state", String(8), nullable=False),
    Index("ix_proofs_member_id_id", "member_id", "id"),
    Index("ix_proofs_community_id_day", "community_id", "day"),
    _where_known("text_key"),
    _where_known("file_key"),
)

KEPT, SUSPECT, FINE, TAKEN_BACK = "kept", "suspect", "fine", "back"
"""States: nobody looked at it; an assistant is asked to; they found it fine; they took the check-in back."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What came with one check-in.

    `text_key` is a digest of the words alone, `file_key` what Telegram calls the picture whoever sends it,
    `picture_hash` (hexadecimal) what it looks like, once it was looked at.
    """

    id: int
    community_id: int
    member_id: int
    day: date
    at: datetime
    text: str | None = None
    text_key: str | None = None
    file_id: str | None = None
    file_key: str | None = None
    picture_hash: str | None = None
    state: str = KEPT


class ProofStore:
    """Proofs that a unit of work adds or looks at."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, proofs, Proof)
        self.buffers = (self._records,)

    def put(self, proof: Proof) -> Proof:
        """Add or change."""
        return self._records.put(proof)

    async def find(self, proof_id: int) -> Proof | None:
        """The proof by its id."""
        known = self._records.get(proof_id)
        if known is not None:
            return known
        rows = await self._uow.query(select(proofs).where(proofs.c.id == proof_id))
        return self._records.adopt(rows[0]) if rows else None

    async def before(self, proof: Proof, own: int, others: int) -> Sequence[Proof]:
        """What a proof may repeat: the member's last ones, others' of the same day, and exact copies.

        At most `own` and `others`, the newest first; what was taken back is left out.
        """
        earlier = (
            proofs.c.community_id == proof.community_id,
            proofs.c.id < proof.id,
            proofs.c.state != TAKEN_BACK,
        )
        copies = [
            column == value
            for column, value in ((proofs.c.text_key, proof.text_key), (proofs.c.file_key, proof.file_key))
            if value is not None
        ]
        found: dict[int, Proof] = {}
        wanted: Collection[tuple[object, int]] = (
            (proofs.c.member_id == proof.member_id, own),
            (proofs.c.day == proof.day, others),
            (or_(False, *copies), 5),
        )
        for which, most in wanted:
            statement = select(proofs).where(*earlier, which).order_by(proofs.c.id.desc()).limit(most)  # type: ignore[arg-type]
            for row in await self._uow.query(statement):
                found[row.id] = self._records.adopt(row)
        return list(found.values())
