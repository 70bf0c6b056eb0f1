"""What can be wrong with a file that operators write: a code, its particulars and its place.

The words are here, in English, for all files alike; `sop.language.problems` adds those of scripts, and
`views.problems` has them in other languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, ClassVar

from core.phrases import Phrase

Path = tuple[str | int, ...]
"""The way into a file: keys and indexes, as `("steps", 0, "do", 1, "say")`."""


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path, before it is known where in the file that is."""

    path: Path
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    on_key: bool = False
    """The key is meant, not its value."""
    offset: int | None = None
    """Where in the text at the path, if a place within it is meant."""


MESSAGES: dict[str, str] = {
    # the file
    "not_utf8": "the file is not UTF-8 text (byte {byte}); save it as UTF-8",
    "unreadable": "the file cannot be read: {reason}",
    "too_large": "the file has {size} KB; it may have {limit} KB",
    "empty": "the file is empty",
    "bad_character": "the character U+{number:04X} is not allowed in YAML; delete it",
    # YAML
    "yaml_syntax": "this is not YAML: {detail}",
    "needs_quotes": "a text with {{{{ … }}}} needs quotes around it here",
    "several_documents": "a second document begins here; one file holds one",
    "too_deep": "nested more than {limit} levels deep",
    "duplicate_key": "`{key}` is here twice, first in line {first}; keep one",
    "key_not_a_word": "a key must be a word",
    "alias": "`*{name}` (an alias) is not allowed; write the value out",
    "anchor": "`&{name}` (an anchor) is not allowed; write the value out where it is needed",
    "yaml_tag": "`{tag}` (a YAML tag) is not allowed; put text in quotes instead",
    "no_value": "`{key}` has no value; give it one or delete it",
    # shape
    "unknown_key": "unknown key `{key}`; {hint}",
    "missing_key": "`{key}` is missing{where}",
    "not_a_mapping": "{value} is not expected here; expected keys with values{hint}",
    "not_a_list": "{value} is not expected here; expected a list: [ … ] or lines that begin with -",
    "not_text": "{value} is not text; put it in quotes",
    "not_a_number": "{value} is not a number{whole}",
    "not_a_flag": "{value} is neither `true` nor `false`",
    "not_one_of": "{value} is not expected here; {hint}",
    "out_of_range": "{value} is out of range; expected {expected}",
    "too_few": "too few here; expected at least {least}",
    "too_many": "too many here; expected at most {most}",
    "bad_name": "{value} does not do as a name; expected {expected}",
    "shape": "{value} is not expected here: {detail}",
    # values
    "bad_duration": "{value} is not a length of time; expected 30m, 24h, 2d (s, m, h, d or w)",
    # selectors
    "selector_empty": "a selector says who is meant, like `tag:python points>100`; here something is missing",
    "selector_long": "this selector asks for too many things",
    "selector_word": "`{word}` means nothing in a selector; {hint}",
    "selector_number": "`{word}` needs a whole number, like `points>100`",
    "selector_days": "`{word}` needs a number of days, like `inactive>7d`",
    "selector_value": "something is missing after `{word}`",
    "selector_compare": "`{word}` is no number that could be compared; {expected}",
    "selector_stage": "`{word}` is no stage; expected one of: new, active, core, at_risk, gone",
    "selector_reach": "`{word}` is not understood; expected `reach:open` or `reach:closed`",
    "selector_tag": "`{word}` cannot be a tag; expected letters, digits, _ and -, at most 32",
    "selector_parenthesis": "a parenthesis in this selector has no counterpart",
    "selector_person": "a person has no place in a selector in a file; give them a tag",
}


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file; `line` and `column` count from 1."""

    words: ClassVar[Mapping[str, str]] = MESSAGES

    file: str
    line: int
    column: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """File, line and column."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def text(self) -> Phrase:
        """What is wrong and what was expected."""
        return Phrase(self.words[self.code], **self.params)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def in_order(problems: list[Problem]) -> list[Problem]:
    """By line and column."""
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.code))


def did_you_mean(word: str, known: tuple[str, ...] | list[str]) -> Phrase:
    """The tail of a message: the nearest known word, or all of them if they are few."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return Phrase("did you mean `{near}`?", near=near[0])
    if not known:
        return Phrase("there is none")
    return Phrase("expected one of: {known}", known=", ".join(known))
