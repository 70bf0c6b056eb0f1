"""A question that a script put, as the person sees it once it is dealt with."""

from markupsafe import Markup

from views.texts import Texts


def received(texts: Texts) -> str:
    """After an answer in private."""
    return texts("Got it, thank you!")


def chosen_toast(texts: Texts, choice: str) -> str:
    """After a choice button, as plain text."""
    return texts.plain("Got it: {choice}", choice=choice)[:200]


def chosen(texts: Texts, question: str, choice: str) -> str:
    """What the question becomes after a choice. `question`: its Telegram HTML."""
    return texts("{question}\n\n✅ {choice}", question=Markup(question), choice=choice)


def skipped_toast(texts: Texts) -> str:
    """After the skip button, as plain text."""
    return texts.plain("Skipped, no problem")


def skipped(texts: Texts, question: str) -> str:
    """What the question becomes after it was skipped. `question`: its Telegram HTML."""
    return texts("{question}\n\n<i>Skipped</i>", question=Markup(question))
