"""Checks every call against the description of the Bot API (`bot_api.json`) and turns its text into values.

Telegram ignores unknown parameters in silence, which hides typing mistakes for ever; here they are refused,
unless the emulator is lenient. The wording of such refusals begins with "Emulator:", as Telegram has none.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from playground.emulator.errors import ApiError, Json, bad_request

Upload = tuple[str, bytes]
"""File name and content of an uploaded part."""

_DESCRIPTION = Path(__file__).parent / "bot_api.json"
_INTEGER = re.compile(r"-?\d{1,19}\Z")
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "user_id": "invalid user_id specified",
    "message_id": "message identifier is not specified",
}


@cache
def description() -> Json:
    """The Bot API as `python -m playground.describe_bot_api` wrote it down."""
    read: Json = json.loads(_DESCRIPTION.read_text(encoding="utf-8"))
    return read


@cache
def method_names() -> dict[str, str]:
    """Lower-case name → name, as Telegram takes methods in any case."""
    return {name.lower(): name for name in description()["methods"]}


class Mismatch(Exception):
    """A value that isn't of the described type; says where."""


class CallCheck:
    """Reads the parameters of calls; lenient drops what is unknown, as Telegram does."""

    def __init__(self, *, lenient: bool) -> None:
        self._lenient = lenient

    def parameters(self, method: str, raw: dict[str, str], uploads: dict[str, Upload]) -> Json:
        """Values by name; raises 400 for what is unknown, missing or of the wrong type."""
        described: dict[str, tuple[str, bool]] = description()["methods"][method]
        attached = {name for name in uploads if name not in described}
        self._refuse_unknown(method, [name for name in raw if name not in described])
        values: Json = {}
        for name, (expression, required) in described.items():
            if name in uploads:
                values[name] = uploads[name]
            elif raw.get(name, "") != "":
                value = self._value(method, name, expression, raw[name], uploads, attached)
                values[name] = _with_parts(value, uploads, attached)
            elif required:
                raise bad_request(_MISSING.get(name, f"Emulator: {method} needs the parameter {name}"))
        self._refuse_unknown(method, sorted(attached))
        return values

    def update_kinds(self, kinds: list[str] | None) -> list[str] | None:
        """allowed_updates, in which Telegram ignores unknown kinds in silence."""
        unknown = set(kinds or ()) - set(description()["updates"])
        if unknown and not self._lenient:
            raise bad_request(f"Emulator: there are no updates called {', '.join(sorted(unknown))}")
        return kinds

    def _refuse_unknown(self, method: str, names: list[str]) -> None:
        if names and not self._lenient:
            raise bad_request(f"Emulator: {method} has no parameter {', '.join(names)}")

    def _value(
        self,
        method: str,
        name: str,
        expression: str,
        text: str,
        uploads: dict[str, Upload],
        attached: set[str],
    ) -> Any:
        if "InputFile" in expression and text.startswith("attach://"):
            part = text.removeprefix("attach://")
            if part not in uploads:
                raise bad_request(f"Emulator: {method}.{name} names the part {part}, which was not sent")
            attached.discard(part)
            return uploads[part]
        try:
            return self._from_text(expression, text, f"{method}.{name}")
        except Mismatch as wrong:
            raise bad_request(f"Emulator: {wrong}") from None

    def _from_text(self, expression: str, text: str, where: str) -> Any:
        options = alternatives(expression)
        if "Integer" in options and _INTEGER.match(text):
            return int(text)
        if "Boolean" in options and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if "Float" in options and re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(text)
        if "String" in options:
            return text
        if set(options) <= {"Integer", "Boolean", "Float"}:
            raise Mismatch(f"{where} is to be {expression}, not {text!r}")
        try:
            value = json.loads(text)
        except ValueError:
            raise Mismatch(f"{where} is not JSON: {text[:80]!r}") from None
        self.check(value, expression, where)
        return value

    def check(self, value: Any, expression: str, where: str) -> None:
        """Raises Mismatch unless the JSON value fits one of the expression's alternatives."""
        reasons = []
        for option in _meant(value, alternatives(expression)):
            try:
                self._check_one(value, option, where)
            except Mismatch as wrong:
                reasons.append(wrong)
            else:
                return
        raise max(reasons, key=lambda wrong: len(str(wrong).split(" ", 1)[0]))

    def _check_one(self, value: Any, option: str, where: str) -> None:
        if option.startswith("Array of "):
            self._check_array(value, option.removeprefix("Array of "), where)
        elif option in description()["unions"]:
            self.check(value, description()["unions"][option], where)
        elif option in description()["types"]:
            self._check_object(value, option, where)
        elif not _is_plain(value, option):
            raise Mismatch(f"{where} is to be {option}, not {json.dumps(value, ensure_ascii=False)[:80]}")

    def _check_array(self, value: Any, element: str, where: str) -> None:
        if not isinstance(value, list):
            raise Mismatch(f"{where} is to be an array")
        expression = element[1:-1] if element.startswith("(") else element
        for index, item in enumerate(value):
            self.check(item, expression, f"{where}[{index}]")

    def _check_object(self, value: Any, name: str, where: str) -> None:
        if not isinstance(value, dict):
            raise Mismatch(f"{where} is to be an object ({name})")
        fields: dict[str, tuple[str, bool]] = description()["types"][name]
        unknown = [] if self._lenient else [key for key in value if key not in fields]
        if unknown:
            raise Mismatch(f"{where} ({name}) has no field {', '.join(unknown)}")
        for field, (expression, required) in fields.items():
            if field in value:
                self.check(value[field], expression, f"{where}.{field}")
            elif required:
                raise Mismatch(f"{where} ({name}) needs the field {field}")


def _with_parts(value: Any, uploads: dict[str, Upload], attached: set[str]) -> Any:
    """An InputMedia, or several, with the uploaded parts that they name."""
    if isinstance(value, list):
        return [_with_parts(item, uploads, attached) for item in value]
    named = value.get("media") if isinstance(value, dict) else None
    part = str(named).removeprefix("attach://")
    if not isinstance(named, str) or part == named or part not in uploads:
        return value
    attached.discard(part)
    return {**value, "media": uploads[part]}


@cache
def alternatives(expression: str) -> tuple[str, ...]:
    """The parts of `A|B`, not splitting inside brackets."""
    return tuple(re.findall(r"(?:\([^)]*\)|[^|(])+", expression))


def _meant(value: Any, options: tuple[str, ...]) -> tuple[str, ...]:
    """Of several objects the one whose constants (as `"type": "emoji"`) the value has, if there is one."""
    if not isinstance(value, dict):
        return options
    fitting = []
    for option in options:
        fields = description()["types"].get(option, {})
        constants = {name: kind for name, (kind, _) in fields.items() if kind.startswith('"')}
        if constants and all(_is_plain(value.get(name), kind) for name, kind in constants.items()):
            fitting.append(option)
    return tuple(fitting) or options


def _is_plain(value: Any, option: str) -> bool:
    if option.startswith('"'):
        return bool(value == json.loads(option))
    if option == "Boolean":
        return isinstance(value, bool)
    if option in ("Integer", "Float"):
        kinds = (int,) if option == "Integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, str) and option in ("String", "InputFile")


def method_named(text: str) -> str:
    """The method's proper name; 404 as Telegram answers for one it doesn't know."""
    name = method_names().get(text.lower())
    if name is None:
        raise ApiError(404, "Not Found: method not found")
    return name
