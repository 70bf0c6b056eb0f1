"""People are named by whatever they call themselves, without harm to the line around it."""

import pytest

from views.names import LONGEST, shown


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("林晓", "林晓"),
        ("Alexandra-Konstantina Papadopoulou", "Alexandra-Konstantina Papadopou…"),
        ("👨\u200d👩\u200d👧 home", "👨\u200d👩\u200d👧 home"),
        ("a" * 28 + "👨\u200d👩\u200d👧\u200d👦", "a" * 28 + "…"),
        ("a" * 24 + "👨\u200d👩\u200d👧\u200d👦 home", "a" * 24 + "👨\u200d👩\u200d👧\u200d👦…"),
        ("a" * 30 + "🇨🇳🇨🇳", "a" * 30 + "…"),
        ("a\u200d" * 40, "a\u200d" * 15 + "a…"),
        ("\u202eevil", "evil"),
        ("a\u200d\u200d", "a\u200d\u200d"),
        ("\u200d\ufe0f", "…"),
        ("", "…"),
        ("محمد", "\u2068محمد\u2069"),
        ("two\nlines", "two lines"),
        ("e\u0301\u0301\u0301\u0301", "é\u0301\u0301"),
    ],
)
def test_a_name_is_shown(name: str, seen: str):
    assert shown(name) == seen
    assert len(seen) <= LONGEST + 2
