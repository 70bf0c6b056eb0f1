"""A question that a script put, as the person sees it once it is dealt with."""

from markupsafe import Markup

from views.texts import Texts

LONGEST_SHOWN = 100
"""Characters of an answer that are repeated below its question."""


def received(texts: Texts) -> str:
    """After an answer in private."""
    return texts("Got it, thank you!")


def chosen_toast(texts: Texts, choice: str) -> str:
    """After a choice button."""
    return texts("Got it: {choice}", choice=choice)


def answered(texts: Texts, question: str, answer: str) -> str:
    """What a question with buttons becomes. `question`: its Telegram HTML."""
    shown = answer if len(answer) <= LONGEST_SHOWN else answer[:LONGEST_SHOWN] + "…"
    return texts("{question}\n\n✅ {answer}", question=Markup(question), answer=shown)


def skipped_toast(texts: Texts) -> str:
    """After the skip button."""
    return texts("Skipped, no problem")


def skipped(texts: Texts, question: str) -> str:
    """What the question becomes after it was skipped. `question`: its Telegram HTML."""
    return texts("{question}\n\n<i>Skipped</i>", question=Markup(question))


def too_long(texts: Texts, limit: int) -> str:
    """An answer that is longer than is kept; the question stays open."""
    return texts("That's a bit long for me. Could you say it in {limit} characters?", limit=limit)
