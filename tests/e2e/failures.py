"""Updates that the program could not handle."""

from tests.databases import look
from tests.e2e.conftest import Sopbot


def failed(sopbot: Sopbot) -> list[str]:
    """What went wrong with which update."""
    found = look(
        str(sopbot.settings["database_url"]), "SELECT error || ' ' || CAST(raw AS TEXT) FROM failed_updates"
    )
    return [str(error) for (error,) in found]
