"""Where and in which language a community is at home, and when its owner reads the digest. All of it can be changed."""

from dataclasses import replace
from zoneinfo import available_timezones

from community import daily_round, digest_hour, shift_hours
from community.scope import Scope
from config.settings import LOCALES
from core.errors import Refused
from core.localtime import format_wall, parse_wall
from storage.audit import AuditEntry
from storage.users import User

ACT = "set_up"
"""In the audit log; its detail has what was `before`."""


async def change(scope: Scope, by: User, **changes: str) -> tuple[Scope, AuditEntry]:
    """Change `locale`, `timezone` (of the IANA) or `digest_at` (`HH:MM`); what is planned by local time follows.

    Scripts' own schedules are the engine's (`Engine.retime`). Refused: `house_rule_bad` (name).
    """
    checked = {name: _checked(name, value) for name, value in changes.items()}
    before = {name: str(getattr(scope.community, name)) for name in checked}
    community = scope.uow.communities.put(replace(scope.community, **checked))  # type: ignore[arg-type]
    entry = scope.uow.audit.record(by.id, ACT, community.id, before=before, changed=checked)
    scope = scope.with_community(community)
    if {"timezone", "digest_at"} & checked.keys():
        await digest_hour.retime(scope)
    if "timezone" in checked:
        await shift_hours.retime(scope)
        await daily_round.retime(scope)
    if "locale" in checked:
        scope.uow.requests.ask("menus")
    return scope, entry


def _checked(name: str, value: str) -> str:
    if name == "digest_at":
        try:
            return format_wall(parse_wall(value.strip().replace("：", ":")))
        except ValueError as error:
            raise Refused("house_rule_bad", name=name) from error
    known = LOCALES if name == "locale" else available_timezones()
    if value not in known:
        raise Refused("house_rule_bad", name=name)
    return value
