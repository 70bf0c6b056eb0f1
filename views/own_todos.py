"""The words of to-dos that the bot opens by itself, filled in from `config/todos.yaml`."""

from markupsafe import Markup

from config.todos import TodoRule
from views.names import mention, shown
from views.texts import Texts


def text(texts: Texts, rule: TodoRule, name: str, telegram_id: int, days: int = 0) -> str:
    """What to do, as Telegram HTML that mentions the person."""
    written = Markup.escape(rule.text.in_locale(texts.locale))
    return str(written.format(name=mention(name, telegram_id), days=days))


def words(texts: Texts, rule: TodoRule, name: str, days: int = 0) -> str:
    """What may be said as it is, plain."""
    return rule.words.in_locale(texts.locale).format(name=shown(name), days=days)


def address(chat_id: int, username: str | None, message_id: int) -> str | None:
    """Where a message of a group is found; Telegram has addresses for supergroups only."""
    if username is not None:
        return f"https://t.me/{username}/{message_id}"
    number = str(chat_id).removeprefix("-100")
    return f"https://t.me/c/{number}/{message_id}" if str(chat_id).startswith("-100") else None


def with_message(texts: Texts, text: str, address: str | None) -> str:
    """The same with a way to the message that waits; without, where Telegram has no address for it."""
    if address is None:
        return text
    link = Markup('<a href="{}">{}</a>').format(address, texts.plain("to the message"))
    return f"{text}\n{link}"
