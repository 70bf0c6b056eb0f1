"""What members are shown of themselves and of the others."""

from datetime import date

from community.check_ins import CheckedIn
from views import check_ins, help, me, questions, rank, start  # noqa: A004 - named for its command
from views.texts import texts_for

ZH, EN = texts_for("zh"), texts_for("en")
DAY = date(2026, 3, 2)


def checked_in(*, streak: int = 1, awarded: int = 2, already: bool = False, bonus: int | None = None):
    return CheckedIn(DAY, streak, awarded, 42, already, bonus)


def test_a_press_tells_points_and_streak():
    assert check_ins.toast(ZH, checked_in(streak=3)) == "打卡成功，+2 积分 · 连续 3 天"
    assert check_ins.toast(EN, checked_in()) == "Checked in, +2 points"


def test_a_second_check_in_is_no_reproach():
    assert check_ins.toast(ZH, checked_in(streak=3, already=True)) == "今天已经打过卡啦 · 连续 3 天"
    assert check_ins.reaction(checked_in(already=True)) == "👌"


def test_a_week_in_a_row_is_celebrated():
    assert "连续 7 天达成" in check_ins.answer(ZH, checked_in(streak=7, awarded=12, bonus=7))
    assert check_ins.reaction(checked_in(bonus=7)) == "🎉"


def test_a_day_that_is_none_is_no_day():
    assert check_ins.day_of_button("20260302") == DAY
    assert check_ins.day_of_button("20260231") is None
    assert check_ins.day_of_button("soon") is None


def test_the_ranking_shows_who_asks_where_they_stand():
    leaders = [rank.Ranked(1, "小林", 40), rank.Ranked(2, "<i>阿明", 30)]
    own, before = rank.Ranked(12, "小王", 3, asks=True), rank.Ranked(11, "אבי", 5)

    text = rank.ranking(ZH, rank.Shown("all", "读书会", leaders, [before, own], own, before))

    assert "🥇 小林 · 40" in text
    assert "&lt;i&gt;阿明" in text
    assert "…\n11. \u2068אבי\u2069 · 5\n12. 小王 · 3 ← 你" in text
    assert text.endswith("你：第 12 名，3 积分，距第 11 名还差 2 分")


def test_who_stands_behind_the_last_place_that_is_counted_reads_so():
    far, last = (me.Standing("小林", 1, place, 0, 0, 0) for place in (10_001, 10_000))
    leader, own = rank.Ranked(1, "小王", 40), rank.Ranked(10_001, "小林", 1, asks=True)

    assert "第 10000+ 名" in me.brief(ZH, far)
    assert "place 10000+" in me.card(EN, "Readers", me.Whole(far))
    assert "第 10000+ 名" in rank.ranking(ZH, rank.Shown("all", "读书会", [leader], [own], own, leader))
    assert "第 10000 名" in me.brief(ZH, last)


def test_an_empty_ranking_invites():
    assert "/checkin" in rank.ranking(ZH, rank.Shown("week", "读书会", []))


def test_the_card_is_short_where_there_is_little_to_tell():
    fresh = me.Standing("小林", 0, None, 0, 0, 0)

    assert me.card(ZH, "读书会", me.Whole(fresh)).count("\n") == 2
    assert me.brief(ZH, fresh) == "<b>小林</b>：0 积分"
    assert me.brief(EN, me.Standing("Lin", 1, None, 0, 0, 1)) == "<b>Lin</b>: 1 point · 1 check-in"


def test_the_card_tells_where_somebody_is():
    whole = me.Whole(
        me.Standing("小林", 42, 3, 3, 12, 20, 4, "践行者"),
        courses=[me.Course("新人七日", 3, "读书", "明天 20:00")],
        badges=[("🎓", "毕业生")],
        tags=["常客", "夜猫子"],
        climb=me.Climb(20, 50, "骨干"),
        near=me.Near("🔥", "七日不断", "streak", 2),
        entries=[me.Entry(5, "自我介绍", "昨天"), me.Entry(-3, "刷屏", "今天")],
    )

    text = me.card(ZH, "读书会", whole)

    for part in (
        "第 3 名",
        "连续 3 天",
        "最长连续 12 天",
        "新人七日：第 3 天",
        "⭐ 4 级 践行者，再得 30 分升为「骨干」",
        "🎓 毕业生",
        "🏷 常客、夜猫子",
        "接下来：读书，明天 20:00",
        "七日不断：再连续 2 天",
        "+5 自我介绍 · 昨天",
        "-3 刷屏",
    ):
        assert part in text


def test_help_has_headings_only_where_there_are_several_groups():
    line = help.Line("me", "", "your level, points, streak and progress")

    alone, _ = help.commands(ZH, help.Offer([line]), None)
    both, buttons = help.commands(ZH, help.Offer([line], staff=[line]), 7)

    assert alone == "/me – 我的积分、连续天数和进度"
    assert "<b>" not in alone
    assert "<b>助教</b>" in both
    assert buttons[0][0].start == "c7"


def test_a_long_answer_is_not_repeated_whole():
    assert len(questions.answered(EN, "How are you?", "fine " * 500)) < 200


def test_the_question_keeps_its_markup_and_the_answer_has_none():
    assert questions.answered(EN, "<b>How?</b>", "<b>so</b>") == "<b>How?</b>\n\n✅ &lt;b&gt;so&lt;/b&gt;"


def test_an_owner_without_a_community_gets_a_button_that_adds_the_bot():
    _, buttons = start.greeting_first_owner(ZH, "群主", "小助手", "sop_bot")

    assert buttons[0][0].url == "https://t.me/sop_bot?startgroup=here"
