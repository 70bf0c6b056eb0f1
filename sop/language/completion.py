"""What may be written at a place in a script, for editors: keys, values, names that are there, variables.

It comes from the models, as schema and reference do, and works on text that is no YAML at the moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sop.language.cursor import Cursor, Level, cursor_at
from sop.language.inserting import for_key, long_form, written
from sop.language.places import OF, Node, below, inside, mappings, of_level
from sop.language.reference import VALUES
from sop.language.templates import FILTERS, VARIABLES, Scope
from sop.language.values import KIND

MOST = 60
"""Items that are offered at once."""


@dataclass(frozen=True)
class Names:
    """What is known besides the text itself: names of the other scripts, of tags, of what policies declare."""

    scripts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of scripts, with the names of their inputs."""
    tags: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing that may be written."""

    label: str
    insert: str
    detail: str
    """What it means, in English, as in the reference; may be empty."""
    kind: str
    """`key`, `value`, `name` or `variable`."""
    caret: int
    """Where in `insert` one goes on typing."""


@dataclass(frozen=True)
class Completion:
    """What may stand instead of the word that ends at the cursor."""

    start: int
    """The column, from 1, at which that word begins."""
    items: list[Item]


def complete(text: str, line: int, column: int, known: Names) -> Completion:
    """What may be written before the character at this place; both count from 1."""
    cursor = cursor_at(text, line, column)
    if template := _open_template(text, line, column):
        return _of_template(text, template, column, cursor)
    found = _offered(text, cursor, known)
    word = cursor.word.casefold()
    fitting = [item for item in found if word in item.label.casefold() and item.insert != cursor.word]
    fitting.sort(key=lambda item: not item.label.casefold().startswith(word))
    return Completion(cursor.start + 1, _unlike(fitting)[:MOST])


def _unlike(items: Iterable[Item]) -> list[Item]:
    return list({(item.label, item.insert): item for item in items}.values())


def _offered(text: str, cursor: Cursor, known: Names) -> Iterator[Item]:
    if cursor.kind == "line":
        yield from _on_line(text, cursor, known)
    elif cursor.levels and cursor.kind == "key":
        yield from _keys(text, inside(cursor.levels), cursor.levels[-1], cursor, known)
    elif cursor.levels and cursor.kind in ("value", "item"):
        yield from _values(text, below(inside(cursor.levels), cursor.levels[-1]), cursor, known)


def _on_line(text: str, cursor: Cursor, known: Names) -> Iterator[Item]:
    """In block style, with no key on the line yet: a key of a mapping that is open, or the first of a new one."""
    if not cursor.levels:
        if cursor.start == 0:
            yield from _keys(text, inside([cursor.fresh]), cursor.fresh, cursor, known)
        return
    top = cursor.levels[-1]
    if top.column == cursor.start and not top.is_list:
        yield from _keys(text, inside(cursor.levels), top, cursor, known)
        return
    if top.column == cursor.start:
        yield from _items(inside(cursor.levels))
    elif not top.filled:
        parts = below(inside(cursor.levels), top)
        if top.is_list and cursor.after_dash:
            yield from _values(text, parts, cursor, known)
        yield from _keys(text, of_level(parts, cursor.fresh), cursor.fresh, cursor, known)
        yield from _items(parts)


def _items(nodes: list[Node]) -> Iterator[Item]:
    """The dash that begins the next item of a list, with the key that such items begin with."""
    for node in nodes:
        for part in mappings(below([node], Level(0, is_list=True))) if node.get("type") == "array" else ():
            required = part.get("required", [])
            begun = f"- {required[0]}: " if len(required) > 0 else "- "
            label = begun.strip()
            yield Item(label, begun, _said(part), "key", len(begun))


def _keys(text: str, nodes: list[Node], level: Level, cursor: Cursor, known: Names) -> Iterator[Item]:
    taken = {key for key in level.keys if key != level.key or key != cursor.word.rstrip(": ")}
    for node in nodes:
        if len(taken) >= node.get("maxProperties", len(taken) + 1):
            continue
        for key, part in node.get("properties", {}).items():
            if key not in taken:
                yield from _key(key, part, cursor)
        for name in _free_keys(text, node, level, cursor, known):
            if name not in taken:
                yield Item(name, f"{name}: ", "", "name", len(name) + 2)


def _key(key: str, part: Node, cursor: Cursor) -> Iterator[Item]:
    insert, caret = for_key(key, part, cursor.start, in_flow=cursor.in_flow)
    yield Item(key, insert, _said(part), "key", caret)
    longer = None if cursor.in_flow else long_form(key, part, cursor.start)
    if longer is not None:
        yield Item(f"{key}: …", longer[0], _said(part), "key", longer[1])


def _free_keys(text: str, node: Node, level: Level, cursor: Cursor, known: Names) -> Iterable[str]:
    """Keys that are names: answers in a condition, inputs of the script that is run."""
    outer = cursor.levels[-2] if level in cursor.levels and len(cursor.levels) > 1 else None
    outer = outer or (cursor.levels[-1] if level not in cursor.levels and cursor.levels else None)
    if outer is None or "patternProperties" not in node:
        return ()
    if outer.key == "answer":
        return _saved(text)
    return known.scripts.get(outer.keys.get("sop", ""), ()) if outer.key == "inputs" else ()


def _values(text: str, nodes: list[Node], cursor: Cursor, known: Names) -> Iterator[Item]:
    level = cursor.levels[-1]
    space = " " if cursor.kind == "value" and cursor.start == 0 else ""
    for node in nodes:
        for value in _named(text, node, level.key, known):
            yield _value(value, "", "name", space)
        for value in node.get("enum", [node["const"]] if "const" in node else ()):
            default = "the default" if value == node.get("default", ...) else ""
            yield _value(value, default, "value", space)
        if node.get("type") == "boolean":
            yield from (_value(value, "", "value", space) for value in ("true", "false"))
        yield from _samples(node, space)


def _samples(node: Node, space: str) -> Iterator[Item]:
    """Ways to write a length of time, a moment …"""
    kind = node.get(KIND)
    if kind in ("html", "text", "name", "tag", None) or node.get("type") != "string":
        return
    meaning, examples = VALUES[kind]
    said = [one for one in node.get("examples", ()) if isinstance(one, str)]
    for sample in dict.fromkeys([*said, *re.findall("`([^`]+)`", examples)]):
        yield Item(sample, space + _quoted(sample), meaning, "value", len(space + _quoted(sample)))


def _quoted(sample: str) -> str:
    return sample if sample.startswith("[") else written(sample)


def _value(value: str, detail: str, kind: str, space: str) -> Item:
    return Item(value, space + value, detail, kind, len(space + value))


def _named(text: str, node: Node, key: str | None, known: Names) -> Iterable[str]:
    """Names that are known for a value: of tags, steps, scripts, badges …"""
    if node.get(KIND) == "tag":
        own = re.findall(r"\btag: ?(?:\{name: ?)?[\"']?([\w-]+)", text)
        return dict.fromkeys([*known.tags, *own])
    of = node.get(OF)
    if of == "Stop":
        return ("this", *known.scripts)
    if (of == "Run" and key in ("run", "sop")) or (of == "OnRunFinished" and key == "sop"):
        return known.scripts
    if key == "then":
        return step_ids(text)
    by_key = {"badge": known.badges, "unlocked": known.unlocks, "design": known.designs}
    return by_key.get(key or "", ())


def _said(node: Node) -> str:
    return " ".join(str(node.get("description", "")).split())


def step_ids(text: str) -> list[str]:
    """The ids of the steps that a script's text has."""
    return re.findall(r"^\s*- (?:id: ?|\{id: ?)([a-z][a-z0-9_]*)", text, re.MULTILINE)


