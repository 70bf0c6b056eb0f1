"""The names that completion knows besides the text: other scripts, tags, and what the policies declare."""

from config.policies import Policies
from playground.page.server import Page
from playground.page.sight import Sight, look
from sop.language.completion import Names
from sop.language.library_checks import tags_set
from sop.language.loader import load_text
from sop.library import Entry


class KnownNames:
    """The names, gathered anew whenever scripts have changed."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._of: tuple[object, str] | None = None
        self._names = Names()

    async def now(self) -> Names:
        """All names; tags that people carry are read once for each state of the scripts."""
        sandbox = self._page.sandbox
        library = sandbox.app.services.library
        state = (sandbox, library.digest)
        if self._of != state:
            nothing: tuple[str, ...] = ()
            carried = await look(self._page, _tags, nothing)
            entries = list(library.in_force(sandbox.locale).values())
            self._names = _names(entries, sandbox.app.services.policies, carried)
            self._of = state
        return self._names


async def _tags(sight: Sight) -> tuple[str, ...]:
    return tuple(await sight.uow.tags.counts(sight.scope.community.id))


def _names(entries: list[Entry], policies: Policies, carried: tuple[str, ...]) -> Names:
    scripts = [load_text(entry.text).script for entry in entries]
    levels = policies.levels
    unlocks = dict.fromkeys(name for level in levels.levels for name in level.unlocks)
    return Names(
        scripts={script.sop: tuple(script.inputs) for script in scripts},
        tags=tuple(sorted({*tags_set(scripts), *carried})),
        badges=tuple(levels.badges),
        unlocks=tuple(unlocks),
        designs=tuple(policies.certificates.designs),
    )
