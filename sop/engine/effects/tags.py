"""Tags that scripts put on and take off."""

from community import tags
from sop.effects import Tag, Untag
from sop.engine.acts import Act


async def add(act: Act, tag: Tag) -> None:
    """Put it on the member."""
    await tags.add(act.ground.scope, act.member, tag.name, tag.source, expires_at=tag.expires_at)


async def remove(act: Act, untag: Untag) -> None:
    """Take it off the member."""
    await tags.remove(act.ground.scope, act.member, untag.name, untag.source)
