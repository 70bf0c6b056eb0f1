"""Pressed buttons: a table from the verb of the callback data to its handler."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.callback import CallbackError, Press, decode
from core.errors import Refused
from handlers.context import Context, Replies

PressHandler = Callable[[Context, Press], Awaitable[Replies]]


@dataclass(frozen=True, slots=True)
class PressRoute:
    """What happens when a button with this verb is pressed. The handler itself checks rights and state."""

    verb: str
    handler: PressHandler


class PressTable:
    """All presses by verb."""

    def __init__(self, routes: tuple[PressRoute, ...]) -> None:
        self.routes = {route.verb: route.handler for route in routes}

    async def run(self, context: Context, data: str | None) -> Replies:
        """Carry out a press; Refused if the button is none of ours, or of a former version."""
        try:
            press = decode(data or "")
            handler = self.routes.get(press.verb)
            if handler is None:
                raise Refused("button_unknown")
            return await handler(context, press)
        except CallbackError as error:
            raise Refused("button_unknown") from error
