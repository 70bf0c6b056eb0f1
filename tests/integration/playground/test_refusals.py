"""Calls that Telegram refused, on the page: what was tried where, why not, and what to do."""

import pytest
from aiogram.exceptions import TelegramForbiddenError

from tests.integration.playground.visitor import visiting
from views.playground_refusals import why
from views.texts import texts_for


async def test_there_are_none_to_begin_with():
    async with visiting() as visitor:
        assert await visitor.get("refusals") == []


@pytest.mark.parametrize(
    ("locale", "what", "reason"),
    [
        ("en", "A message", "They haven't pressed Start"),
        ("zh", "一条消息", "TA 没在与机器人的私聊里按过「开始」"),
    ],
)
async def test_a_message_to_a_closed_private_chat_is_told_with_its_reason(
    locale: str, what: str, reason: str
):
    async with visiting(locale=locale) as visitor:
        lin = await visitor.newcomer()
        for _ in range(2):
            with pytest.raises(TelegramForbiddenError):
                await visitor.page.sandbox.app.bot.send_message(lin["id"], "Hello")

        (refusal,) = await visitor.get("refusals")

        assert (refusal["what"], refusal["chat"], refusal["person"]) == (what, lin["name"], lin["id"])
        assert refusal["why"].startswith(reason)
        assert refusal["help"]
        assert (refusal["method"], refusal["code"], refusal["times"]) == ("sendMessage", 403, 2)
        assert refusal["said"] == "Forbidden: bot can't initiate conversation with a user"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Forbidden: bot was blocked by the user", "They have blocked the bot."),
        ("Bad Request: not enough rights to manage pinned messages in the chat", "The bot may not do that"),
        ("Too Many Requests: retry after 7", "asked for 7 seconds"),
        ("Bad Request: MESSAGE_TOO_LONG", "longer than Telegram allows"),
        ("Bad Request: SOMETHING_NEW", "Telegram said: SOMETHING_NEW"),
    ],
)
def test_refusals_are_told_in_plain_words(said: str, expected: str):
    reason, help_ = why(texts_for("en"), said)

    assert expected in reason
    assert help_
