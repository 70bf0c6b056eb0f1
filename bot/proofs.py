"""The errand that looks at a kept proof: fetches its picture, compares it with earlier ones, calls an assistant."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from aiogram import Bot

from bot.picture_hash import picture_hash
from community import proofs, staff, todos
from community.proofs import Likeness
from community.scope import Scope
from community.todos import Order
from config.check_ins import LikenessPolicy
from core.permissions import Role
from handlers.context import Services
from sop.engine.cards import post
from storage.proofs import KEPT, Proof
from storage.unit_of_work import UnitOfWork
from views import proofs as view
from views.texts import texts_for

DUE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A proof, and the earlier ones it may repeat."""

    proof: Proof
    others: Sequence[Proof]
    policy: LikenessPolicy


@dataclass(frozen=True, slots=True)
class Finding:
    """What its picture looks like, and which proof it repeats."""

    picture_hash: str | None
    like: tuple[Proof, Likeness] | None


class LookAtProof:
    """Quietly: the check-in counts, and nobody but an assistant hears of a likeness."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def prepare(self, uow: UnitOfWork, data: dict[str, Any]) -> Comparison | None:
        """The proof and what it is compared with; None if somebody has judged it already."""
        proof = await uow.proofs.find(int(data["proof"]))
        if proof is None or proof.state != KEPT:
            return None
        policy = self._services.policies.check_in.alike
        return Comparison(proof, await uow.proofs.before(proof, policy.own, policy.others), policy)

    async def ask(self, bot: Bot, question: Comparison) -> Finding:
        """Fetch the picture and compare, beside the loop."""
        looks = None
        if question.proof.file_id is not None:
            file = await bot.get_file(question.proof.file_id)
            content = BytesIO()
            assert file.file_path is not None, "Telegram names the path of a photo"
            await bot.download_file(file.file_path, content)
            looks = await asyncio.to_thread(picture_hash, content.getvalue())
        proof = replace(question.proof, picture_hash=looks)
        return Finding(looks, await asyncio.to_thread(proofs.alike, proof, question.others, question.policy))

    async def answer(self, uow: UnitOfWork, data: dict[str, Any], answer: Finding | None) -> None:
        """Remember how it looks; open a to-do if it is too much like another. None: Telegram hid the picture."""
        proof = await uow.proofs.find(int(data["proof"]))
        if proof is None or proof.state != KEPT or answer is None:
            return
        proof = uow.proofs.put(replace(proof, picture_hash=answer.picture_hash))
        if answer.like is not None:
            await self._call(uow, proof, *answer.like)

    async def _call(self, uow: UnitOfWork, proof: Proof, other: Proof, likeness: Likeness) -> None:
        scope = await Scope.of(uow, proof.community_id, self._services.policies)
        proofs.suspect(scope, proof)
        member = await uow.members.get(other.member_id)
        whose = await uow.users.get(member.user_id)
        own = other.member_id == proof.member_id
        seen = view.Likeness(proof, other, likeness, None if own else whose.name)
        text = view.suspicion(texts_for(scope.community.locale), seen)
        order = Order(
            proofs.key_of(proof), text, "assistant", uow.now + DUE, member_id=proof.member_id, escalate=None
        )
        todo = await todos.open_task(scope, order)
        places = await staff.staff_places(scope, self._services.settings.owner_ids, Role.ASSISTANT)
        await post(scope, todo, places)
