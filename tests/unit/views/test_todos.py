"""Cards of to-dos and gates, and the list: what staff reads."""

from markupsafe import Markup

from views import todo_list, todos
from views.names import mention
from views.person import Person
from views.texts import texts_for
from views.todo_list import Listed, Page
from views.todos import Card, Closed

ZH, EN = texts_for("zh"), texts_for("en")
LIN = mention("小林", 5)
PERSON = Person(LIN, "昨天", 12, 3, ["newcomer"], "open", stage="new", note=("晚上再试", "小周"))


def test_a_card_says_what_to_do_about_whom_in_which_words_and_by_when():
    text, rows = todos.card(
        ZH, Card(7, "问问近况", PERSON, "明天 09:00", words="最近<好>吗？", escalates=True)
    )

    assert text == (
        "📋 <b>待办</b>\n问问近况\n可以这样说（点一下复制）：\n<code>最近&lt;好&gt;吗？</code>\n\n"
        f"👤 {LIN} · 新人 · 昨天 加入 · 💎 12 · 🔥 连续 3 天\n💬 可以私聊 · 还没人聊过\n🏷 newcomer\n"
        "📝 晚上再试（小周）\n\n请在 明天 09:00 前完成，超时会告诉群主"
    )
    pressed = [button.data for row in rows for button in row]
    assert pressed == ["td:7:d", "td:7:u", "td:7:c", "td:7:h", "td:7:z", "td:7:n"]


def test_every_label_has_its_words_in_both_languages():
    asleep = Card(7, "x", taken_by="小周", asleep="今天 20:00")
    for todo in (Card(7, "x"), asleep):
        chinese, english = (todos.card(texts, todo)[1] for texts in (ZH, EN))
        pairs = [
            (a.text, b.text)
            for one, other in zip(chinese, english, strict=True)
            for a, b in zip(one, other, strict=True)
        ]
        assert all(zh != en for zh, en in pairs)
    assert [row[0].text for row in todos.snooze_menu(ZH, 7, "x", evening=True)[1]] == [
        "一小时后", "今晚 20:00", "明天 9:00", "‹ 返回",
    ]  # fmt: skip


def test_a_closed_card_says_who_closed_it_and_may_be_opened_again():
    closed, undo = todos.closed_card(ZH, Closed(7, "x", "done", by="<小周>", at="今天 09:00", undo=True))
    assert "✅ &lt;小周&gt; 已完成 · 今天 09:00" in closed
    assert undo[0][0].data == "td:7:r"

    expired, buttons = todos.closed_card(ZH, Closed(7, "x", "expired", gate=True))
    assert "已过期" in expired
    assert buttons == ()


def test_a_member_whom_a_closed_card_mentions_is_not_mentioned_twice():
    text, _ = todos.closed_card(ZH, Closed(7, f"问问 {LIN} 的近况", "done", person=PERSON, by="小周"))

    assert text.count(LIN) == 1


def test_the_list_is_short_and_every_line_has_its_buttons():
    words = "很长的话 <b>" + "啊" * 500 + "</b>"
    many = [
        Listed(key, key == 1, words, "小林", "今天 08:00", "明天 08:00", key == 0)
        for key in range(todo_list.LISTED)
    ]
    text, rows = todo_list.open_list(ZH, Page(many, 30, todo_list.ALL, "u7", number=1, asleep=2))

    assert "30 件待办</b> · 2/4" in text
    assert "另有 2 件稍后处理" in text
    assert [button.data for button in rows[0]] == ["td:0:d:a:1", "td:0:u:a:1", "td:0:o"]
    assert [button.data for button in rows[1]] == ["gt:1:y:a:1", "gt:1:n:a:1"]
    assert [button.data for button in rows[-2]] == ["tl:a:0", "tl:a:2"]
    assert [button.data for button in rows[-1]] == ["tl:u7:0", "tl:f:0", "tl:z:0"]
    assert "⚠️ 已超时" in text
    assert len(Markup(text).striptags()) < 4096


def test_words_are_shown_plain_and_short():
    assert todo_list.short("a &lt;b&gt; <i>c</i>\nd") == "a <b> c d"
    assert len(todo_list.short("啊" * 500)) == todo_list.LISTED_WORDS
