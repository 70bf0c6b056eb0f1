"""A selector as a value in a file that people write: checked when the file is read, with its place."""

from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from core.errors import Refused
from core.phrases import Phrase
from core.problems import did_you_mean
from core.selection import Selector, Trait
from core.selectors import KEYS, LONGEST, parse


def read_selector(raw: object) -> Selector:
    """The selector; a PydanticCustomError says which word is wrong and where. A person has no place in a file."""
    if isinstance(raw, Selector):
        return raw
    if not isinstance(raw, str):
        raise PydanticCustomError("not_text", "not_text")
    try:
        selector = parse(raw)
    except Refused as refused:
        raise _error(**refused.particulars) from refused
    person = next((test for test in selector.tests() if test.trait is Trait.PERSON), None)
    if person is not None:
        place = raw.lower().find(f"@{person.value}")
        raise PydanticCustomError("selector_person", "selector_person", {"offset": max(0, place)})
    return selector


def _error(*, word: object, place: object, why: object, near: object, text: object) -> PydanticCustomError:
    hint = did_you_mean(str(word), [str(near)] if near else [key for key in KEYS if key.isascii()])
    expected = Phrase("write `{near}`", near=near) if near else ""
    code = f"selector_{why}"
    params = {"word": word, "offset": place, "hint": hint, "expected": expected, "text": text}
    return PydanticCustomError(code, code, params)


SelectorText = Annotated[
    Selector,
    PlainValidator(read_selector),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "x-value": "selector", "minLength": 1, "maxLength": LONGEST}),
]
