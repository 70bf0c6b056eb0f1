"""What is said when somebody thanks somebody."""

from markupsafe import Markup

from views.names import shown
from views.texts import Texts


def thanked(texts: Texts, giver: str, member: Markup, reason: str, points: int, again: str | None) -> str:
    """For all to see; `again`: the day from which this person's thanks count again."""
    if reason:
        lines = [
            texts("💛 {giver} thanks {member}: {reason}", giver=shown(giver), member=member, reason=reason)
        ]
    else:
        lines = [texts("💛 {giver} thanks {member}", giver=shown(giver), member=member)]
    if points:
        lines.append(texts.plural("+{n} point", "+{n} points", points))
    elif again is not None:
        lines.append(texts("Between the two of you, thanks bring points again from {day}.", day=again))
    return "\n".join(lines)


def told(texts: Texts, giver: str, reason: str, points: int) -> str:
    """For who was thanked, in private."""
    if reason:
        line = texts("💛 {giver} thanks you: {reason}", giver=shown(giver), reason=reason)
    else:
        line = texts("💛 {giver} thanks you", giver=shown(giver))
    return "\n".join([line, texts.plural("+{n} point", "+{n} points", points)]) if points else line
