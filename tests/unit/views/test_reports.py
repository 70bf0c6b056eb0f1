"""The owner's warnings name what went wrong in words, not in the program's own codes."""

from collections.abc import Iterator

import pytest

from bot import app
from bot.timers import Timer
from core.message import Kind
from handlers.incoming import KINDS
from sop.engine.work import WorkKind
from views.reports import VALUES, text
from views.texts import Texts, texts_for

ZH, EN = texts_for("zh"), texts_for("en")


def timers(above: type[Timer] = Timer) -> Iterator[str]:
    """All that the program has."""
    for kind in above.__subclasses__():
        yield from timers(kind)
        if not kind.__subclasses__() and kind.__module__.startswith(f"{app.__package__}."):
            yield kind.__name__


def test_every_kind_of_update_message_timer_and_large_work_has_words():
    assert {"DueRuns", "WorkSheets"} <= set(timers())
    assert {*KINDS, *Kind, *WorkKind, *timers()} - VALUES.keys() == set()


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
def test_a_failed_update_is_told_without_codes(texts: Texts):
    said = text(texts, "update_failed", {"kind": "callback_query", "error": "ValidationError"})

    assert "callback_query" not in said
    assert "ValidationError" not in said


def test_a_refused_message_is_told_by_what_it_was():
    said = text(ZH, "message_failed", {"kind": Kind.REPLY, "error": "Bad Request: x"})

    assert "Telegram 拒绝了一条回复：Bad Request: x" in said
