"""What is wrong with what a script says: variables, Telegram's HTML, its sizes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from core.problems import Finding
from sop.actions import Say
from sop.language.html import Fault, html_faults
from sop.language.script import Script
from sop.language.templates import Scope, fixed_length, template_faults, without_variables
from sop.language.texts import LocalText, Title
from sop.language.walk import Part, parts

_MOST_FAULTS = 20
"""In one text; who sees so many begins anew."""


def text_findings(script: Script, answers: frozenset[str]) -> Iterator[Finding]:
    """Everything wrong with the texts; `answers` are the names under which questions save."""
    for part in parts(script):
        if isinstance(part.value, LocalText):
            scope = _scope(script, part, part.value, answers)
            for locale, words in part.value.root.items():
                path = (*part.path, locale) if locale else part.path
                for offset, code, params in islice(text_faults(words, part.value, scope), _MOST_FAULTS):
                    yield Finding(path, code, params, offset=offset)


def _scope(script: Script, part: Part, text: LocalText, answers: frozenset[str]) -> Scope | None:
    if isinstance(text, Title):
        return None
    merged = any(isinstance(model, Say) and model.merge is not None for model in part.around)
    return Scope(script.for_, text.html, merged, frozenset(script.inputs), answers)


def text_faults(words: str, text: LocalText, scope: Scope | None) -> Iterator[Fault]:
    """Everything wrong with one text; without a scope it takes no variables, braces are just braces."""
    length = fixed_length(words, html=text.html)
    if length > text.limit:
        yield 0, "text_too_long", {"length": length, "limit": text.limit}
    if scope is not None:
        yield from template_faults(words, scope)
    if text.html:
        yield from html_faults(without_variables(words))
