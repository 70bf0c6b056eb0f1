"""A member's own command that starts nothing is answered all the same: silence would look like a defect."""

from core.facts import Fact
from core.message import Kind, Message, Target
from sop.engine.readers import texts_of
from sop.engine.turn import Turn
from sop.program import Program
from sop.starting import Refusal
from views import scripts as view
from views.names import mention


async def answer(turn: Turn, fact: Fact, program: Program, refusal: Refusal) -> None:
    """Tell the member, where they sent it, why the script does not start."""
    if fact.member_id is None:
        return
    ground = await turn.ground(fact.community_id)
    member = await turn.uow.members.get(fact.member_id)
    user = await turn.uow.users.get(member.user_id)
    texts = await texts_of(ground.scope, user.id if fact.chat_id is None else None)
    text = view.not_begun(texts, program.called(ground.locale), refusal.reason)
    if fact.chat_id is None:
        await turn.uow.outbox.plan(
            Message(Target.user(user.id), Kind.REPLY, text, community_id=fact.community_id)
        )
        return
    who = mention(user.name, user.telegram_id)
    await turn.uow.outbox.plan(
        Message(
            Target.chat(fact.chat_id),
            Kind.REPLY,
            view.said_to(texts, who, text),
            community_id=fact.community_id,
            only_for=user.id,
            clear_after=ground.scope.house.stays,
        )
    )
