"""`award` and `deduct`: points for the member, once for each time the action is reached."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sop.language.model import Model
from sop.language.texts import Reason

Amount = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class Award(Model):
    """Gives the member points."""

    example: ClassVar[str] = "award: {points: 5, reason: 自我介绍}"

    points: Amount = Field(description="How many, 1 to 10000.", examples=[5])
    reason: Reason = Field(description="What for; the member sees it.", examples=["自我介绍"])


class Deduct(Model):
    """Takes points from the member, but never below zero."""

    example: ClassVar[str] = "deduct: {points: 2, reason: 缺卡}"

    points: Amount = Field(description="How many, 1 to 10000.", examples=[2])
    reason: Reason = Field(description="What for; the member sees it.", examples=["缺卡"])
