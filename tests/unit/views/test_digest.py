"""The digest: readable in a minute whatever the day was like, with names only where that is right."""

import html
import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from community.care import Care, Concern, Worry
from community.daily_figures import DayFigures
from community.decisions import Decision, Matter
from community.digest import DigestFigures, ReachFigures, ScriptFigures
from community.thanks import Merit, Thanks
from community.weeks import Newcomers, Week, Weekly
from views.digest import CHARACTERS, LINES, Frame, digest
from views.names import mention
from views.texts import texts_for

NOW = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)

numbers = st.integers(0, 9_999_999)
days = st.builds(
    DayFigures,
    day=st.just(DAY),
    new=numbers,
    returned=numbers,
    left=numbers,
    active=numbers,
    check_ins=numbers,
    expected=numbers,
    kept=numbers,
    points=numbers,
    graduates=numbers,
    members=numbers,
    done=numbers,
    hours=numbers,
)
concerns = st.builds(
    Concern,
    worry=st.sampled_from(Worry),
    since=st.integers(0, 2000).map(lambda hours: NOW - timedelta(hours=hours)),
    count=st.integers(2, 14),
    todo_id=st.none() | st.integers(1, 99),
)
cares = st.builds(
    Care,
    member_id=st.none() | st.integers(1, 9),
    concerns=st.lists(concerns, min_size=1, max_size=6).map(tuple),
)
scripts = st.builds(ScriptFigures, sop=st.text(max_size=64), did=numbers, skipped=numbers, failed=numbers)
thanks = st.builds(Thanks, merit=st.sampled_from(Merit), who=st.integers(1, 9), number=numbers)
decisions = st.one_of(
    st.builds(
        Decision, matter=st.just(Matter.GATE), words=st.text(max_size=3000), member_id=st.integers(1, 9)
    ),
    st.builds(Decision, matter=st.just(Matter.FAILED), sop=st.text(max_size=64), count=numbers),
    cares.map(lambda care: Decision(Matter.CARE, care=care)),
)
weeks = st.builds(
    Week,
    first=st.just(DAY),
    last=st.just(DAY),
    days=st.integers(1, 7),
    **dict.fromkeys(
        (
            "active", "new", "left", "check_ins", "expected", "kept", "points", "graduates", "members", "done",
            "hours",
        ),
        numbers,
    ),
)  # fmt: skip
weeklies = st.builds(
    Weekly,
    week=weeks,
    before=st.none() | weeks,
    newcomers=st.lists(st.builds(Newcomers, st.just(DAY), numbers, numbers), max_size=4).map(tuple),
)
figures = st.builds(
    DigestFigures,
    day=days,
    before=days,
    care=st.lists(cares, max_size=5).map(tuple),
    scripts=st.lists(scripts, max_size=20).map(tuple),
    sent=numbers,
    undelivered=numbers,
    unknown=numbers,
    reach=st.builds(ReachFigures, numbers, numbers, numbers, numbers, numbers),
    open_todos=numbers,
    decisions=st.lists(decisions, max_size=3).map(tuple),
    thanks=st.lists(thanks, max_size=8).map(tuple),
    weekly=st.none() | weeklies,
    as_it_stood=st.booleans(),
)


def visible(said: str) -> str:
    """What is left for the eye: no tags, no entities."""
    return html.unescape(re.sub(r"<[^>]+>", "", said))


def a_day(**changed: int) -> DayFigures:
    names = (
        "new", "returned", "left", "active", "check_ins", "expected", "kept", "points", "graduates",
    )  # fmt: skip
    values = dict.fromkeys(names, 0) | changed
    return DayFigures(day=DAY, **values)


def shown(today: DayFigures, before: DayFigures, *, care: tuple[Care, ...] = (), **frame: object) -> str:
    found = DigestFigures(today, before, care, (), 0, 0, 0, ReachFigures(10, 7, 3, 0, 0), 0)
    names = {1: mention("小<林>", 5), 2: mention("小陈", 6)}
    values = {"community": "早起营", "names": names, "titles": {}, "now": NOW, "compared": True} | frame
    return visible(digest(texts_for("zh"), found, Frame(**values)))  # type: ignore[arg-type]


