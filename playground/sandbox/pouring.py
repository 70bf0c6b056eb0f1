"""A community that was lived through in a rehearsal goes on in the emulator, with its people, places and messages.

The database is the program's own already; here everything that Telegram would know is put beside it, under the
same ids, so that old buttons, replies and edits find what they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.studio import Studio
from core.message import Button as PlannedButton
from core.message import Picture, Rows
from playground.emulator import Button, Chat, Group, Message, Past, Person
from rehearsal.shown import Moved, Place, Shown, Written
from rehearsal.stage import Stage

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox
    from rehearsal.people import Person as Invented

PICTURES = 12
"""So many of the newest pictures are drawn; older messages stand without theirs."""

_Event = Shown | Written | Moved


@dataclass(frozen=True, slots=True)
class _Poured:
    """Who and what stands for whom and what of the rehearsal."""

    people: dict[int, Person]
    chats: dict[int, Chat]
    messages: dict[tuple[int, int], Message]


async def pour(stage: Stage, sandbox: Sandbox) -> dict[int, Person]:
    """Put everything into the sandbox's Telegram, as of the stage's present; returns the people by their ids."""
    telegram = sandbox.telegram
    telegram.jump_to(stage.now)
    poured = _Poured({}, {}, {})
    for invented in stage.people.values():
        poured.people[invented.id] = _person(sandbox, invented)
        poured.chats[invented.id] = poured.people[invented.id].private
    for place in _groups(stage):
        poured.chats[place.telegram_id] = _group(sandbox, stage, place, poured)
    drawn = await _drawn(stage)
    for event in _in_order(stage):
        _recall(sandbox, event, poured, drawn)
    for place_and_id, emoji in stage.reactions.items():
        telegram.recalls_reaction(poured.messages[place_and_id], telegram.bot, emoji)
    return poured.people


def _person(sandbox: Sandbox, invented: Invented) -> Person:
    account = invented.account
    person = sandbox.telegram.person(
        account.first_name,
        last_name=account.last_name,
        username=account.username,
        language_code=account.language_code,
        id=account.id,
    )
    sandbox.telegram.recalls_private(person, invented.private)
    return person


def _groups(stage: Stage) -> Iterator[Place]:
    yield stage.group
    if stage.staff is not None:
        yield stage.staff


def _group(sandbox: Sandbox, stage: Stage, place: Place, poured: _Poured) -> Group:
    telegram = sandbox.telegram
    owner = poured.people[stage.owner.id]
    group = owner.creates_group(place.title, supergroup=True, id=place.telegram_id)
    telegram.recalls_member(group, telegram.bot, "administrator")
    for invented in stage.people.values():
        if place in invented.groups and invented is not stage.owner:
            telegram.recalls_member(group, poured.people[invented.id])
    return group


def _in_order(stage: Stage) -> list[_Event]:
    """Everything that is to be seen in the chats, in order of time."""
    events: list[_Event] = [*stage.shown, *stage.written, *stage.moves]
    return sorted(events, key=_when)


def _when(event: _Event) -> tuple[datetime, int]:
    return event.at, event.message_id if isinstance(event, Written | Shown) else 0


def _recall(sandbox: Sandbox, event: _Event, poured: _Poured, drawn: dict[int, bytes]) -> None:
    telegram = sandbox.telegram
    if isinstance(event, Moved):
        account = poured.people[event.person.id]
        user = account.as_user()
        field = {"new_chat_members": [user]} if event.inside else {"left_chat_member": user}
        telegram.recalls(
            poured.chats[event.place.telegram_id],
            Past(account, event.at, service=field, message_id=event.message_id),
        )
        return
    if isinstance(event, Shown) and event.deleted:
        return
    place = event.place.telegram_id
    reply_to = None if event.answers is None else poured.messages.get((place, event.answers))
    if isinstance(event, Written):
        past = Past(
            poured.people[event.person.id],
            event.at,
            text=event.text or "📷",
            message_id=event.message_id,
            reply_to=reply_to,
        )
    else:
        past = _said(sandbox, event, poured, reply_to, drawn.get(id(event)))
    poured.messages[place, event.message_id] = telegram.recalls(poured.chats[place], past)


def _said(
    sandbox: Sandbox, shown: Shown, poured: _Poured, reply_to: Message | None, picture: bytes | None
) -> Past:
    telegram = sandbox.telegram
    file = None if picture is None else telegram.world.files.add("photo", "picture.png", picture)
    return Past(
        telegram.bot,
        shown.at,
        html=shown.html,
        message_id=shown.message_id,
        buttons=_rows(shown.rows, telegram.bot.username or ""),
        reply_to=reply_to,
        file=file,
        edited_at=shown.edited_at,
        only_for=None if shown.only_for is None else poured.people[shown.only_for],
    )


def _rows(rows: Rows, username: str) -> list[list[Button]]:
    return [[_button(button, username) for button in row] for row in rows]


def _button(button: PlannedButton, username: str) -> Button:
    url = button.url if button.start is None else f"https://t.me/{username}?start={button.start}"
    return Button(button.text, data=button.data, url=url)


async def _drawn(stage: Stage) -> dict[int, bytes]:
    """The newest pictures, by the message that shows them."""
    with_pictures = [(shown, shown.picture) for shown in stage.shown if shown.picture is not None]
    studio = Studio()
    try:
        return {
            id(shown): await studio.draw(_addressed(picture)) for shown, picture in with_pictures[-PICTURES:]
        }
    finally:
        await studio.end()


def _addressed(picture: Picture) -> Picture:
    return (
        picture if "start" not in picture.data else Picture(picture.kind, {**picture.data, "bot": "sop_bot"})
    )
