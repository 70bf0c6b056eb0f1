"""Whatever the sandbox may say has its words, in both languages."""

import ast
from inspect import getsource
from string import Formatter
from types import ModuleType

from playground.page import asking
from playground.sandbox import acts, lived, saving
from playground.sandbox.ready import READY
from views import playground as views
from views.texts import texts_for

TABLES = (views.TITLES, views.ABOUT, views.IMPOSSIBLE, views.UNUSABLE, views.EVENTS)


def particulars(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_table_is_translated_with_the_same_particulars():
    chinese = views.words("zh")

    for table in TABLES:
        for text in table.values():
            assert particulars(chinese.get(text, "")) == particulars(text), text
            assert chinese.get(text), text


def test_every_community_is_described():
    assert READY.keys() == views.TITLES.keys() == views.ABOUT.keys()


def test_a_history_is_as_long_and_as_large_as_is_said_of_it():
    assert lived.PAID.days + 1 == 3 * 7
    for locale, weeks in (("en", "three weeks"), ("zh", "三周")):
        about = views.choice(texts_for(locale), "paid")["about"]
        assert weeks in about
        assert f"{lived.PAID.members} " in about


def codes(module: ModuleType, callee: str) -> set[str]:
    """All texts in the first arguments of calls of this name."""
    calls = [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.Call)]
    first = [node.args[0] for node in calls if getattr(node.func, "id", "") == callee and node.args]
    found = {
        node.value
        for argument in first
        for node in ([argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument])
        if isinstance(node, ast.Constant)
    }
    return {code for code in found if isinstance(code, str)}


def test_whatever_is_impossible_is_explained():
    assert codes(acts, "impossible") | codes(asking, "impossible") == views.IMPOSSIBLE.keys()


def test_whatever_cannot_be_opened_is_explained():
    assert codes(saving, "Unusable") == views.UNUSABLE.keys()
