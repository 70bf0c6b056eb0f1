"""What the suite asks of a client library: the Bot API's methods by their names, in that library's own types."""

from typing import Any, Protocol

Json = dict[str, Any]


class Refused(Exception):
    """An answer with `ok: false`, as the library raised it."""

    def __init__(self, code: int, description: str, *, retry_after: int = 0, moved_to: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        """Seconds."""
        self.moved_to = moved_to
        """The id of the supergroup that the group became."""


class Client(Protocol):
    """One library. Answers and updates are parsed by it, and given back as the JSON that it makes of them."""

    name: str

    async def call(self, method: str, **parameters: Any) -> Any:
        """`call("send_message", chat_id=…)`; raises Refused."""
        ...

    async def call_with_unknown(self, chat_id: int, text: str, **unknown: str) -> Any:
        """sendMessage with parameters that the Bot API doesn't have."""
        ...

    async def call_misspelt(self) -> Any:
        """A call of sendMesage, which is no method."""
        ...

    async def download(self, path: str) -> bytes:
        """The content of a file whose path getFile told."""
        ...

    def read(self, update: Json) -> Json:
        """An update that came by webhook, read by the library."""
        ...

    def keyboard(self, *rows: list[tuple[str, str]]) -> Any:
        """Inline buttons (label, data or URL)."""
        ...

    def reply_to(self, message_id: int) -> Any: ...

    def entity(self, kind: str, offset: int, length: int) -> Any: ...

    def file(self, content: bytes, name: str) -> Any: ...

    def media(self, kind: str, media: Any, caption: str = "") -> Any:
        """A photo or a document, uploaded or by file_id."""
        ...

    def command(self, command: str, description: str) -> Any: ...

    def scope(self, kind: str, chat_id: int | None = None) -> Any: ...

    def emoji(self, emoji: str) -> Any: ...

    def permissions(self, **given: bool) -> Any: ...
