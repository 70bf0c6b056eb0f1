"""Who may do what: the one place where that is decided."""

from enum import IntEnum, StrEnum

from core.errors import Denied

ANONYMOUS_ADMIN = 1087968824
"""The account Telegram shows for anonymous admins of any group: nobody, ever."""

TELEGRAM_SERVICE = 777000
"""The account that forwards posts of a linked channel: nobody as well."""


class Role(IntEnum):
    """Ours, not Telegram's. A higher role may do what a lower one may."""

    STRANGER = 0
    MEMBER = 1
    ASSISTANT = 2
    OWNER = 3


class Act(StrEnum):
    """Everything a person can do through the bot that not everybody may."""

    CHECK_IN = "check_in"
    REPAIR_CHECK_IN = "repair_check_in"
    GIVE_LEAVE = "give_leave"
    SEE_SELF = "see_self"
    SEE_RANK = "see_rank"
    THANK = "thank"
    STEER_SOP = "steer_sop"
    TAG = "tag"
    FIND_PEOPLE = "find_people"
    AWARD = "award"
    CERTIFY = "certify"
    WORK_TODO = "work_todo"
    DECIDE_GATE = "decide_gate"
    RUN_COHORT = "run_cohort"
    NAME_STAFF = "name_staff"
    BIND_CHAT = "bind_chat"
    SET_UP = "set_up"
    READ_DIGEST = "read_digest"
    READ_AUDIT = "read_audit"
    SEND_SKIPPED = "send_skipped"
    RELEASE_RESTORE = "release_restore"


LOWEST: dict[Act, Role] = {
    Act.CHECK_IN: Role.MEMBER,
    Act.REPAIR_CHECK_IN: Role.ASSISTANT,
    Act.GIVE_LEAVE: Role.ASSISTANT,
    Act.SEE_SELF: Role.MEMBER,
    Act.SEE_RANK: Role.MEMBER,
    Act.THANK: Role.MEMBER,
    Act.STEER_SOP: Role.ASSISTANT,
    Act.TAG: Role.ASSISTANT,
    Act.FIND_PEOPLE: Role.ASSISTANT,
    Act.AWARD: Role.ASSISTANT,
    Act.CERTIFY: Role.ASSISTANT,
    Act.WORK_TODO: Role.ASSISTANT,
    Act.DECIDE_GATE: Role.ASSISTANT,
    Act.RUN_COHORT: Role.ASSISTANT,
    Act.NAME_STAFF: Role.OWNER,
    Act.BIND_CHAT: Role.OWNER,
    Act.SET_UP: Role.OWNER,
    Act.READ_DIGEST: Role.OWNER,
    Act.READ_AUDIT: Role.OWNER,
    Act.SEND_SKIPPED: Role.OWNER,
    Act.RELEASE_RESTORE: Role.OWNER,
}


def may(role: Role, act: Act) -> bool:
    """Whether somebody of this role may do this."""
    return role >= LOWEST[act]


def require(role: Role, act: Act) -> None:
    """Raise Denied unless the role may do this."""
    if not may(role, act):
        raise Denied("denied", act=act, needs=LOWEST[act])


def is_nobody(telegram_id: int) -> bool:
    """Accounts that stand for no person and must never be taken for one."""
    return telegram_id in (ANONYMOUS_ADMIN, TELEGRAM_SERVICE)
