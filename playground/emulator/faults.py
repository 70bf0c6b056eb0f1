"""Scripted faults: what the network or Telegram does wrong with one of the next calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playground.emulator.errors import ApiError, Json, StoryError, too_many_requests

_WORDS = {400: "Bad Request", 403: "Forbidden", 429: "Too Many Requests", 500: "Internal Server Error",
          502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What happens to one call.

    `cut` breaks the connection before the call is processed, or after it took effect but before the answer;
    `slow` delays the answer by that many real seconds, after the call took effect; `error` is answered
    instead of processing it.
    """

    error: ApiError | None = None
    cut: Literal["before", "after"] | None = None
    slow: float = 0.0


@dataclass
class _Planned:
    method: str
    fault: Fault
    when: Callable[[Json], bool] | None
    left: int


class Faults:
    """Plans for the next calls, taken in the order they were made."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def next(  # noqa: PLR0913 - each keyword is one way to fail
        self,
        method: str = "*",
        *,
        status: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        cut: Literal["before", "after"] | None = None,
        slow: float = 0.0,
        times: int = 1,
        when: Callable[[Json], bool] | None = None,
    ) -> None:
        """The next `times` calls of the method ("*": any but getUpdates) fail as told.

        `status` answers that error without processing; `retry_after` answers 429; `cut` breaks the
        connection; `slow` delays the answer by real seconds, after the call took effect; `when` narrows by
        parameters.
        """
        error = None
        if retry_after is not None:
            error = too_many_requests(retry_after)
        elif status is not None:
            error = ApiError(status, description or _WORDS.get(status, "Error"))
        if cut not in (None, "before", "after"):
            raise StoryError(f"a connection is cut before or after the call, not {cut!r}")
        if error is None and cut is None and slow <= 0:
            raise StoryError("a fault needs a status, retry_after, cut or slow")
        self._planned.append(_Planned(method, Fault(error, cut, slow), when, times))

    def take(self, method: str, parameters: Json) -> Fault | None:
        """The fault planned for this call, used up."""
        for planned in self._planned:
            named = planned.method == method or (planned.method == "*" and method != "getUpdates")
            if named and (planned.when is None or planned.when(parameters)):
                planned.left -= 1
                if planned.left == 0:
                    self._planned.remove(planned)
                return planned.fault
        return None

    @property
    def waiting(self) -> int:
        """How many planned faults have not happened yet."""
        return sum(planned.left for planned in self._planned)

    def __getstate__(self) -> dict[str, object]:
        """Plans are not saved: they belong to whoever made them."""
        return {"_planned": []}

    def clear(self) -> None:
        self._planned.clear()