@given(figures, st.sampled_from(("zh", "en")), st.text(max_size=255), st.text(max_size=64), st.booleans())
@settings(max_examples=150)
def test_it_stays_within_a_screenful(found: DigestFigures, locale: str, title: str, name: str, named: bool):
    names = {key: mention(name, 5_000_000_000) for key in range(1, 10)} if named else None
    frame = Frame(title, names, {}, NOW, compared=True, staff=names or {})
    said = visible(digest(texts_for(locale), found, frame))

    assert len(said.split("\n")) <= LINES
    assert len(said.encode("utf-16-le")) // 2 <= CHARACTERS


def test_changes_are_against_the_same_weekday():
    said = shown(a_day(new=3, active=10, points=5), a_day(new=1, active=12, points=5))

    assert "括号里是和上周一相比" in said
    assert "新成员 3（↑2）" in said
    assert "活跃 10 人（↓2）" in said
    assert "积分 5 ·" in said


def test_a_community_younger_than_a_week_is_compared_with_nothing():
    said = shown(a_day(new=3), a_day(), compared=False)

    assert "↑" not in said
    assert "括号" not in said


def test_the_rate_is_of_those_who_were_expected():
    said = shown(a_day(check_ins=9, expected=10, kept=8), a_day(check_ins=5, expected=10, kept=5))

    assert "打卡 8/10，80%（↑30%）" in said


def test_without_expected_check_ins_they_are_only_counted():
    assert "打卡 9 人（↑4）" in shown(a_day(check_ins=9), a_day(check_ins=5))


def test_care_names_people_and_why_and_the_staff_version_names_nobody():
    care = (
        Care(1, (Concern(Worry.UNANSWERED, NOW - timedelta(days=3)), Concern(Worry.MISSED, NOW, count=2))),
        Care(2, (Concern(Worry.TODO_OVERDUE, NOW - timedelta(hours=5), todo_id=3),)),
        Care(None, (Concern(Worry.TODO_OVERDUE, NOW - timedelta(days=4), todo_id=4),)),
    )
    said = shown(a_day(), a_day(), care=care)
    assert "1. 小<林>：提问 3 天没回、连续 2 次没打卡" in said
    assert "2. 小陈：待办已超时 5 小时" in said
    assert "3. 团队：待办已超时 4 天" in said

    anonymous = shown(a_day(), a_day(), care=care, names=None)
    assert "小" not in anonymous.replace("5 小时", "")
    assert "1 人连续没打卡" in anonymous
    assert "2 件待办超时" in anonymous


def test_the_activity_is_taken_apart():
    said = shown(a_day(members=120, hours=48, done=154), a_day())

    assert "活跃度 A 154 = c 3.2 次/时 × T 0.4 时 × N 120 人" in said


def test_what_waits_for_a_decision_comes_first_and_is_crossed_out_when_it_was_made():
    care = Care(1, (Concern(Worry.MISSED, NOW, count=2),))
    gate = Decision(Matter.GATE, member_id=2, words="让 <b>小陈</b> 进核心群？")
    found = DigestFigures(
        a_day(), a_day(), (care,), (), 0, 0, 0, ReachFigures(10, 7, 3, 0, 0), 0,
        decisions=(gate, Decision(Matter.CARE, care=care), Decision(Matter.FAILED, sop="camp", count=3)),
    )  # fmt: skip
    names = {1: mention("小林", 5), 2: mention("小陈", 6)}
    frame = Frame("早起营", names, {"camp": "训练营"}, NOW, compared=False, done={0: "✅ 已同意"})
    said = digest(texts_for("zh"), found, frame)

    assert "<s>1. ⚖️ " in said
    assert "让 小陈 进核心群？</s> ✅ 已同意" in said
    assert visible(said).index("2. 小林：连续 2 次没打卡") < visible(said).index("新成员")
    assert "3. 训练营：失败 3" in visible(said)
    assert "需要关心" not in said


def test_a_day_without_a_digest_says_so_and_nothing_of_how_things_stand_now():
    found = DigestFigures(
        a_day(new=2), a_day(), (), (), 5, 0, 0, ReachFigures(10, 7, 3, 0, 0), 3, as_it_stood=False
    )
    said = visible(digest(texts_for("zh"), found, Frame("早起营", {}, {}, NOW, compared=True)))

    assert "没有留下日报" in said
    assert "私聊到" not in said
    assert "特别关心" not in said
