"""The rule of streaks, against a model that walks day by day."""

from collections.abc import Collection
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community import streaks
from community.days_off import DaysOff
from community.house_rules import HouseRules, Rested

START = date(2026, 11, 1)
SPAN = [START + timedelta(days=n) for n in range(41)]
TODAY = SPAN[-1]
DAYS = st.sets(st.sampled_from(SPAN))
SOME = st.sets(st.sampled_from(SPAN), min_size=1)


@st.composite
def days_off(draw: st.DrawFn) -> DaysOff:
    """Days when the bot was down, rest days, and leave."""
    spans = draw(st.lists(st.tuples(st.sampled_from(SPAN), st.integers(0, 6)), max_size=4))
    rules = HouseRules(
        rest_weekdays=draw(st.frozensets(st.integers(0, 6), max_size=2)), rest_dates=frozenset(draw(DAYS))
    )
    leave = tuple((first, first + timedelta(days=more)) for first, more in spans)
    return DaysOff(rules, frozenset(draw(DAYS)), leave)


def model(made: Collection[date], off: Collection[date], until: date) -> list[int]:
    """How long the streak is at the end of each day up to one, told forwards."""
    told, streak = [], 0
    for day in SPAN:
        if day > until:
            break
        streak = streak + 1 if day in made else streak if day in off else 0
        told.append(streak)
    return told


def flat(off: DaysOff) -> set[date]:
    return {day for day in SPAN if day in off}


@given(DAYS, days_off())
def test_a_streak_counts_check_ins_and_passes_over_days_off(made: set[date], off: DaysOff) -> None:
    assert streaks.up_to(TODAY, made, off) == model(made, flat(off), TODAY)[-1]


@given(DAYS, days_off())
def test_the_longest_streak_is_the_longest_there_ever_was(made: set[date], off: DaysOff) -> None:
    assert streaks.longest(made, off) == max(model(made, flat(off), TODAY))


@given(DAYS, days_off())
def test_counting_on_from_the_last_check_in_is_counting_all_anew(made: set[date], off: DaysOff) -> None:
    """What is kept of a member (streak, last check-in) says as much as all their check-ins."""
    streak, last = 0, None
    for day in sorted(made):
        streak = streak + 1 if last is not None and streaks.kept(last, day, off) else 1
        last = day
        assert streak == streaks.up_to(day, made, off)


@given(SOME, days_off(), st.data())
def test_a_day_made_up_for_joins_what_lies_around_it(
    made: set[date], off: DaysOff, data: st.DataObject
) -> None:
    day = data.draw(st.sampled_from(sorted(made)))
    last_of_it = max(
        one for one in made if one >= day and all(x in made or x in off for x in SPAN if day <= x <= one)
    )
    without = model(made - {day}, flat(off) - {day}, TODAY)
    before_it = without[SPAN.index(day) - 1] if day > START else 0
    after_it = streaks.up_to(last_of_it, made, off) - before_it - 1

    joined = streaks.around(day, made, off)

    assert joined.whole == streaks.up_to(last_of_it, made, off)
    assert joined.before == max(before_it, after_it)


@given(DAYS, DAYS, days_off())
def test_neither_a_make_up_nor_a_day_off_ever_shortens_a_streak(
    made: set[date], more: set[date], off: DaysOff
) -> None:
    plain = streaks.up_to(TODAY, made, off)
    assert streaks.up_to(TODAY, made | more, off) >= plain
    assert streaks.up_to(TODAY, made, flat(off) | more) >= plain


def test_what_rests_from_today_on_makes_no_past_day_missed_or_free() -> None:
    sunday = date(2026, 11, 1)
    rules = HouseRules(
        rest_weekdays=frozenset({5}),
        rested_before=(
            Rested(until=date(2026, 11, 5), weekdays=frozenset({6})),
            Rested(until=date(2026, 11, 20), weekdays=frozenset()),
        ),
    )
    resting = [day.day for day in SPAN if day.month == 11 and rules.rests_on(day)]
    assert rules.rests_on(sunday)
    assert resting == [1, 21, 28]
