"""Whether a browser had anything to complain of, and whom it talked to."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_SCHEMES = ("data", "blob")


class Watch:
    """All that goes wrong in a browser context: the console, errors of scripts, requests that fail or leave.

    `expected` is what complaints may hold outside of all `expecting` blocks.
    """

    def __init__(self, context: BrowserContext, address: str, *expected: str) -> None:
        self._host = urlsplit(address).netloc
        self._expected = expected
        self.complaints: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    @contextmanager
    def expecting(self, *words: str) -> Iterator[None]:
        """Complaints with one of these words are what the test is about, until the block ends."""
        before, self._expected = self._expected, words
        yield
        self._expected = before

    def _note(self, complaint: str) -> None:
        if not any(words in complaint for words in self._expected):
            self.complaints.append(complaint)

    def _console(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self._note(f"console {line.type}: {line.text} {line.location.get('url', '')}")

    def _error(self, error: WebError) -> None:
        self._note(f"error: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.netloc != self._host:
            self._note(f"left the machine: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left breaks off what it was asking for, and so does a download.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} {request.failure}")
