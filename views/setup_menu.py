"""The pages of `/setup`: what is chosen now, the buttons that change it, what to type where there is no list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from core.callback import encode
from core.message import Button, Rows
from views import turning
from views.cities import REGIONS, name_of, region_of
from views.names import shown
from views.texts import Texts
from views.times import day_of

Page = tuple[str, Rows]
"""The text of a message and its buttons."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LANGUAGES = {"zh": "中文", "en": "English"}
HOURS = ("06:00", "07:00", "08:00", "09:00", "10:00", "12:00", "18:00", "20:00", "21:00", "22:00")
QUIET = ("22:00-08:00", "22:30-08:00", "23:00-07:00", "00:00-08:00")
STAYS = (0, 60, 180, 600, 3600)
LEVELS = (0, 2, 3, 5, 10)

_SWITCHES = {
    "whispers": "Personal answers seen by them only",
    "one_welcome": "Only one welcome at a time",
    "announce_badges": "Tell the group of badges",
    "level_tags": "Show levels beside names",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Everything that stands on the first page."""

    title: str
    locale: str
    timezone: str
    clock: str
    """The local time now."""
    digest_at: str
    quiet: str | None
    keywords: Sequence[str]
    """Those of the policies and those of the community."""
    assistants: int
    rest_weekdays: frozenset[int]
    rest_dates: Sequence[date]
    scripts_on: int
    scripts: int


def home(texts: Texts, community_id: int, now: Chosen) -> Page:
    """The first page: everything at a glance, and where to change it."""
    lines = [
        texts("⚙️ <b>Setup · {title}</b>", title=shown(now.title)),
        texts("🌐 Language: {name}", name=LANGUAGES[now.locale]),
        texts("🕗 Time zone: {city} (now {clock})", city=name_of(texts, now.timezone), clock=now.clock),
        texts("📊 Digest: every day at {at}", at=now.digest_at),
        texts("🌙 Quiet hours: {hours}", hours=now.quiet or texts.plain("not set")),
        texts("🔑 Check-in words: {words}", words=texts.plain(", ").join(now.keywords)),
        texts("🤝 Assistants: {n}", n=now.assistants),
        texts("🛌 Rest days: {days}", days=_rest(texts, now)),
        texts("🧩 Scripts: {on} of {all} on", on=now.scripts_on, all=now.scripts),
        "",
        texts("Press what you want to change:"),
    ]
    pages = (
        ("🌐 Language", "lang"), ("🕗 Time zone", "tz"), ("📊 Digest", "hour"), ("🌙 Quiet hours", "quiet"),
        ("🔑 Check-in words", "words"), ("🤝 Assistants", "staff"), ("🛌 Rest days", "rest"),
        ("🔇 Noise", "noise"), ("🧩 Scripts", "sops"), ("🔎 Check my rights", "look"),
    )  # fmt: skip
    buttons = [Button(texts.plain(label), to(community_id, page)) for label, page in pages]
    return "\n".join(lines), _grid(buttons, 2)


def language(texts: Texts, community_id: int, now: str) -> Page:
    """In which language the bot speaks to the community."""
    options = [(name, locale, locale == now) for locale, name in LANGUAGES.items()]
    text = texts("🌐 <b>Language</b>\nWhat I say in the groups, and which scripts run. Each person may choose "
                 "another for themselves: /language")  # fmt: skip
    return text, _options(texts, community_id, "lang", options)


def regions(texts: Texts, community_id: int, zone: str, clock: str) -> Page:
    """The time zone: first the part of the world, or the name of a city."""
    text = texts(
        "🕗 <b>Time zone</b>\nNow: {city}, {clock}. Where are you? Choose, or type a city.",
        city=name_of(texts, zone),
        clock=clock,
    )
    buttons = [
        Button(texts.plain(name), to(community_id, "tz", number)) for number, name in enumerate(REGIONS)
    ]
    return text, (*_grid(buttons, 2), (_typing(texts, community_id, "tz"), back(texts, community_id)))


def zones(texts: Texts, community_id: int, region: int) -> Page:
    """The cities of a part of the world."""
    found = [(name_of(texts, zone), zone) for zone in region_of(region)]
    buttons = [Button(name, encode("su", community_id, "=tz", zone)) for name, zone in found]
    text = texts("🕗 <b>Time zone</b>\nWhich of these has your time? If none: type a city.")
    return text, (
        *_grid(buttons, 3),
        (_typing(texts, community_id, "tz"), turning.back(texts, to(community_id, "tz"))),
    )


def cities(texts: Texts, community_id: int, found: Sequence[tuple[str, str]]) -> Page:
    """Zones and names of the cities that were meant by what was typed."""
    buttons = [Button(name, encode("su", community_id, "=tz", zone)) for zone, name in found]
    text = (
        texts("Which one do you mean?")
        if found
        else texts("I don't know that city. Try a larger one nearby.")
    )
    return text, (
        *_grid(buttons, 2),
        (_typing(texts, community_id, "tz"), turning.back(texts, to(community_id, "tz"))),
    )


def hour(texts: Texts, community_id: int, now: str) -> Page:
    """When the digest comes."""
    text = texts("📊 <b>Digest</b>\nEvery day in private, about the day before; on Mondays about the week.")
    options = [(at, at, at == now) for at in HOURS]
    return text, _options(texts, community_id, "hour", options, typed=True, wide=5)


def quiet(texts: Texts, community_id: int, now: str | None) -> Page:
    """When scripts keep silent."""
    text = texts(
        "🌙 <b>Quiet hours</b>\nWhat scripts would say then waits until they end, unless a script has quiet "
        "hours of its own. Answers to what people do come at once, without sound."
    )
    options = [(hours, hours, hours == now) for hours in QUIET]
    options.append((texts.plain("not set"), "", now is None))
    return text, _options(texts, community_id, "quiet", options, typed=True, wide=2)


def words(texts: Texts, community_id: int, always: Sequence[str], own: Sequence[str]) -> Page:
    """Which words are a check-in."""
    text = texts(
        "🔑 <b>Check-in words</b>\nA message that is one of these words, or begins with one, is a check-in.\n"
        "Always: {words}",
        words=texts.plain(", ").join(always),
    )
    return text, _removable(texts, community_id, "words", [(word, short_key(word)) for word in own])


def assistants(texts: Texts, community_id: int, people: Sequence[tuple[int, str]]) -> Page:
    """Who helps the owner."""
    text = texts(
        "🤝 <b>Assistants</b>\nThey get the to-dos and decide what scripts ask. Add one by @username; the admins "
        "of your groups are offered under “Check my rights”."
    )
    return text, _removable(texts, community_id, "staff", [(shown(name), key) for key, name in people])


def rest(texts: Texts, community_id: int, weekdays: frozenset[int], dates: Sequence[date]) -> Page:
    """Days on which nobody need check in."""
    text = texts(
        "🛌 <b>Rest days</b>\nNobody need check in then, nobody is reminded, and no streak breaks. Press a weekday, "
        "or add a date."
    )
    days = [
        Button(_marked(texts.plain(name), number in weekdays), encode("su", community_id, "=rest", number))
        for number, name in enumerate(WEEKDAYS)
    ]
    single = _removable(texts, community_id, "rest", [(day_of(texts, day), day.toordinal()) for day in dates])
    return text, (*_grid(days, 4), *single)


def noise(texts: Texts, community_id: int, stays: int, level: int, switches: dict[str, bool]) -> Page:
    """How much the bot leaves standing in groups."""
    text = texts(
        "🔇 <b>Noise</b>\nHow long answers to commands stay in groups, and what the group is told of."
    )
    rows = [
        [
            Button(
                _marked(_stay(texts, seconds), seconds == stays), encode("su", community_id, "=stay", seconds)
            )
            for seconds in STAYS
        ],
        [
            Button(_marked(_level(texts, one), one == level), encode("su", community_id, "=level", one))
            for one in LEVELS
        ],
    ]
    rows += [
        [Button(_marked(texts.plain(_SWITCHES[name]), on), encode("su", community_id, "=flip", name))]
        for name, on in switches.items()
    ]
    return text, (*map(tuple, rows), (back(texts, community_id),))


PROMPTS = {
    "tz": "Type a city, like Chengdu or Berlin.",
    "hour": "Type the time of the digest, like 07:30.",
    "quiet": "Type the quiet hours, like 22:30-08:00.",
    "words": "Type the word that should be a check-in.",
    "staff": "Type the @username of the assistant, or their number.",
    "rest": "Type the date, like 2026-12-25.",
}


def prompt(texts: Texts, community_id: int, field: str, about: str | None = None) -> Page:
    """Asks for what has to be typed."""
    asked = texts("Type the new value for “{title}”.", title=about) if about else texts(PROMPTS[field])
    text = "✏️ " + asked + "\n" + texts("<i>Just write it here, within ten minutes.</i>")
    return text, ((Button(texts.plain("✖️ Cancel"), to(community_id, field if not about else "sops")),),)


def short_key(text: str) -> int:
    """Stands for a text of any length in callback data."""
    return crc32(text.encode())


def undo_row(texts: Texts, community_id: int, entry_id: int) -> tuple[Button, ...]:
    """Takes back the last change."""
    return (Button(texts.plain("↩️ Undo"), encode("su", community_id, "undo", entry_id)),)


def saved(texts: Texts) -> str:
    """Answer to a press."""
    return texts.plain("Saved")


def looking(texts: Texts) -> str:
    """Answer to the press that checks the rights."""
    return texts.plain("I'm asking Telegram…")


def link(texts: Texts, community_id: int) -> Button:
    """From a group to the pages, which are for the private chat."""
    return Button(texts.plain("⚙️ Settings"), start=f"s{community_id}")


def _rest(texts: Texts, now: Chosen) -> str:
    names = [texts.plain(WEEKDAYS[day]) for day in sorted(now.rest_weekdays)]
    names += [day_of(texts, day) for day in now.rest_dates[:3]]
    if len(now.rest_dates) > 3:
        names.append("…")
    return texts.plain(", ").join(names) or texts.plain("not set")


def _stay(texts: Texts, seconds: int) -> str:
    if not seconds:
        return texts.plain("stay")
    return texts.plain("{n} min", n=seconds // 60)


def _level(texts: Texts, level: int) -> str:
    return texts.plain("Level {n}+", n=level) if level else texts.plain("no levels")


def _marked(label: str, chosen: bool) -> str:
    return f"✅ {label}" if chosen else label


def _options(
    texts: Texts,
    community_id: int,
    field: str,
    options: Sequence[tuple[str, str, bool]],
    *,
    typed: bool = False,
    wide: int = 2,
) -> Rows:
    buttons = [
        Button(_marked(label, chosen), encode("su", community_id, f"={field}", value.replace(":", ".")))
        for label, value, chosen in options
    ]
    last = (_typing(texts, community_id, field),) if typed else ()
    return (*_grid(buttons, wide), (*last, back(texts, community_id)))


def _removable(texts: Texts, community_id: int, field: str, found: Sequence[tuple[str, int]]) -> Rows:
    rows = [(Button(f"✖️ {label}", encode("su", community_id, f"-{field}", key)),) for label, key in found]
    add = Button(texts.plain("➕ Add"), encode("su", community_id, "type", field))
    return (*rows, (add, back(texts, community_id)))


def _typing(texts: Texts, community_id: int, field: str) -> Button:
    return Button(texts.plain("✏️ Type it"), encode("su", community_id, "type", field))


def back(texts: Texts, community_id: int) -> Button:
    """To the first page."""
    return turning.back(texts, to(community_id, "home"))


def to(community_id: int, page: str, *args: int) -> str:
    """Callback data that leads to a page."""
    return encode("su", community_id, page, *args)


def _grid(buttons: Sequence[Button], wide: int) -> Rows:
    return tuple(tuple(buttons[place : place + wide]) for place in range(0, len(buttons), wide))
