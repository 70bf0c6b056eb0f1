"""What Telegram checks in a reply markup beyond its shape: buttons' counts, lengths and links."""

import re
from urllib.parse import parse_qs, urlsplit

from playground.emulator.errors import ApiError, Json, bad_request

BUTTON_LIMIT = 100
DATA_LIMIT = 64
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?\Z")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def check_markup(markup: Json | None, bot_username: str) -> Json | None:
    """The markup as it is stored; raises 400. Only inline keyboards stay with the message."""
    if not markup or "inline_keyboard" not in markup:
        return markup
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button, bot_username)
    return {"inline_keyboard": [row for row in markup["inline_keyboard"] if row]} if buttons else None


def _check_button(button: Json, bot_username: str) -> None:
    if not button["text"].strip():
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    actions = [action for action in _ACTIONS if action in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(f"Emulator: a button does one thing, not {', '.join(actions)}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(button["url"], bot_username)


def _check_url(url: str, bot_username: str) -> None:
    link = urlsplit(url if "://" in url else f"http://{url}")
    if link.scheme not in ("http", "https", "tg", "ton"):
        raise _wrong_url(url, "Unsupported URL protocol")
    if link.scheme in ("tg", "ton"):
        return
    if not link.netloc:
        raise _wrong_url(url, "URL host is empty")
    if not _HOST.match(link.netloc) or any(character.isspace() for character in url):
        raise _wrong_url(url, "Wrong HTTP URL")
    start = parse_qs(link.query, keep_blank_values=True).get("start", [])
    to_bot = link.hostname == "t.me" and link.path.strip("/").lower() == bot_username.lower()
    if to_bot and any(not _PAYLOAD.match(payload) for payload in start):
        raise bad_request(f"Emulator: no client would pass on the start payload {start[0]!r}")


def _wrong_url(url: str, reason: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
