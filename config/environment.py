"""One setting by itself, for commands that need no others: whoever makes a backup needs no token."""

import os
from pathlib import Path

from dotenv import dotenv_values

ENV_FILE = Path(".env")


def setting(name: str, default: str = "") -> str:
    """The variable of the environment, else of `.env`; the default where it is not set or empty."""
    return (
        os.environ.get(name) or (dotenv_values(ENV_FILE).get(name) if ENV_FILE.is_file() else "") or default
    )
