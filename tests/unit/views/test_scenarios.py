"""What the playing of scenarios has to say, it says in Chinese too."""

import ast
from collections.abc import Iterator
from string import Formatter

from tests.structure.checkout import ROOT
from views.scenarios import WORDS
from views.texts import texts_for

SAID_BY = {"Phrase", "CannotDo"}


def phrases() -> Iterator[str]:
    """Every phrase that the scenarios' package makes itself."""
    for path in (ROOT / "rehearsal" / "scenarios").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID_BY and node.args:
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield words.value


def test_every_phrase_has_its_chinese():
    chinese = texts_for("zh")
    said = [
        words for words in {*phrases(), *WORDS.values()} if any(letter.isalpha() for letter in _bare(words))
    ]

    assert said
    assert [words for words in said if chinese._singular.get(words, words) == words] == []


def _bare(words: str) -> str:
    """Without its particulars."""
    return "".join(text for text, _, _, _ in Formatter().parse(words))
