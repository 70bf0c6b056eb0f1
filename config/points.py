"""The points policy: what earns how much, how often, from whom; read from a YAML file and known by its version."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from config.reading import Part, Wording, read_yaml

DEFAULT = Path(__file__).with_name("points.yaml")

Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]

_UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
LONGEST = timedelta(days=366)


def _length(raw: object) -> timedelta:
    """`10m`, `24h`, `7d`, `1w`; more than nothing, at most a year."""
    if isinstance(raw, timedelta):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{1,5}[mhdw]", raw):
        length = timedelta(seconds=int(raw[:-1]) * _UNITS[raw[-1]])
        if timedelta(0) < length <= LONGEST:
            return length
    raise PydanticCustomError("bad_duration", "bad_duration", {})


Length = Annotated[timedelta, BeforeValidator(_length)]


class Cap(Part):
    """A rule whose points somebody else says (a script, staff): only how many of them a day count."""

    a_day: Positive | None = None
    """The most that one member can earn by this rule on one local day."""


class Earning(Cap):
    """A rule that says itself how many points it gives, and for what."""

    points: Positive
    reason: Wording
    cool_down: Length | None = None
    """After it has given something to a member, it gives them nothing for so long."""


class Recognition(Earning):
    """What other members do for a member; only different people on different days count."""

    same_person_after: Length
    """What the same person does for the same member counts again after so long."""
    known_for: Length | None = None
    """Who recognises others has been here for so long: no accounts made for the purpose."""


class Thanked(Recognition):
    """Somebody thanks a member: in a reply to their message, or by `/thanks`."""

    words: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    """What makes a reply a thank-you."""
    but_not: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """What contains such a word and is none: 不用谢."""


class Reacted(Recognition):
    """Somebody reacts to a member's message with one of these emoji."""

    emoji: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)


class Written(Earning):
    """A message by itself. Quality before quantity: long enough, not too often."""

    min_length: Annotated[int, Field(strict=True, ge=1, le=4000)]
    """Letters and digits; the same one in a row counts once."""


class Rules(Part):
    """All rules. What is left out earns nothing; `script` and `hand` left out have no cap of their own."""

    check_in: Earning
    streak: Cap = Cap()
    script: Cap = Cap()
    hand: Cap = Cap()
    thanked: Thanked | None = None
    reacted: Reacted | None = None
    helped: Earning | None = None
    """As `reacted`, for a message that answers somebody else's. Left out, `reacted` holds for it."""
    message: Written | None = None

    @model_validator(mode="after")
    def _helped_needs_reacted(self) -> "Rules":
        if self.helped is not None and self.reacted is None:
            raise PydanticCustomError("needs_rule", "needs_rule", {"rule": "helped", "needs": "reacted"})
        return self


class StreakBonus(Part):
    """Extra points when a streak reaches `days`."""

    days: Positive
    points: Positive
    reason: Wording


class PointPolicy(Part):
    """What earns points, and the caps."""

    policy: Literal["points"]
    version: Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[\w.-]+$")]
    """Its name for people; the ledger has it in each entry, with a hash of what the policy says."""
    rules: Rules
    at_once: Positive
    a_day: Positive | None = None
    """The most that one member can earn by all rules together on one local day."""
    staff: bool = False
    """Whether owners and assistants earn points as well."""
    streaks: tuple[StreakBonus, ...] = ()

    @field_validator("streaks")
    @classmethod
    def _rising(cls, streaks: tuple[StreakBonus, ...]) -> tuple[StreakBonus, ...]:
        if any(later.days <= earlier.days for earlier, later in pairwise(streaks)):
            raise PydanticCustomError("streaks_out_of_order", "streaks_out_of_order", {})
        return streaks

    @cached_property
    def mark(self) -> str:
        """The version and a hash of all that the policy says: what the ledger keeps with each entry."""
        said = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        return f"{self.version}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"

    @cached_property
    def looks_back(self) -> timedelta:
        """How far in the past an earning can keep another one from counting."""
        rules = [rule for rule in self._by_name.values() if isinstance(rule, Earning)]
        lengths = [rule.cool_down for rule in rules if rule.cool_down is not None]
        lengths += [rule.same_person_after for rule in rules if isinstance(rule, Recognition)]
        return timedelta(days=1) + max(lengths, default=timedelta())

    @cached_property
    def _by_name(self) -> Mapping[str, Any]:
        return {name: getattr(self.rules, name) for name in Rules.model_fields}

    def rule(self, name: str) -> Cap:
        """What caps a rule; one that the policy does not name has no cap."""
        return self._by_name.get(name) or _UNCAPPED

    def earning(self, name: str) -> Earning | None:
        """A rule that says itself what it gives; None if it gives nothing."""
        found = self._by_name.get(name)
        return found if isinstance(found, Earning) else None


_UNCAPPED = Cap()


def read_points(path: Path = DEFAULT) -> PointPolicy:
    """The points policy in a file; raises BadPolicies."""
    return read_yaml(path, PointPolicy)
