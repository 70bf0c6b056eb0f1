"""What counts as a check-in, make-up cards, leave, and when one proof is too much like another."""

from typing import Annotated

from pydantic import Field

from config.reading import Part, Wording

Count = Annotated[int, Field(strict=True, ge=1, le=1_000)]
Percent = Annotated[int, Field(strict=True, ge=50, le=100)]


class MakeUpPolicy(Part):
    """Cards by which a missed day is made up for."""

    earned_every: Count = 14
    """So many check-ins earn one."""
    most_held: Count = 3
    """Who has so many earns and buys no more."""
    price: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 50
    """Points for one; 0: they can't be bought."""
    reason: Wording = Wording(zh="购买补签卡", en="Bought a make-up card")
    look_back_days: Count = 7
    """Days further back can't be made up for."""


class LeavePolicy(Part):
    """Leave that members take themselves. Staff is bound by `longest_days` alone."""

    longest_days: Count = 14
    """In one go."""
    a_month: Count = 7
    """Days of leave in a calendar month."""
    ahead_days: Count = 60
    """How far ahead it can begin."""


class LikenessPolicy(Part):
    """When a proof is shown to an assistant because it is too much like an earlier one."""

    text: Percent = 90
    """Per cent of two texts that are the same, letters alone."""
    shortest_text: Count = 8
    """Letters; shorter texts are not compared."""
    picture: Annotated[int, Field(strict=True, ge=0, le=32)] = 5
    """Bits of 64 in which two pictures may differ and still look alike."""
    own: Count = 30
    """How many of the member's own last proofs are compared."""
    others: Count = 500
    """How many of others' of the same day."""


class CheckInPolicy(Part):
    """What counts as a check-in in a message, and the house's patience."""

    keywords: tuple[Annotated[str, Field(min_length=1)], ...]
    hashtags: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...]
    make_up: MakeUpPolicy = MakeUpPolicy()
    leave: LeavePolicy = LeavePolicy()
    alike: LikenessPolicy = LikenessPolicy()
    repair_days: Count = 366
    """Staff can't repair check-ins further back."""
