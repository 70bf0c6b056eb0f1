"""What the page says of scripts is said in Chinese too: keys, variables, and why something can't be."""

from collections.abc import Iterator
from typing import Any

from sop.language.places import forms, whole
from sop.language.reference import VALUES
from sop.language.templates import VARIABLES
from views.playground_script import DECLINED
from views.texts import texts_for


def described(node: Any) -> Iterator[str]:
    """What every key in the schema means, and every kind of item."""
    if isinstance(node, dict):
        properties = node.get("properties", {})
        parts = [part for part in properties.values() if isinstance(part, dict)]
        parts += [form for form in forms(node.get("items", {})) if form.get("type") == "object"]
        yield from (" ".join(part["description"].split()) for part in parts if "description" in part)
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from described(part)


def test_every_meaning_that_completion_tells_is_told_in_chinese():
    meanings = {*described(whole()), *(meaning for meaning, _ in VALUES.values())}
    meanings |= {variable.meaning for variable in VARIABLES.values()}
    unoffered = {VALUES[kind][0] for kind in ("html", "text", "name", "tag")}

    texts = texts_for("zh")
    assert len(meanings) > 150
    assert [one for one in sorted(meanings - unoffered) if texts.as_it_is(one) == one] == []


def test_whatever_is_declined_is_declined_in_chinese():
    texts = texts_for("zh")

    assert [one for one in DECLINED.values() if texts.plain(one) == one] == []
