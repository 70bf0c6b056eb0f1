"""Certificates: the picture, the words that come with it, what `/verify` answers, lists and the wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from config.certificates import Design
from core.callback import encode
from core.codes import code_of, shown_code
from core.message import Button, Picture, Rows
from storage.certificates import Certificate
from views import undo
from views.names import shown
from views.texts import Texts
from views.times import day_of
from views.turning import through_time

VERIFY = "verify_"
"""What the payload of the deep link behind a QR code begins with; the code follows."""

A_PAGE = 10

REASONS = ("issued by mistake", "it wasn't their own work", "they asked for it")
"""Why a certificate is revoked, as buttons offer it; msgids."""


def picture(texts: Texts, certificate: Certificate, design: Design) -> Picture:
    """The recipe: everything that is printed, in the certificate's own language."""
    words, locale = design.words, certificate.locale
    return Picture(
        "certificate",
        {
            "frame": design.frame,
            "serif": design.serif,
            "colours": design.colours.model_dump(),
            "heading": words.heading.in_locale(locale),
            "intro": words.intro.in_locale(locale),
            "name": certificate.name,
            "sentence": certificate.sentence,
            "facts": _facts(texts, certificate),
            "signature": words.signature.in_locale(locale),
            "issuer": certificate.issuer,
            "date": day_of(texts, certificate.issued_on, with_year=True),
            "cohort": certificate.cohort or "",
            "seal": words.seal.in_locale(locale),
            "motto": words.motto.in_locale(locale),
            "year": str(certificate.issued_on.year),
            "number": shown_code(certificate.code),
            "scan": texts.plain("Scan to verify"),
            "start": f"{VERIFY}{certificate.code}",
        },
    )


def _facts(texts: Texts, certificate: Certificate) -> list[str]:
    facts = [
        texts.plural("{n} check-in", "{n} check-ins", certificate.check_ins) if certificate.check_ins else "",
        texts.plural("{n} day in a row", "{n} days in a row", certificate.streak)
        if certificate.streak > 1
        else "",
        texts.plural("{n} point", "{n} points", certificate.points) if certificate.points else "",
    ]
    return [fact for fact in facts if fact]


@dataclass(frozen=True, slots=True)
class Designs:
    """The designs a community may choose from, by name, and the one that counts."""

    community_id: int
    chosen: str
    called: Mapping[str, str]


def designs(texts: Texts, offered: Designs) -> tuple[str, Rows]:
    """How certificates look here, and what else there is."""
    text = texts(
        "Certificates here are <b>{design}</b>, unless a script says otherwise. Press one to change that and "
        "to see it.",
        design=offered.called[offered.chosen],
    )
    buttons = (
        Button(called, encode("cd", offered.community_id, name)) for name, called in offered.called.items()
    )
    return text, (tuple(buttons),)


def specimen(texts: Texts, design: Design, name: str, issuer: str, now: datetime, today: date) -> Certificate:
    """A certificate that was never issued, to look at."""
    locale = texts.locale
    title = texts.plain("The first seven days")
    return Certificate(
        id=0,
        community_id=0,
        member_id=0,
        key=None,
        kind="",
        code=code_of(0),
        name=texts.plain("Your name here"),
        title=title,
        sentence=design.words.sentence.in_locale(locale).format(title=title, community=issuer),
        design=name,
        locale=locale,
        issuer=issuer,
        issued_on=today,
        issued_at=now,
        check_ins=7,
        streak=7,
        points=100,
    )


def this_is_how(texts: Texts) -> str:
    """Below a specimen."""
    return texts("This is how it looks. Nothing was issued.")


def caption(texts: Texts, certificate: Certificate) -> str:
    """What is said with the certificate."""
    return texts(
        "🎓 {name}, this is yours: <b>{title}</b>. You earned it, day by day.\n\n"
        "Keep the picture, show it around. Whoever wants to know whether it's real scans the code "
        "or sends me <code>/verify {code}</code>",
        name=shown(certificate.name),
        title=certificate.title,
        code=shown_code(certificate.code),
    )


def again(texts: Texts, certificate: Certificate) -> str:
    """What is said when it is shown once more."""
    if not certificate.holds:
        return texts("<b>{title}</b> has been revoked.", title=certificate.title)
    return texts(
        "🎓 <b>{title}</b>, {day}\n<code>{code}</code>",
        title=certificate.title,
        day=day_of(texts, certificate.issued_on, with_year=True),
        code=shown_code(certificate.code),
    )


def in_private_now(texts: Texts, name: str) -> str:
    """In a group: the certificates went to the private chat."""
    return texts("{name}, I've sent it to you in private.", name=shown(name))


