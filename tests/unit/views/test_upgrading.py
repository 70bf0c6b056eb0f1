"""What is said before and after runs move to a new version."""

import pytest

from sop.upgrading import Why
from views import upgrading
from views.texts import texts_for
from views.upgrading import Former, Outcome, Stay


def test_every_reason_for_staying_has_words() -> None:
    assert set(upgrading.REASONS) == {str(why) for why in Why}
    assert all(texts_for("zh")(msgid, about="x") != msgid for msgid in upgrading.REASONS.values())


def test_the_preview_says_who_is_where_who_can_move_and_who_stays_and_why() -> None:
    text, rows = upgrading.preview(
        texts_for("en"),
        "First week <3",
        [Former("yesterday", [("hello", 2), ("daily", 10)]), Former("3 March", [("daily", 1)])],
        Outcome(12, [Stay("gone", "Hello & hi", 1, ["<Lin>"])], of_people=True),
        7,
    )

    assert text.splitlines() == [
        "⬆️ <b>First week &lt;3</b>: who's still on an earlier version",
        "· since yesterday · hello: 2 people, daily: 10 people",
        "· since 3 March · daily: 1 person",
        "",
        "✅ 12 people can move",
        "✋ 1 person stays on the earlier version:",
        "· 1 person: in the middle of Hello &amp; hi, which the new version doesn't have (&lt;Lin&gt;)",
        "",
        "What they're waiting for keeps its time; everything after comes as it's written now.",
    ]
    assert [[button.text for button in row] for row in rows] == [["Move 12"]]


def test_nobody_who_can_move_no_button() -> None:
    _, rows = upgrading.preview(
        texts_for("zh"),
        "营",
        [Former("昨天", [("早安", 1)])],
        Outcome(0, [Stay("over", "", 1, ["林"])], of_people=True),
        7,
    )

    assert rows == ()


@pytest.mark.parametrize(
    ("locale", "lines"),
    [
        ("zh", ["· 昨天起用的版本 · 早安：1 个", "✅ 1 个可以换到新版本"]),
        ("en", ["· since 昨天 · 早安: 1 run", "✅ 1 run can move"]),
    ],
)
def test_where_runs_are_not_one_for_each_person_runs_are_counted(locale: str, lines: list[str]) -> None:
    outcome = Outcome(1, [], of_people=False)
    text, _ = upgrading.preview(texts_for(locale), "营", [Former("昨天", [("早安", 1)])], outcome, 7)

    assert [line for line in lines if line not in text.splitlines()] == []


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_however_many_versions_steps_and_reasons_there_are_it_fits_into_one_message(locale: str) -> None:
    formers = [Former("3 March", [("一步" * 20, number) for number in range(40)]) for _ in range(30)]
    stays = [Stay("changed", "一步" * 20, 99, ["名字" * 16] * 3) for _ in range(40)]
    text, _ = upgrading.preview(texts_for(locale), "流程" * 30, formers, Outcome(5, stays, of_people=True), 7)

    assert len(text) < 4096
    assert "39 人 …" in text or "39 people …" in text
    assert " 24" in text or "24 " in text, "how many versions are not shown"
