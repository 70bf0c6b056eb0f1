"""What scripts can do is known everywhere: each action is decided, each effect is carried out."""

from sop import effects
from sop.actions import ACTIONS
from sop.deciding.table import HANDLERS
from sop.effects import Effect
from sop.engine.effects.table import APPLY


def test_every_action_is_decided() -> None:
    assert HANDLERS.keys() == set(ACTIONS.values())


def test_every_effect_is_carried_out() -> None:
    declared = {one for one in vars(effects).values() if isinstance(one, type) and issubclass(one, Effect)}

    assert APPLY.keys() == declared - {Effect}
