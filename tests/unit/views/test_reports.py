"""The owner's warnings name what went wrong in words, not in the program's own codes."""

import pytest

from bot import digests, runs, upkeep
from core.message import Kind
from handlers.incoming import KINDS
from sop.engine.work import WorkKind
from views.reports import VALUES, text
from views.texts import Texts, texts_for

ZH, EN = texts_for("zh"), texts_for("en")
TIMERS = (
    runs.DueRuns,
    runs.ScheduledStarts,
    runs.LargeWork,
    upkeep.OverdueTodos,
    upkeep.TagExpiry,
    digests.DailyDigests,
)


def test_every_kind_of_update_message_timer_and_large_work_has_words():
    assert {*KINDS, *Kind, *WorkKind, *(timer.__name__ for timer in TIMERS)} - VALUES.keys() == set()


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
def test_a_failed_update_is_told_without_codes(texts: Texts):
    said = text(texts, "update_failed", {"kind": "callback_query", "error": "ValidationError"})

    assert "callback_query" not in said
    assert "ValidationError" not in said


def test_a_refused_message_is_told_by_what_it_was():
    said = text(ZH, "message_failed", {"kind": Kind.REPLY, "error": "Bad Request: x"})

    assert "Telegram 拒绝了一条回复：Bad Request: x" in said
