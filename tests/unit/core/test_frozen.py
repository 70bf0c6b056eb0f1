"""Records that are made quickly are frozen dataclasses like all others."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from inspect import signature
from typing import Any

import pytest

from core.frozen import quickly_made


@dataclass(frozen=True, slots=True)
class Named:
    name: str


@dataclass(frozen=True, slots=True)
class Usual(Named):
    number: int = 7
    words: list[str] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=lambda: {"one": 1})


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick(Named):
    number: int = 7
    words: list[str] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=lambda: {"one": 1})


MADE: list[Callable[[Any], Any]] = [
    lambda kind: kind("a"),
    lambda kind: kind("a", 8),
    lambda kind: kind("a", 8, ["x"], {}),
    lambda kind: kind(more={"two": 2}, name="b"),
]


@pytest.mark.parametrize("make", MADE)
def test_it_has_the_same_values_however_it_is_made(make: Callable[[Any], Any]) -> None:
    usual, quick = make(Usual), make(Quick)

    assert type(quick) is Quick
    assert [getattr(quick, one.name) for one in fields(Quick)] == [
        getattr(usual, one.name) for one in fields(Usual)
    ]
    assert repr(quick) == repr(usual).replace("Usual", "Quick")
    assert make(Quick) == quick != replace(quick, number=99)


def test_nothing_of_it_can_be_changed() -> None:
    quick = Quick("a")

    with pytest.raises(FrozenInstanceError):
        quick.number = 8  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del quick.name
    with pytest.raises((AttributeError, TypeError)):
        quick.other = 8  # type: ignore[attr-defined]


def test_default_values_are_made_anew_for_each() -> None:
    assert Quick("a").words is not Quick("a").words


UNFIT: list[Callable[[Any], Any]] = [
    lambda kind: kind(),
    lambda kind: kind("a", 1, [], {}, 5),
    lambda kind: kind("a", numbr=1),
]


@pytest.mark.parametrize("make", UNFIT)
def test_what_does_not_fit_is_refused(make: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="__init__"):
        make(Quick)


def test_it_can_be_copied_and_shows_the_same_signature() -> None:
    quick = Quick("a", words=["x"])

    assert copy.deepcopy(quick) == pickle.loads(pickle.dumps(quick)) == quick
    assert signature(Quick) == signature(Usual)
