"""What a community fills in for a script: its own values instead of the script's defaults. New runs begin with them."""

from collections.abc import Mapping
from dataclasses import replace

from community.scope import Scope
from core.errors import Refused
from storage.audit import AuditEntry
from storage.scripts import ScriptSwitch, SwitchState
from storage.users import User

ACT = "script_inputs"
LONGEST = 2000
"""Characters of one value."""

Value = str | int | float


def parse(text: str, *, number: bool) -> Value:
    """A value as somebody types it. Refused: `input_empty`, `input_too_long` (limit), `answer_not_a_number`."""
    said = text.strip()
    if not said:
        raise Refused("input_empty")
    if len(said) > LONGEST:
        raise Refused("input_too_long", limit=LONGEST)
    if not number:
        return said
    try:
        value = float(said.replace(",", "."))
    except ValueError as error:
        raise Refused("answer_not_a_number") from error
    return int(value) if value.is_integer() else value


async def of(scope: Scope, sop: str) -> Mapping[str, Value]:
    """What was filled in."""
    switch = await scope.uow.scripts.switch(scope.community.id, sop)
    return {} if switch is None else switch.inputs


async def fill_in(scope: Scope, by: User, sop: str, name: str, value: Value | None) -> AuditEntry:
    """Fill in one value; None: as in the script again. The audit log keeps all that stood there `before`."""
    before = await of(scope, sop)
    after = {key: one for key, one in before.items() if key != name}
    if value is not None:
        after[name] = value
    return await put(scope, by, sop, after)


async def put(scope: Scope, by: User, sop: str, inputs: Mapping[str, Value]) -> AuditEntry:
    """Fill in all of them."""
    uow, before = scope.uow, dict(await of(scope, sop))
    known = await uow.scripts.switch(scope.community.id, sop)
    if known is None:
        known = ScriptSwitch(uow.new_id(), scope.community.id, sop, SwitchState.ACTIVE, uow.now)
    uow.scripts.put_switch(replace(known, inputs=dict(inputs)))
    return uow.audit.record(by.id, ACT, scope.community.id, sop=sop, before=before)
