"""Every code of a report has its words, in both languages, with the same particulars."""

import re
from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from core.message import Kind
from rehearsal.report import Cast, Closed, Failure, Load, Peak, Report
from rehearsal.sections import Telling
from sop.actions import ACTIONS
from sop.compile import STOP_EVENTS
from sop.engine.turn import FROM_OUTSIDE
from sop.language.triggers import TRIGGERS
from sop.state import Outcome
from views import reports
from views.rehearsal import PLURALS, WORDS, action, counted, reason, said
from views.texts import texts_for
from views.traces import VALUES

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


_REASON = re.compile(r"""(?:Stop|Refusal)\("(\w+)"|reason="(\w+)"|ending = "(\w+)"|Outcome\.\w+, "(\w+)\"""")
"""Where the language's code says why a run ended or never began."""


def reasons() -> set[str]:
    found = {
        code
        for file in Path("sop").rglob("*.py")
        for match in _REASON.findall(file.read_text("utf-8"))
        for code in match
        if code
    }
    return {*found, *STOP_EVENTS, *FROM_OUTSIDE}


def test_the_reasons_are_found():
    assert {"by_script", "replaced", "running", "been_here", "endless", "condition", "left"} <= reasons()


@pytest.mark.parametrize("code", sorted(reasons()))
def test_every_reason_has_words(code: str):
    assert code in VALUES
    assert reason(CHINESE, code) != reason(texts_for("en"), code)


@pytest.mark.parametrize("name", [*ACTIONS, "step"])
def test_every_kind_of_action_has_words(name: str):
    assert action(CHINESE, name) not in (name, action(texts_for("en"), name))


def test_every_outcome_has_words():
    assert {f"outcome_{outcome}" for outcome in Outcome} <= WORDS.keys()


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("code", reports.WORDS)
def test_what_the_program_reported_is_told_in_words(code: str, locale: str):
    told = reports.WORDS[code]
    given = dict.fromkeys(particulars(told), "◇")
    cast = Cast(1, 1, date(2026, 3, 2), {"zh": "", "en": ""}, 1, locale)
    load = Load({}, Peak(0), Peak(0), Peak(0), timedelta(0), Peak(0), {})
    report = Report(
        cast, [], [], {}, False, load, Closed(0, 0, []), [], [], [Failure(code, "", "", given, 1)]
    )

    *_, failures = Telling(report, texts_for(locale)).sections()
    text = getattr(failures.blocks[0], "text", "")
    assert code not in text
    assert text.count("◇") == len(given)
