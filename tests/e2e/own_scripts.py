"""Starting the program with scripts of the test's own instead of the shipped ones."""

from sop.language.loader import load_folder
from tests.e2e.conftest import Sopbot


async def start_with(sopbot: Sopbot, *, locale: str = "zh", **scripts: str) -> Sopbot:
    """Start it with these scripts, by id, which must be right; without any it does nothing on its own."""
    folder = sopbot.folder / "own_scripts" / locale
    folder.mkdir(parents=True)
    for sop, text in scripts.items():
        (folder / f"{sop}.yaml").write_text(f"sop: {sop}\n{text}", "utf-8")
    assert [str(problem) for problem in load_folder(folder.parent, locale).problems] == []
    await sopbot.start(sop_dir=folder.parent, locale=locale)
    return sopbot
