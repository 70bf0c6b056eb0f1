"""Variables in texts: `{{ name }}`, checked when a script is loaded, filled in when it speaks.

`VARIABLES` is the one list of what texts know. Only values and a few filters are allowed, no statements. In
HTML every value is escaped, except mentions (`member`, `members`), which come as `markupsafe.Markup`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from core.phrases import Phrase
from core.problems import did_you_mean
from sop.language.fitting import fitted, shortened
from sop.language.html import Fault, visible_length

if TYPE_CHECKING:
    from jinja2 import Environment, Template, nodes

FILTERS = ("default", "int", "join", "length", "lower", "round", "title", "trim", "truncate", "upper")


@dataclass(frozen=True)
class Variable:
    """A word that texts know. `about` says whose script must be running; mentions are for HTML texts only."""

    meaning: str
    about: tuple[str, ...] = ("member", "chat", "cohort")
    mention: bool = False


VARIABLES: dict[str, Variable] = {
    "member": Variable("the member, as a mention that notifies", ("member",), mention=True),
    "members": Variable(
        "all whom one merged message greets, as mentions (with `merge` only)", ("member",), mention=True
    ),
    "name": Variable("the member's name as plain text", ("member",)),
    "points": Variable("the member's points", ("member",)),
    "streak": Variable("days checked in one after the other", ("member",)),
    "check_ins": Variable("check-ins since the run started", ("member",)),
    "answers": Variable("answers.<save>: what the member answered; empty when nothing", ("member",)),
    "day": Variable("the day of the run: 1 on the day it started"),
    "community": Variable("the community's name"),
    "chat": Variable("the chat's title"),
    "cohort": Variable("the cohort's name", ("cohort",)),
}
"""Inputs come on top, under their own names."""


@dataclass(frozen=True)
class Scope:
    """What one text may speak of."""

    kind: str
    """Whose script: member, chat or cohort."""
    html: bool
    merged: bool = False
    """One text for several members: it knows them only together."""
    inputs: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()

    def why_not(self, name: str) -> Phrase | None:
        """Why a known variable is not known here; None when it is."""
        variable = VARIABLES[name]
        if self.kind not in variable.about:
            return Phrase("this script is `for: {kind}`", kind=self.kind)
        if name == "members":
            return None if self.merged else Phrase("only a text with `merge` speaks to several members")
        if self.merged and variable.about == ("member",):
            return Phrase("a text with `merge` speaks to several members; write {{{{ members }}}}")
        if variable.mention and not self.html:
            return Phrase("a mention cannot stand in a plain text; write {{{{ name }}}}")
        return None


class TextError(ValueError):
    """A text cannot be filled in: a value is missing."""


_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SIMPLE = re.compile(r"\s*([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\s*", re.ASCII)
_STRAY = re.compile(r"\{%|\{#|\{\{|\}\}")


def template_faults(text: str, scope: Scope) -> Iterator[Fault]:
    """Everything in a text that could not be filled in."""
    for found in _PLACEHOLDER.finditer(text):
        for code, params in _expression_faults(found[1], scope):
            yield found.start(), code, params
    for found in _STRAY.finditer(without_variables(text)):
        if found[0] in ("{%", "{#"):
            yield found.start(), "template_code", {"found": f"{found[0]} …"}
            return
        yield found.start(), "template_unclosed", {"found": found[0]}


def without_variables(text: str) -> str:
    """The text with each `{{ … }}` blanked out, every other character at its place."""
    return _PLACEHOLDER.sub(lambda found: "_" * len(found[0]), text)


def fixed_length(text: str, *, html: bool) -> int:
    """The visible length of what is certain of a text: variables count nothing."""
    return visible_length(_PLACEHOLDER.sub("", text), html=html)


_Complaint = tuple[str, dict[str, Any]]


def _expression_faults(expression: str, scope: Scope) -> Iterator[_Complaint]:
    if simple := _SIMPLE.fullmatch(expression):
        yield from _name_faults(simple[1], simple[2], scope)
        return
    from jinja2 import TemplateSyntaxError, nodes  # noqa: PLC0415 - 80 ms that plain names do not need

    try:
        tree = _environment(html=scope.html).parse("{{" + expression + "}}")
    except TemplateSyntaxError as error:
        yield "template_syntax", {"detail": error.message}
        return
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            yield from _node_faults(node, scope)


def _node_faults(node: nodes.Node, scope: Scope) -> Iterator[_Complaint]:
    from jinja2 import nodes  # noqa: PLC0415

    if isinstance(node, nodes.Name):
        yield from _name_faults(node.name, None, scope)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        yield from _name_faults(node.node.name, node.attr, scope)
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield (
            "template_code",
            {
                "found": Phrase(
                    "the filter `{name}` ({known} are there)", name=node.name, known=", ".join(FILTERS)
                )
            },
        )
    elif isinstance(node, nodes.Filter) and any(
        VARIABLES[n.name].mention for n in node.find_all(nodes.Name) if n.name in VARIABLES
    ):
        yield "template_code", {"found": Phrase("a filter on a mention")}
    elif isinstance(
        node, nodes.Filter | nodes.Add | nodes.Sub | nodes.Const | nodes.Keyword | nodes.TemplateData
    ):
        for child in node.iter_child_nodes():
            yield from _node_faults(child, scope)
    else:
        yield "template_code", {"found": f"`{type(node).__name__.lower()}`"}


def _name_faults(name: str, attribute: str | None, scope: Scope) -> Iterator[_Complaint]:
    known = [*(word for word in VARIABLES if scope.why_not(word) is None), *sorted(scope.inputs)]
    if name in VARIABLES and (reason := scope.why_not(name)):
        yield "variable_not_here", {"name": name, "reason": reason}
    elif name not in known:
        yield "unknown_variable", {"name": name, "hint": did_you_mean(name, known)}
    elif name == "answers":
        if attribute is None:
            yield "unknown_variable", {"name": name, "hint": Phrase("write answers. and the name of one")}
        elif attribute not in scope.answers:
            yield (
                "unknown_answer",
                {"name": attribute, "hint": did_you_mean(attribute, sorted(scope.answers))},
            )
    elif attribute is not None:
        yield (
            "unknown_variable",
            {"name": f"{name}.{attribute}", "hint": Phrase("`{name}` has no parts", name=name)},
        )


class _Answers:
    """Answers by name; one that was not given is empty text. It has no attribute that a name could hit."""

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given

    def __getitem__(self, name: str) -> object:
        from jinja2 import Undefined  # noqa: PLC0415

        return self._given.get(name, Undefined(name=name))


@cache
def _environment(*, html: bool) -> Environment:
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        autoescape=html, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.globals.clear()
    return environment


@lru_cache(maxsize=4096)
def _compiled(text: str, html: bool) -> Template:
    return _environment(html=html).from_string(text)


def render(text: str, values: Mapping[str, object], *, html: bool, limit: int = 4096) -> str:
    """The text with its variables filled in, of at most `limit` visible UTF-16 units.

    `values` holds what the text uses, by the names in `VARIABLES` and the inputs'; `answers` is a mapping,
    mentions are `Markup`. What people wrote is shortened if the whole were too long. Raises `TextError` when a
    value is missing.
    """
    filled = _filled(text, values, html=html)
    if visible_length(filled, html=html) <= limit:
        return filled

    def fill(longest: int) -> str:
        return _filled(text, {name: shortened(one, longest) for name, one in values.items()}, html=html)

    return fitted(fill, html=html, limit=limit)


def _filled(text: str, values: Mapping[str, object], *, html: bool) -> str:
    if "{{" in text:
        from jinja2 import TemplateError  # noqa: PLC0415

        given = values.get("answers")
        answers = _Answers(given if isinstance(given, Mapping) else {})
        try:
            text = _compiled(text, html).render({**values, "answers": answers})
        except (TemplateError, TypeError, ValueError) as error:
            raise TextError(str(error)) from error
    return text.strip()
