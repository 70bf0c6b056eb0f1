"""In which language those are spoken to who read at a place."""

from collections.abc import Iterable

from community.scope import Scope
from views.texts import Texts, texts_for


async def texts_of(scope: Scope, user_id: int | None) -> Texts:
    """In private (by our account id) the person's own language, if they chose one; else the community's."""
    reader = None if user_id is None else await scope.uow.users.find(user_id)
    return texts_for((reader and reader.locale) or scope.community.locale)


async def preload(scope: Scope, user_ids: Iterable[int | None]) -> None:
    """Read in one read what `texts_of` asks for."""
    await scope.uow.users.load_ids(user_id for user_id in user_ids if user_id is not None)
