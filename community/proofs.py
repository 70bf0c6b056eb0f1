"""Proofs: what a check-in brings along where a script wants more than a press, and whether it is new."""

import difflib
import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from community import check_ins
from community.scope import Scope
from config.check_ins import LikenessPolicy
from core.errors import Refused
from storage.members import Member
from storage.proofs import FINE, SUSPECT, TAKEN_BACK, Proof
from storage.users import User

LONGEST = 4000
"""Characters of a text that are kept."""

REQUEST = "proof"
"""The kind of request by which a proof is looked at, outside of any transaction."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a script wants of a check-in. `least`: characters besides the word for checking in."""

    least: int = 0
    prompt: str | None = None
    photo: bool = False
    keeps_text: bool = False
    keeps_picture: bool = False

    @property
    def is_more(self) -> bool:
        """A press alone does not do."""
        return self.least > 0 or self.photo


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody wrote and showed. `file_id` lets us fetch the picture, `file_key` is the same for everybody."""

    text: str = ""
    file_id: str | None = None
    file_key: str | None = None


NOTHING = Shown()


class Lack(StrEnum):
    """What is missing."""

    WORDS = "words"
    PHOTO = "photo"


def key_of(proof: Proof) -> str:
    """The key of the to-do about it."""
    return f"{REQUEST}:{proof.id}"


def proof_in(key: str | None) -> int | None:
    """The proof that a to-do with this key is about."""
    kind, _, proof_id = (key or "").partition(":")
    return int(proof_id) if kind == REQUEST and proof_id.isdigit() else None


def lacking(demand: Demand, shown: Shown) -> Lack | None:
    """What a check-in still lacks; None if it will do."""
    if demand.photo and shown.file_id is None:
        return Lack.PHOTO
    return Lack.WORDS if length(shown.text) < demand.least else None


def length(text: str) -> int:
    """Characters that say something: runs of blanks count as one, the same character over and over as three."""
    counted = run = 0
    before = ""
    for char in " ".join(text.split()):
        run = run + 1 if char == before else 1
        counted += run <= 3
        before = char
    return counted


def keep(scope: Scope, member: Member, day: date, demand: Demand, shown: Shown) -> Proof | None:
    """Keep what the script asks for; it is looked at later (`REQUEST`). None if there is nothing to keep."""
    text = shown.text.strip()[:LONGEST] if demand.keeps_text else ""
    pictured = demand.keeps_picture and shown.file_id is not None
    if not text and not pictured:
        return None
    letters = _letters(text)
    compared = len(letters) >= scope.policies.check_in.alike.shortest_text
    proof = Proof(
        id=scope.uow.new_id(),
        community_id=member.community_id,
        member_id=member.id,
        day=day,
        at=scope.uow.now,
        text=text or None,
        text_key=hashlib.blake2b(letters.encode(), digest_size=16).hexdigest() if compared else None,
        file_id=shown.file_id if pictured else None,
        file_key=shown.file_key if pictured else None,
    )
    scope.uow.proofs.put(proof)
    scope.uow.requests.ask(REQUEST, proof=proof.id)
    return proof


class Likeness(StrEnum):
    """In what a proof is too much like another."""

    TEXT = "text"
    PICTURE = "picture"


def alike(proof: Proof, others: Iterable[Proof], policy: LikenessPolicy) -> tuple[Proof, Likeness] | None:
    """The first earlier proof that this one repeats, if there is one. Pure, and long for many others."""
    letters = _letters(proof.text or "")
    matcher = difflib.SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(letters)
    for other in others:
        if _same_picture(proof, other, policy):
            return other, Likeness.PICTURE
        if proof.text_key is None or other.text_key is None:
            continue
        if proof.text_key == other.text_key:
            return other, Likeness.TEXT
        matcher.set_seq1(_letters(other.text or ""))
        least = policy.text / 100
        # Two cheap upper bounds come first, so that the long comparison is made for few.
        if matcher.real_quick_ratio() >= least <= matcher.quick_ratio() and matcher.ratio() >= least:
            return other, Likeness.TEXT
    return None


def suspect(scope: Scope, proof: Proof) -> Proof:
    """An assistant is asked to look at it."""
    return scope.uow.proofs.put(replace(proof, state=SUSPECT))


async def decide(scope: Scope, proof: Proof, by: User, *, fine: bool) -> Proof:
    """An assistant has looked: it stays, or the check-in is taken back. Refused: `proof_decided`."""
    if proof.state in (FINE, TAKEN_BACK):
        raise Refused("proof_decided")
    member = await scope.uow.members.get(proof.member_id)
    if not fine:
        await check_ins.take_back(scope, member, proof.day)
    scope.uow.audit.record(
        by.id, "judge_proof", member.community_id, member.id, day=proof.day.isoformat(), fine=fine
    )
    return scope.uow.proofs.put(replace(proof, state=FINE if fine else TAKEN_BACK))


def _same_picture(proof: Proof, other: Proof, policy: LikenessPolicy) -> bool:
    if proof.file_key is not None and proof.file_key == other.file_key:
        return True
    if proof.picture_hash is None or other.picture_hash is None:
        return False
    return (int(proof.picture_hash, 16) ^ int(other.picture_hash, 16)).bit_count() <= policy.picture


def _letters(text: str) -> str:
    """A text without what is easily changed: blanks, signs, emoji, case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())