def none_yet(texts: Texts) -> str:
    """Nothing was certified to who asks."""
    return texts("You have no certificate yet. Finish a programme here and it comes by itself. 💪")


def verified(texts: Texts, certificate: Certificate) -> str:
    """The truth about a certificate: what is printed on it and whether it holds, nothing else."""
    lines = [
        texts("✅ <b>This certificate is valid.</b>")
        if certificate.holds
        else texts("❌ <b>This certificate has been revoked.</b> It is no longer valid.")
    ]
    name = (
        texts("Name: <b>{name}</b>", name=shown(certificate.name))
        if certificate.name
        else texts("The person has since asked to be forgotten, so I no longer know the name.")
    )
    lines += ["", name, texts("For: <b>{title}</b>", title=certificate.title)]
    lines.append(texts("Issued by: {community}", community=certificate.issuer))
    lines.append(texts("Issued on: {day}", day=day_of(texts, certificate.issued_on, with_year=True)))
    lines.append(texts("Number: <code>{code}</code>", code=shown_code(certificate.code)))
    return "\n".join(lines)


def of_member(texts: Texts, member: Markup, found: Sequence[Certificate]) -> tuple[str, Rows]:
    """What staff see of somebody's certificates; those that hold can be revoked."""
    if not found:
        return texts("{member} has no certificate yet.", member=member), ()
    lines = [texts("Certificates of {member}:", member=member), ""]
    lines += [_line(texts, certificate) for certificate in found]
    buttons = tuple(
        (
            Button(
                texts.plain("Revoke {code}", code=shown_code(certificate.code)),
                encode("cx", certificate.id),
            ),
        )
        for certificate in found
        if certificate.holds
    )
    return "\n".join(lines), buttons


def _line(texts: Texts, certificate: Certificate) -> str:
    values = {
        "title": certificate.title,
        "day": day_of(texts, certificate.issued_on, with_year=True),
        "code": shown_code(certificate.code),
    }
    if certificate.holds:
        return texts("✅ {title} · {day} · <code>{code}</code>", **values)
    if not certificate.revoked_reason:
        return texts("❌ {title} · {day} · <code>{code}</code> · revoked", **values)
    reason = certificate.revoked_reason
    return texts("❌ {title} · {day} · <code>{code}</code> · revoked: {reason}", **values, reason=reason)


def ask_why(texts: Texts, member: Markup, certificate: Certificate) -> tuple[str, Rows]:
    """Before one is revoked: really, and why?"""
    text = texts(
        "Revoke “{title}” of {member}? From then on /verify says that it doesn't count.\n\nWhy?",
        title=certificate.title,
        member=member,
    )
    reasons = [
        (Button(texts.plain(reason), encode("cw", certificate.id, number)),)
        for number, reason in enumerate(REASONS)
    ]
    return text, (*reasons, (Button(texts.plain("No, keep it"), encode("ck", certificate.id)),))


def reason(texts: Texts, number: int) -> str:
    """The words of a reason that was pressed."""
    return texts.plain(REASONS[number]) if number < len(REASONS) else ""


def revoked(texts: Texts, member: Markup, certificate: Certificate, entry_id: int) -> tuple[str, Rows]:
    """It was revoked; that can be undone."""
    text = texts("“{title}” of {member} is revoked.", title=certificate.title, member=member)
    return text, ((undo.button(texts, entry_id),),)


def kept(texts: Texts) -> str:
    """It was not revoked after all."""
    return texts("All right, it stays valid.")


def wall(
    texts: Texts, whose: str, page: Sequence[tuple[int, Certificate]], total: int, number: int, cohort_id: int
) -> tuple[str, Rows]:
    """Those who graduated, the newest first; `page` numbers them, `whose` is the community or the cohort."""
    if not total:
        return texts("Nobody has graduated from {whose} yet. Who will be the first?", whose=whose), ()
    lines = [texts("🎓 <b>Graduates of {whose}</b> · {total}", whose=whose, total=total), ""]
    for place, certificate in page:
        day = day_of(texts, certificate.issued_on, with_year=True)
        name = shown(certificate.name) if certificate.name else "…"
        lines.append(
            texts(
                "{place}. <b>{name}</b> · {title} · {day}",
                place=place,
                name=name,
                title=certificate.title,
                day=day,
            )
        )
    newer = encode("cg", cohort_id, number - 1) if number else None
    older = encode("cg", cohort_id, number + 1) if (number + 1) * A_PAGE < total else None
    return "\n".join(lines), through_time(texts, newer, older)
