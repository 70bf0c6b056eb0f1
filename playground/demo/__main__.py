"""`python -m playground.demo`: see `playground.demo`. LOCALE chooses the language, zh or en."""

import asyncio
import logging
import os
import sys
from pathlib import Path

from playground.demo.performance import LOCALES, perform

PICTURES = Path("data/demo")


def main() -> int:
    """Plays the week. 0: all that the story expects came true; 1: not all; 2: it speaks no such language."""
    locale = os.environ.get("LOCALE") or "zh"
    if locale not in LOCALES:
        sys.stderr.write(f"LOCALE {locale} is not spoken here; expected one of: {', '.join(LOCALES)}\n")
        return 2
    logging.basicConfig(level=logging.ERROR)  # that time is invented, for instance, is no news here
    try:
        return 0 if asyncio.run(perform(locale, pictures=PICTURES)) else 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
