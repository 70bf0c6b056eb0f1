"""Every code of a report has its words, in both languages, with the same particulars."""

from string import Formatter
from typing import get_args

import pytest

from core.message import Kind
from sop.language.triggers import TRIGGERS
from views.rehearsal import PLURALS, WORDS, counted, said
from views.texts import texts_for

CHINESE = texts_for("zh")


def particulars(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", [code for code in WORDS if WORDS[code]])
def test_the_words_of_a_code(code: str):
    values = dict.fromkeys(particulars(WORDS[code]), "◇")
    english, chinese = said(texts_for("en"), code, **values), said(CHINESE, code, **values)

    assert chinese != english
    assert chinese.count("◇") == english.count("◇") == len(values)


@pytest.mark.parametrize("code", PLURALS)
def test_numbers_of_things(code: str):
    assert counted(texts_for("en"), code, 1) != counted(texts_for("en"), code, 2)
    assert "2" in counted(CHINESE, code, 2)


def test_whatever_sets_a_script_going_has_words():
    events = {event for trigger in TRIGGERS for event in get_args(trigger.model_fields["on"].annotation)}

    assert {f"on_{event}" for event in events} <= WORDS.keys()


def test_whatever_the_bot_says_has_words():
    assert {f"own_{kind}" for kind in Kind} <= WORDS.keys()
