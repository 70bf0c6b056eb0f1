"""Answers to `/award` and `/deduct`."""

from markupsafe import Markup

from views.texts import Texts


def awarded(texts: Texts, member: Markup, amount: int, reason: str, balance: int) -> str:
    """Points were given."""
    return texts(
        "🎁 {member} <b>+{amount}</b> for: {reason}\nThat makes {balance} in all",
        member=member,
        amount=amount,
        reason=reason,
        balance=balance,
    )


def deducted(texts: Texts, member: Markup, amount: int, reason: str, balance: int) -> str:
    """Points were taken."""
    return texts(
        "{member} <b>−{amount}</b> for: {reason}\nThat leaves {balance}",
        member=member,
        amount=amount,
        reason=reason,
        balance=balance,
    )
