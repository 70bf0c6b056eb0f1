"""What a refusal says: whatever people call themselves, in either language."""

from datetime import date

import pytest

from core.permissions import Act, Role
from views import refusals
from views.texts import Texts, texts_for

ZH, EN = texts_for("zh"), texts_for("en")


def said(texts: Texts, code: str, **particulars: object) -> str:
    return refusals.text(texts, code, particulars)[0]


def test_a_denial_says_whose_right_it_is():
    assert said(ZH, "denied", act=Act.SET_UP, needs=Role.OWNER) == "这个只有群主能操作。"
    assert said(ZH, "denied", act=Act.TAG, needs=Role.ASSISTANT) == "这个只有群主和助教能操作。"
    assert said(EN, "denied", act=Act.CHECK_IN, needs=Role.MEMBER).startswith("That's for members")


def test_a_mistyped_command_is_guessed():
    assert "/checkin" in said(ZH, "unknown_command", name="chekin", closest="checkin")
    assert "/help" in said(ZH, "unknown_command", name="xyz", closest="")


def test_a_command_for_private_offers_a_way_there():
    text, buttons = refusals.text(ZH, "wrong_place", {"name": "stop", "where": "private"})

    assert text == "/stop 请私聊我用。"
    assert [button.start for row in buttons for button in row] == ["here"]


def test_several_communities_are_offered_as_buttons():
    _, buttons = refusals.text(EN, "which_community", {"communities": ((3, "Readers"), (4, "Runners"))})

    assert [(button.text, button.data) for row in buttons for button in row] == [
        ("Readers", "hc:3"),
        ("Runners", "hc:4"),
    ]


def test_an_old_check_in_button_names_its_day():
    assert "3月2日" in said(ZH, "check_in_day_over", day=date(2026, 3, 2))
    assert "2 March" in said(EN, "check_in_day_over", day=date(2026, 3, 2))


def test_choices_are_listed():
    assert said(ZH, "answer_not_a_choice", choices=["早上", "晚上"]) == "请从这些里选一个：早上、晚上。"


def test_wrong_use_shows_each_way_to_use_it():
    text = said(EN, "usage", name="staff", usage="@member\nremove @member", typed="him her")

    assert text.splitlines()[1:] == ["/staff @member", "/staff remove @member"]


def test_wrong_use_of_one_way_shows_only_that_way():
    text = said(EN, "usage", name="sop", usage="[list | …]\nstop SCRIPT @member\nreload", typed="stop")

    assert text.splitlines()[1:] == ["/sop stop SCRIPT @member"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Lin</b>", "&lt;b&gt;Lin&lt;/b&gt;"),
        ("a" + "\u0301" * 50, "á\u0301"),
        ("\u202eevil", "evil"),
        ("مرحبا", "\u2068مرحبا\u2069"),
    ],
)
def test_names_cannot_disturb_the_line(name: str, shown: str):
    text = said(EN, "member_is_bot", name=name)

    assert shown in text
    assert name not in text or name in shown
