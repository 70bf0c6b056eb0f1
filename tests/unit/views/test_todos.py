"""Cards of to-dos and gates, and the list: what staff reads."""

from markupsafe import Markup

from views import todos
from views.names import mention
from views.texts import texts_for

ZH = texts_for("zh")
LIN = mention("小林", 5)


def test_a_card_says_what_to_do_about_whom_and_by_when():
    text, ((done, unreached, hand_over),) = todos.card(ZH, 7, "问问近况", LIN, "明天 09:00")

    assert text == f"📋 <b>待办</b>\n问问近况\n关于 {LIN}\n请在 明天 09:00 前完成"
    assert [button.data for button in (done, unreached, hand_over)] == ["td:7:d", "td:7:u", "td:7:h"]


def test_a_member_whom_the_words_mention_is_not_mentioned_twice():
    text, _ = todos.card(ZH, 7, f"问问 {LIN} 的近况", LIN, None)

    assert text.count(LIN) == 1


def test_a_closed_card_says_who_closed_it():
    assert "✅ &lt;小周&gt; 已完成 · 今天 09:00" in todos.closed_card(
        ZH, "x", None, "done", "<小周>", "今天 09:00"
    )
    assert "已过期" in todos.closed_card(ZH, "x", None, "expired", None, None)


def test_the_list_is_short_and_every_line_has_its_buttons():
    many = [
        todos.Listed(
            key, key == 1, "很长的话 <b>" + "啊" * 500 + "</b>", "小林", "今天 08:00", "明天 08:00", key == 0
        )
        for key in range(30)
    ]
    text, rows = todos.open_list(ZH, many, 30)

    assert len(rows) == todos.LISTED
    assert "还有 22 件" in text
    assert [button.data for button in rows[1]] == ["gt:1:y", "gt:1:n"]
    assert "⚠️ 已超时" in text
    assert len(Markup(text).striptags()) < 4096


def test_words_are_shown_plain_and_short():
    assert todos.short("a &lt;b&gt; <i>c</i>\nd") == "a <b> c d"
    assert len(todos.short("啊" * 500)) == todos.LISTED_WORDS
