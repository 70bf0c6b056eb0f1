"""What invented people do about what they hear."""

from datetime import UTC, datetime, timedelta
from random import Random

from core.callback import encode
from rehearsal.behaviour import Behaviour, read_behaviour
from rehearsal.deciding import Act, Do, Heard, Means, Offer, Standing, decide, means, of_a_day

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EAGER, LAZY, CHAOS = read_behaviour("eager"), read_behaviour("lazy"), read_behaviour("chaos")
TYPICAL = read_behaviour("typical")
CHECK_IN = Offer("打卡", Means.CHECK_IN)
START = Offer("开始", Means.START)
DECLINE = Offer("不方便说", Means.DECLINE)


def many(behaviour: Behaviour, heard: Heard, count: int = 200, staff: bool = False) -> list[list[Act]]:
    return [decide(behaviour, Random(seed), heard, Standing("zh", staff=staff)) for seed in range(count)]


def test_buttons_are_known_by_what_they_carry():
    assert means(encode("ci", 3, "20260302")) is Means.CHECK_IN
    assert means(encode("qa", 3, 0)) is Means.CHOICE
    assert means(encode("qs", 3)) is Means.DECLINE
    assert means(encode("td", 3, "d")) is Means.DONE
    assert means(encode("td", 3, "u")) is Means.COULD_NOT
    assert means(encode("td", 3, "d", "a", 0)) is Means.DONE
    assert means(encode("gt", 3, "y")) is Means.AGREE
    assert means(encode("gt", 3, "n")) is Means.REFUSE
    assert means(None, starts=True) is Means.START
    assert means(encode("bd", "b", 0)) is Means.OTHER
    assert means(None) is Means.OTHER


def test_the_eager_follow_the_button_within_minutes_and_only_once():
    me = Standing("zh")
    heard = Heard(MONDAY, private=False, to_me=True, offers=(START,), ref="welcome")

    (act,) = decide(EAGER, Random(1), heard, me)
    again = decide(EAGER, Random(1), heard, me)

    assert (act.do, act.text, act.on) == (Do.PRESS, "开始", "welcome")
    assert act.after <= timedelta(minutes=10)
    assert again == []


def test_who_is_not_meant_does_not_follow_somebody_elses_button():
    assert not any(many(EAGER, Heard(MONDAY, private=False, to_me=False, offers=(START,))))


def test_who_has_started_checks_in_below_a_message_with_both_buttons():
    heard = Heard(MONDAY, private=False, to_me=True, offers=(CHECK_IN, START), ref="opening")
    newcomer, regular = Standing("zh"), Standing("zh", started=True)

    assert [act.text for act in decide(EAGER, Random(1), heard, newcomer)] == ["开始"]
    assert [act.text for act in decide(EAGER, Random(1), heard, regular)] == ["打卡"]


def test_the_lazy_do_less():
    heard = Heard(MONDAY, private=True, to_me=True, offers=(CHECK_IN,))

    assert sum(map(bool, many(LAZY, heard))) < 70
    assert sum(map(bool, many(EAGER, heard))) > 170


def test_nobody_checks_in_twice_a_day_but_by_a_slip():
    me = Standing("zh")
    rng = Random(2)
    heard = [Heard(MONDAY + timedelta(hours=n), True, True, (CHECK_IN,), ref=n) for n in (0, 11)]

    acts = [act for one in heard for act in decide(EAGER, rng, one, me)]

    assert len(acts) == 1


def test_who_is_never_asked_to_check_in_does_it_by_word_as_often_as_others_by_a_button():
    def by_word(unasked: bool) -> int:
        days = 0
        for seed in range(400):
            me = Standing("en", offered=MONDAY.date() - timedelta(days=1), unasked=unasked)
            days += any(act.do is Do.SAY for act in of_a_day(TYPICAL, Random(seed), MONDAY, me))
        return days

    assert by_word(unasked=False) < 150
    assert by_word(unasked=True) > 230


def test_an_open_question_is_answered_by_words_and_a_choice_by_a_button():
    open_question = Heard(MONDAY, True, True, (DECLINE,), asks="text")
    number = Heard(MONDAY, True, True, asks="number")
    choices = Heard(MONDAY, True, True, (Offer("甲", Means.CHOICE), Offer("乙", Means.CHOICE)))

    assert {act.do for acts in many(EAGER, open_question) for act in acts} <= {Do.WRITE, Do.PRESS}
    assert all(act.text.isdecimal() for acts in many(EAGER, number) for act in acts)
    assert {act.text for acts in many(EAGER, choices) for act in acts} == {"甲", "乙"}


def test_a_question_in_the_group_is_answered_by_a_reply():
    heard = Heard(MONDAY, private=False, to_me=True, asks="text", ref="question")

    assert {(act.do, act.on) for acts in many(EAGER, heard) for act in acts} == {(Do.SAY, "question")}


def test_who_is_away_does_nothing():
    me = Standing("zh", away_until=MONDAY + timedelta(days=2))
    heard = Heard(MONDAY, True, True, (CHECK_IN,))

    assert decide(EAGER, Random(1), heard, me) == []
    assert of_a_day(EAGER, Random(1), MONDAY, me) == []
    assert decide(EAGER, Random(1), Heard(MONDAY + timedelta(days=2), True, True, (CHECK_IN,)), me)


def test_what_would_come_at_night_waits_for_the_morning():
    heard = Heard(MONDAY.replace(hour=23, minute=40), True, True, asks="text")

    hours = {(heard.at + act.after).hour for acts in many(EAGER, heard) for act in acts}

    assert not hours & {0, 1, 2, 3, 4, 5}


def test_the_team_closes_to_dos_and_decides():
    to_do = Heard(MONDAY, False, True, (Offer("完成", Means.DONE), Offer("联系不上", Means.COULD_NOT)))
    gate = Heard(MONDAY, False, True, (Offer("同意", Means.AGREE), Offer("拒绝", Means.REFUSE)))

    assert {act.text for acts in many(EAGER, to_do, staff=True) for act in acts} == {"完成"}
    assert {act.text for acts in many(CHAOS, gate, staff=True) for act in acts} == {"同意", "拒绝"}


def test_chaos_does_everything_wrong():
    seen: set[Do] = set()
    texts: set[str] = set()
    doubles = olds = 0
    for seed in range(60):
        rng, me = Random(seed), Standing("zh", started=True)
        for day in range(14):
            midnight = MONDAY.replace(hour=0) + timedelta(days=day)
            heard = Heard(midnight + timedelta(hours=9), True, True, (CHECK_IN,), ref=day)
            acts = [*of_a_day(CHAOS, rng, midnight, me), *decide(CHAOS, rng, heard, me)]
            presses = [act.on for act in acts if act.do is Do.PRESS]
            doubles += len(presses) - len(set(presses))
            olds += any(isinstance(on, int) and on < day for on in presses)
            seen |= {act.do for act in acts}
            texts |= {act.text for act in acts}

    assert {Do.LEAVE, Do.JOIN, Do.BLOCK, Do.UNBLOCK, Do.SAY, Do.WRITE, Do.PRESS} <= seen
    assert doubles > 10
    assert olds > 10
    assert any(text.startswith("/") for text in texts)
    assert max(map(len, texts)) == 4_000


def test_the_same_seed_gives_the_same_people():
    heard = Heard(MONDAY, True, True, (CHECK_IN,))

    assert many(CHAOS, heard) == many(CHAOS, heard)
