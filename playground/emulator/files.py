"""Photos, documents and the like: stored once by content, handed out by file_id, as Telegram keeps them for a bot."""

import hashlib
import struct
from dataclasses import dataclass

from playground.emulator.errors import Json, bad_request

PHOTO_LIMIT = 10 * 1024 * 1024
DOCUMENT_LIMIT = 50 * 1024 * 1024

KINDS = {
    "photo": "AgAC", "document": "BQAC", "video": "BAAC", "animation": "CgAC", "audio": "CQAC", "voice": "AwAC",
}  # fmt: skip
"""What a file may be sent as, and how the file_ids of such files begin."""

_WITH_DURATION = ("video", "animation", "audio", "voice")
_WITH_SIZE = ("video", "animation")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8cfc0f01f0005050201"
    "5fc8f1d20000000049454e44ae426082"
)
"""The smallest picture, for people who send a photo and don't say which."""


@dataclass(frozen=True)
class StoredFile:
    """One file; `kind` is one of KINDS."""

    kind: str
    name: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        return hashlib.sha256(self.kind.encode() + self.content).hexdigest()[:16]

    @property
    def file_id(self) -> str:
        return f"{KINDS[self.kind]}{self.unique_id}"

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.unique_id}_{self.name}"

    def as_file(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}

    def as_sent(self) -> Json:
        """The field of a message that holds it; films are not looked into, so they have no length."""
        if self.kind == "photo":
            return {"photo": [{**self.as_file(), "width": self.width, "height": self.height}]}
        sent: Json = {**self.as_file(), "file_name": self.name}
        if self.kind in _WITH_DURATION:
            sent["duration"] = 0
        if self.kind in _WITH_SIZE:
            sent |= {"width": 0, "height": 0}
        if self.kind == "voice":
            del sent["file_name"]
        shown = {self.kind: sent}
        if self.kind == "animation":  # for clients that know none
            shown["document"] = {**self.as_file(), "file_name": self.name}
        return shown


class FileStore:
    """Files by file_id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}

    def add(self, kind: str, name: str, content: bytes) -> StoredFile:
        """Take a file in; raises 400 for what Telegram wouldn't take as such a file."""
        if not content:
            raise bad_request("file must be non-empty")
        width = height = 0
        if kind == "photo":
            if len(content) > PHOTO_LIMIT:
                raise bad_request("file is too big")
            width, height = picture_size(content)
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
        elif len(content) > DOCUMENT_LIMIT:
            raise bad_request("file is too big")
        stored = StoredFile(kind, name or "file", content, width, height)
        return self._by_id.setdefault(stored.file_id, stored)

    def sent_before(self, kind: str, file_id: str) -> StoredFile:
        """The file of a file_id that the bot sends again; raises 400."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def forget(self) -> None:
        """Telegram keeps no promise about file_ids: those handed out so far mean nothing any more."""
        self._by_id.clear()

    def by_id(self, file_id: str) -> StoredFile:
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        return stored

    def by_path(self, path: str) -> StoredFile | None:
        return next((stored for stored in self._by_id.values() if stored.path == path), None)


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, JPEG or WebP; raises 400 for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return 512, 512
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")
