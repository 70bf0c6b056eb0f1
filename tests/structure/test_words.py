"""Everything that can be said has its words, in both languages, with the same particulars."""

import string

from babel.messages.pofile import read_po

from handlers.tables import COMMANDS
from tests.structure.spoken import codes_of, msgids
from views import refusals, reports
from views.texts import LOCALES
from views.wordings import WORDS

CATALOGUES = sorted((LOCALES / "zh" / "LC_MESSAGES").glob("*.po"))
CODES_IN_BRANCHES = set(refusals.CHOOSING)


def chinese() -> dict[str, str]:
    """The first form of each translation by its msgid."""
    found: dict[str, str] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh"):
                if isinstance(message.id, str):
                    found[message.id] = str(message.string)
                else:
                    found[message.id[0]] = str((message.string or ("",))[0])
    return found


def placeholders(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def declared() -> set[str]:
    """Msgids that are looked up through a table or a field."""
    words = {*WORDS.values(), *reports.WORDS.values()}
    for command in COMMANDS.commands:
        words |= {command.summary, command.usage} - {""}
    return words


def test_every_refusal_has_words():
    assert codes_of("Refused", "Denied") - WORDS.keys() - CODES_IN_BRANCHES == set()


def test_no_words_are_kept_for_refusals_that_nobody_raises():
    assert (WORDS.keys() | CODES_IN_BRANCHES) - codes_of("Refused", "Denied") == set()


def test_every_report_has_words():
    assert codes_of("report", "_report", "tell") - reports.WORDS.keys() == set()


def test_every_text_is_said_in_chinese_too():
    known = chinese()
    missing = [f"{place} {msgid!r}" for place, msgid in msgids() if not known.get(msgid)]

    assert missing + sorted(repr(msgid) for msgid in declared() if not known.get(msgid)) == []


def test_both_languages_name_the_same_particulars():
    different = {
        msgid: text
        for msgid, text in chinese().items()
        if msgid
        and placeholders(text) - {"month"}
        != placeholders(msgid) - {"n", "month_name"} | (placeholders(text) & {"n"})
    }

    assert different == {}


def test_no_text_is_translated_in_two_ways():
    seen: dict[str, tuple[str, str]] = {}
    clashes = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh"):
                key, text = str(message.id), str(message.string)
                if key and seen.setdefault(key, (path.name, text))[1] != text:
                    clashes.append(f"{key!r}: {seen[key][0]} and {path.name}")

    assert clashes == []
