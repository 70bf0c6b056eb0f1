"""Check-ins that scripts wait for: those who owe one are counted and reminded."""

from sop.effects import ExcuseCheckIn, ExpectCheckIn
from sop.engine.acts import Act


async def expect(act: Act, effect: ExpectCheckIn) -> None:
    """It counts in the rate of that day."""
    act.uow.check_ins.expect(act.run.community_id, act.member.id, effect.on)


async def excuse(act: Act, effect: ExcuseCheckIn) -> None:
    """It does not count."""
    act.uow.check_ins.excuse(act.member.id, effect.on)
