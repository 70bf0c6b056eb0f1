"""The team's library of tags, read from a YAML file: what they mean, who may see them, which the bot sets by rule."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from config.reading import Part, Wording, read_yaml
from core.localtime import QuietHours
from core.selection import Every, Op, Selector, Test, Trait
from core.selector_text import SelectorText
from core.tags import RESERVED, TAG_PATTERN

DEFAULT = Path(__file__).with_name("tags.yaml")

LONGEST = 31
"""Days that patterns of activity look back at most: each is read for each member every day."""

Tag = Annotated[str, Field(pattern=TAG_PATTERN)]
Days = Annotated[int, Field(strict=True, ge=1, le=366)]
Back = Annotated[int, Field(strict=True, ge=1, le=LONGEST)]


class Pattern(Part):
    """Whom a rule means; everything that is named must hold. A text alone is a selector."""

    who: SelectorText | None = None
    nights: Back | None = None
    active_days: Back | None = None
    silent_days: Days | None = None
    within: Back = 7
    """How many local days `nights` and `active_days` are counted in, up to yesterday."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        return {"who": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _says_something(self) -> "Pattern":
        if self.who is None and self.nights is None and self.active_days is None and self.silent_days is None:
            raise PydanticCustomError("pattern_empty", "pattern_empty")
        if max(self.nights or 0, self.active_days or 0) > self.within:
            raise PydanticCustomError("pattern_too_short", "pattern_too_short", {"within": self.within})
        return self

    @cached_property
    def selector(self) -> Selector | None:
        """What of it a selector can ask."""
        parts = () if self.who is None else (self.who.root,)
        if self.silent_days is not None:
            parts = (*parts, Test(Trait.INACTIVE, self.silent_days, Op.AT_LEAST))
        return Selector(Every(parts)) if parts else None

    @property
    def looks_back(self) -> int:
        """Of how many days the activity is to be read; 0: none."""
        return self.within if self.nights is not None or self.active_days is not None else 0


class TagRule(Part):
    """The bot puts a tag on whoever `when` means, for some days or until `off_when` holds.

    With neither it takes the tag off as soon as `when` holds no more. `tag`: the rule's own name, if not given.
    """

    tag: Tag | None = None
    when: Pattern
    for_days: Days | None = None
    off_when: Pattern | None = None


class TagEntry(Part):
    """What a tag of the library means. `public`: members may see it on one another."""

    title: Wording
    description: Wording | None = None
    public: bool = False


class TagPolicy(Part):
    """The library and the rules, by their names."""

    night: str = "22:00-05:00"
    library: dict[Tag, TagEntry] = Field(default_factory=dict)
    rules: dict[Tag, TagRule] = Field(default_factory=dict)

    @field_validator("night")
    @classmethod
    def _hours(cls, night: str) -> str:
        try:
            hours = QuietHours.parse(night)
        except ValueError as error:
            raise PydanticCustomError("night_bad", "night_bad") from error
        if hours.start.minute or hours.end.minute or hours.start < hours.end:
            raise PydanticCustomError("night_bad", "night_bad")
        return night

    @field_validator("rules")
    @classmethod
    def _set_free_tags(cls, rules: dict[str, TagRule]) -> dict[str, TagRule]:
        seen: dict[str, str] = {}
        for name, rule in rules.items():
            tag = rule.tag or name
            if tag in RESERVED:
                raise PydanticCustomError("rule_reserved", "rule_reserved", {"tag": tag})
            if tag in seen:
                raise PydanticCustomError("rule_twice", "rule_twice", {"tag": tag, "other": seen[tag]})
            seen[tag] = name
        return rules

    @cached_property
    def public(self) -> frozenset[str]:
        """The tags that members may see."""
        return frozenset(tag for tag, entry in self.library.items() if entry.public)

    @cached_property
    def night_hours(self) -> tuple[int, int]:
        """The local hour at which a night begins, and the one, of the next day, at which it ends."""
        hours = QuietHours.parse(self.night)
        return hours.start.hour, hours.end.hour

    @property
    def looks_back(self) -> int:
        """Of how many days the rules read the activity; 0: of none."""
        patterns = [rule.when for rule in self.rules.values()]
        patterns += [rule.off_when for rule in self.rules.values() if rule.off_when is not None]
        return max((pattern.looks_back for pattern in patterns), default=0)

    def title(self, tag: str, locale: str) -> str:
        """What people call a tag: its title in the library, else itself."""
        entry = self.library.get(tag)
        return tag if entry is None else entry.title.in_locale(locale)


def read_tags(path: Path = DEFAULT) -> TagPolicy:
    """The tags in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, TagPolicy)
