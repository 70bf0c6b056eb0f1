"""What the operators' page on selectors shows is understood."""

import re

import pytest

from core.selectors import KEYS, parse
from tests.structure.checkout import ROOT

PAGE = (ROOT / "docs" / "operators" / "selectors.md").read_text("utf-8")
EXAMPLES = re.findall(r"```selectors\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()
IN_THE_TABLE = [
    example
    for row in re.findall(r"^\| (`.*?) \| (`.*?) \|", PAGE, re.MULTILINE)
    for cell in row
    for example in re.findall(r"`([^`]+)`", cell)
]


@pytest.mark.parametrize("text", [*EXAMPLES, *IN_THE_TABLE, "(tag:vip or level>=5) inactive>7d"])
def test_every_example_is_understood(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)


def test_both_columns_of_the_table_mean_the_same() -> None:
    for english, chinese in re.findall(r"^\| `([^`]+)`[^|]* \| `([^`]+)`", PAGE, re.MULTILINE):
        meant = {test.trait for test in parse(english).tests()}
        assert meant == {test.trait for test in parse(chinese).tests()}


def test_every_trait_is_in_the_table() -> None:
    shown = {test.trait for example in IN_THE_TABLE for test in parse(example).tests()}

    assert set(KEYS.values()) - shown == set()