def _saved(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\bsave: ?[\"']?([a-z][a-z0-9_]*)", text)))


def _open_template(text: str, line: int, column: int) -> str | None:
    """What stands behind the `{{` that is open at the cursor."""
    lines = text.splitlines()
    before = lines[line - 1][: column - 1] if 0 < line <= len(lines) and column > 0 else ""
    found = re.search(r"\{\{([^{}]*)$", before)
    return found[0] if found else None


def _of_template(text: str, template: str, column: int, cursor: Cursor) -> Completion:
    """Variables in `{{ }}`, the answers behind `answers.`, filters behind `|`."""
    found = re.search(r"(\w*)$", template, re.ASCII)
    word = found[1] if found else ""
    before = template[: len(template) - len(word)]
    if before.rstrip().endswith("|"):
        items = [Item(name, name, "", "variable", len(name)) for name in FILTERS]
    elif before.endswith("answers."):
        items = [Item(name, name, "", "variable", len(name)) for name in _saved(text)]
    else:
        items = list(_variables(text, cursor))
    space = " " if before == "{{" else ""
    fitting = [item for item in items if item.label.startswith(word) and item.label != word]
    spaced = [Item(i.label, space + i.insert, i.detail, i.kind, len(space + i.insert)) for i in fitting]
    return Completion(column - len(word), spaced)


def _variables(text: str, cursor: Cursor) -> Iterator[Item]:
    subject = re.search(r"^for: ?(member|cohort|chat)\b", text, re.MULTILINE)
    merged = bool(cursor.levels) and "merge" in cursor.levels[-1].keys
    nodes = below(inside(cursor.levels), cursor.levels[-1]) if cursor.levels else []
    html = not nodes or any(node.get(KIND) == "html" for node in nodes)
    scope = Scope(subject[1] if subject else "member", html=html, merged=merged)
    for name, variable in VARIABLES.items():
        if scope.why_not(name) is None:
            insert = "answers." if name == "answers" else name
            yield Item(insert, insert, variable.meaning, "variable", len(insert))
    for name in _inputs(text):
        yield Item(name, name, "", "variable", len(name))


def _inputs(text: str) -> list[str]:
    """The names of the script's own inputs."""
    block = re.search(r"^inputs:[^\n]*\n((?:[ \t]+[^\n]*\n|\s*\n)*)", text, re.MULTILINE)
    return re.findall(r"^ {1,4}([a-z][a-z0-9_]*):", block[1], re.MULTILINE) if block else []
