"""Certificates: issued once for each time a script reaches the action, true for anyone who asks, revoked by hand."""

import secrets
from dataclasses import dataclass, replace

from community.scope import Scope
from core.codes import code_of, read_code
from core.errors import Refused
from storage.audit import AuditEntry
from storage.certificates import Certificate
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.users import User

LONGEST_NAME = 64
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Merit:
    """What is certified, in the words that are printed. `kind` is its name in scripts, `key` its source key."""

    key: str
    kind: str
    title: str
    sentence: str
    design: str
    locale: str
    streak: int
    run_id: int | None = None


async def issue(scope: Scope, member: Member, user: User, merit: Merit) -> Certificate | None:
    """The member's new certificate; None if this merit was certified before.

    The code is drawn within the transaction: it is rolled back with everything else.
    """
    uow = scope.uow
    if await uow.certificates.by_key(merit.key) is not None:
        return None
    return uow.certificates.put(
        Certificate(
            id=uow.new_id(),
            community_id=member.community_id,
            member_id=member.id,
            key=merit.key,
            kind=merit.kind,
            code=code_of(secrets.randbits(64)),
            name=_printed(user.name),
            title=merit.title,
            sentence=merit.sentence,
            design=merit.design,
            locale=merit.locale,
            issuer=scope.community.title,
            issued_on=scope.today,
            issued_at=uow.now,
            check_ins=member.check_ins,
            streak=merit.streak,
            points=member.points,
            cohort=uow.certificates.cohort_name(member.id),
            run_id=merit.run_id,
        )
    )


def _printed(name: str) -> str:
    """A name on one line; of a very long one it is seen that it goes on."""
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"


async def verify(uow: UnitOfWork, text: str) -> Certificate:
    """The certificate with a code as somebody typed it, revoked or not.

    Refused `code_bad` (text) if it can be no code, `certificate_unknown` (number) if there is none.
    """
    code = read_code(text)
    if code is None:
        raise Refused("code_bad", text=text.strip()[:32])
    found = await uow.certificates.by_code(code)
    if found is None:
        raise Refused("certificate_unknown", number=code)
    return found


async def revoke(scope: Scope, certificate: Certificate, by: User, reason: str) -> AuditEntry:
    """It holds no longer, and whoever asks is told so. Refused `certificate_revoked` if it was already."""
    if not certificate.holds:
        raise Refused("certificate_revoked")
    reason = " ".join(reason.split())[:LONGEST_REASON]
    uow = scope.uow
    uow.certificates.put(
        replace(certificate, revoked_at=uow.now, revoked_by=by.id, revoked_reason=reason or None)
    )
    about = {"certificate": certificate.id, "code": certificate.code, "reason": reason}
    return uow.audit.record(
        by.id, "certificate_revoke", certificate.community_id, certificate.member_id, **about
    )


async def restore(uow: UnitOfWork, certificate_id: int) -> None:
    """A revoked certificate holds again. Refused `undo_overtaken` if it does already."""
    certificate = await uow.certificates.find(certificate_id)
    if certificate is None or certificate.holds:
        raise Refused("undo_overtaken")
    uow.certificates.put(replace(certificate, revoked_at=None, revoked_by=None, revoked_reason=None))
