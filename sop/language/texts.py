"""What people read: in one language for all or in several, and how much of it Telegram takes."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

from pydantic import ConfigDict, GetJsonSchemaHandler, RootModel, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sop.language.values import KIND, refuse

Locale = Literal["zh", "en"]


class LocalText(RootModel[dict[Literal["zh", "en", ""], str]]):
    """A text, in one language for all (`text: 欢迎`) or in several (`text: {zh: 欢迎, en: Welcome}`)."""

    limit: ClassVar[int] = 4096
    """How much of it may be visible, in UTF-16 units as Telegram counts."""
    html: ClassVar[bool] = False

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict) else {"": raw}

    @model_validator(mode="after")
    def _says_something(self) -> LocalText:
        if not self.root or not all(words.strip() for words in self.root.values()):
            raise refuse("empty_text")
        return self

    @model_serializer
    def _written(self) -> str | dict[str, str]:
        return self.root.get("") or {str(locale): words for locale, words in self.root.items()}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        words = {"type": "string", "minLength": 1}
        return {
            KIND: "html" if cls.html else "text",
            "anyOf": [
                words,
                {
                    "type": "object",
                    "properties": dict.fromkeys(get_args(Locale), words),
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ],
        }

    def said_in(self, locale: str) -> str:
        """The words in the community's language, else in the first language the text has."""
        for key, words in self.root.items():
            if key == locale:
                return words
        return next(iter(self.root.values()))


class Message(LocalText):
    """What is said: Telegram HTML."""

    limit: ClassVar[int] = 4096
    html: ClassVar[bool] = True


class Words(LocalText):
    """What the staff read: Telegram HTML; the message around it tells who it is about and when it is due."""

    limit: ClassVar[int] = 2048
    html: ClassVar[bool] = True


class Phrase(LocalText):
    """What staff may say to somebody as it is: plain, to be copied."""

    limit: ClassVar[int] = 1000


class Reason(LocalText):
    """Why points were given or taken: plain."""

    limit: ClassVar[int] = 200


class Sentence(LocalText):
    """What is printed on a certificate: plain."""

    limit: ClassVar[int] = 160


class Url(LocalText):
    """A link behind a button; it may hold variables, so its form is checked when it is used."""

    limit: ClassVar[int] = 2048


class Label(LocalText):
    """What stands on a button: short and plain."""

    limit: ClassVar[int] = 64


class Title(LocalText):
    """What a script, step or input is called: short, plain, without variables."""

    limit: ClassVar[int] = 64
