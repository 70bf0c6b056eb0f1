"""Who takes part: twelve members who behave differently, two assistants, one owner."""

from collections.abc import Collection
from dataclasses import dataclass

from playground.demo.habits import WEEK, answers, checks_in, checks_in_by_word, presses_start, works_off
from playground.demo.play import Habit, Play, Player

OWNER_ID = 5_100_000_001


@dataclass(frozen=True)
class Cast:
    """Everybody, by the part they play."""

    owner: Player
    helper: Player
    """The assistant who does the work."""
    hidden: Player
    """An assistant, and an admin of the group who stays anonymous."""
    veteran: Player
    """Was there before the bot."""
    keen: Player
    """Checks in each morning."""
    forgetful: Player
    """Only reacts to reminders, and not to each."""
    unstarted: Player
    """Never presses Start."""
    trio: tuple[Player, Player, Player]
    """Join at once: one uses the hashtag, one manages four days, one needs an evening or two."""
    silent: Player
    """Joins at 15:00 and says nothing."""
    blocker: Player
    """Blocks the bot on the third day."""
    leaver: Player
    """Leaves on the third day, and comes back on the fifth."""
    owl: Player
    """Joins at 23:50."""
    cheeky: Player
    """Would like to reward himself."""

    @property
    def graduates(self) -> tuple[Player, ...]:
        """Who makes five days of seven."""
        return self.keen, self.forgetful, self.trio[0], self.trio[2], self.owl


class _Reactions:
    """Habits in the words of the shipped scripts."""

    def __init__(self, play: Play) -> None:
        self._words = play.words
        self._check_in = play.words("打卡", "Check in")

    def starts(self, *, after: float) -> Habit:
        return presses_start(self._words("开始我的第一天", "Start my first day"), after=after)

    def introduces(self, zh: str, en: str) -> Habit:
        return answers(self._words("介绍一下自己", "introduce yourself"), self._words(zh, en), after=8)

    def first_day(self, *, after: float) -> Habit:
        return checks_in(self._check_in, hours=range(24), after=after, days=[1])

    def mornings(self, *days: int, after: float) -> Habit:
        return checks_in(self._check_in, hours=range(9, 12), after=after, days=days)

    def evenings(self, *days: int, after: float) -> Habit:
        return checks_in(self._check_in, hours=range(20, 23), after=after, days=days)

    def hashtag(self, *days: int) -> Habit:
        return checks_in_by_word(
            self._words("读完一章 #打卡", "one chapter done #checkin"), after=35, days=days
        )


def gather(play: Play) -> Cast:
    """Everybody with their habits."""
    words, react = play.words, _Reactions(play)
    return Cast(
        owner=play.enter(words("周老师", "Joanna"), username="owner", id=OWNER_ID),
        helper=play.enter(words("阿杰", "Jack"), *_at_work(play, [words("高飞", "Gus")]), username="ajie"),
        hidden=play.enter(words("小满", "May"), username="xiaoman"),
        veteran=play.enter(words("老郑", "Walt"), react.evenings(*WEEK, after=11), username="laozheng"),
        keen=_keen(play, react),
        forgetful=play.enter(
            words("大江", "Rob"),
            react.starts(after=9),
            react.first_day(after=40),
            react.evenings(2, 3, 5, 6, after=18),
            username="dajiang",
        ),
        unstarted=play.enter(words("何静", "Hedy"), react.evenings(2, after=25), username="hejing"),
        trio=_trio(play, react),
        silent=play.enter(words("苏默", "Sue"), react.starts(after=4), username="sumo"),
        blocker=play.enter(
            words("高飞", "Gus"), react.starts(after=30), react.mornings(2, after=50), username="gaofei"
        ),
        leaver=play.enter(
            words("唐果", "Tess"), react.starts(after=2), react.mornings(2, 6, after=20), username="tangguo"
        ),
        owl=play.enter(
            words("罗夜", "Noel"),
            react.starts(after=2),
            react.first_day(after=3),
            react.mornings(2, 3, 5, 7, after=110),
            username="luoye",
        ),
        cheeky=play.enter(
            words("吴桐", "Will"), react.starts(after=1), react.mornings(*WEEK, after=75), username="wutong"
        ),
    )


def _keen(play: Play, react: _Reactions) -> Player:
    return play.enter(
        play.words("林晓", "Lin"),
        react.starts(after=2),
        react.introduces(
            "我在杭州做产品经理，想养成早起的习惯，也想认识几位同路人。",
            "Product manager in Leeds. I want to get up early for once, and to meet people who do.",
        ),
        react.first_day(after=15),
        react.mornings(*range(2, 8), after=4),
        username="linxiao",
    )


def _trio(play: Play, react: _Reactions) -> tuple[Player, Player, Player]:
    words = play.words
    intro = react.introduces(
        "在成都教书，来找写作搭子。读得多，写得少，想反过来。",
        "A teacher in York, in search of people to write with. I read a lot and write little; time to swap.",
    )
    return (
        play.enter(
            words("方圆", "Fay"),
            react.starts(after=3),
            intro,
            react.first_day(after=20),
            react.hashtag(2, 3, 5, 6, 7),
            username="fangyuan",
        ),
        play.enter(
            words("阿布", "Abe"),
            react.starts(after=5),
            react.first_day(after=12),
            react.mornings(2, 3, 6, after=30),
            username="abu",
        ),
        play.enter(
            words("米粒", "Milly"),
            react.starts(after=7),
            react.mornings(2, 4, 6, after=60),
            react.evenings(3, 5, after=30),
            username="mili",
        ),
    )


def _at_work(play: Play, hard: Collection[str]) -> tuple[Habit, Habit]:
    """An assistant who does what there is to do, but reaches some people in vain."""
    done, in_vain = play.words("完成", "Done"), play.words("联系不上", "Couldn't reach")
    return (
        works_off(done, after=12, about=hard, unless=True),
        works_off(in_vain, after=15, about=hard),
    )
