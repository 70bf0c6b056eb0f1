"""Files that messages carry, kept until they are sent; and what Telegram calls the pictures it has."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, LargeBinary, String, Table, Text, bindparam, select

from core.message import Attachment
from storage.prepared import Prepared
from storage.reading import Reading
from storage.records import Changes, Ledger
from storage.schema import Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

attachments = Table(
    "attachments",
    metadata,
    own_id(),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)

uploads = Table(
    "uploads",
    metadata,
    own_id(),
    Column("recipe", String(64), nullable=False, unique=True),
    Column("file_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""By the hash of its recipe: a picture that Telegram has already."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The content of a file that is to be sent."""

    id: int
    content: bytes
    created_at: datetime


_UPLOADED = Prepared(
    uploads,
    lambda insert: insert(uploads).on_conflict_do_update(
        index_elements=["recipe"],
        set_={"file_id": insert(uploads).excluded.file_id, "at": insert(uploads).excluded.at},
    ),
    ("id", "recipe", "file_id", "at"),
)


_FILE_OF = Reading(select(uploads.c.file_id).where(uploads.c.recipe == bindparam("recipe")))


class AttachmentStore:
    """Files a unit of work adds or asks for."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._files = Ledger(uow.journal, attachments, StoredFile)
        self._uploaded = Changes(uow.journal, _UPLOADED)
        self.buffers = (self._files, self._uploaded)

    def add(self, name: str, content: bytes) -> Attachment:
        """Keep a file for a message that is planned in this unit of work."""
        stored = StoredFile(self._uow.new_id(), content, self._uow.now)
        self._files.append(stored)
        return Attachment(stored.id, name)

    async def content(self, attachment_id: int) -> bytes | None:
        """What is in the file; None once it was dropped."""
        rows = await self._uow.query(select(attachments.c.content).where(attachments.c.id == attachment_id))
        return rows[0].content if rows else None

    async def uploaded(self, recipe: str) -> str | None:
        """What Telegram calls the picture of this recipe, if it has it."""
        rows = await self._uow.read(_FILE_OF, {"recipe": recipe})
        return rows[0].file_id if rows else None

    def remember(self, recipe: str, file_id: str) -> None:
        """Telegram has the picture of this recipe now."""
        self._uploaded.add(id=self._uow.new_id(), recipe=recipe, file_id=file_id, at=self._uow.now)
