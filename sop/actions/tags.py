"""`tag` and `untag`: labels on the member, seen by the whole team."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from sop.language.model import Model
from sop.language.values import Duration, TagName


class Tag(Model):
    """Puts a tag on the member; `tag: vip` is short for `tag: {name: vip}`."""

    short_for: ClassVar[str | None] = "name"
    example: ClassVar[str] = "tag: {name: newcomer, expires: 30d}"

    name: TagName = Field(
        description="Letters of any language, digits, _ and -, at most 32.", examples=["newcomer"]
    )
    expires: Duration | None = Field(None, description="Taken off again after this time.", examples=["30d"])


class Untag(Model):
    """Takes a tag off the member; nothing happens when it is not there."""

    short_for: ClassVar[str | None] = "name"
    example: ClassVar[str] = "untag: newcomer"

    name: TagName = Field(description="The tag.", examples=["newcomer"])
