"""`/staff`: who assists in this community; `/bind`: what this group is to it. Both are the owner's."""

from community import communities, staff
from core.callback import Press
from core.errors import Refused
from core.message import Rows
from core.permissions import Act, is_nobody
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.people import meant_anywhere, mention_of, user_of, words_of
from handlers.presses import PressRoute
from handlers.undo import Undoers
from storage.audit import AuditEntry
from storage.communities import ChatRole
from storage.users import User
from views import staff as view
from views.names import mention, shown
from views.undo import button

_BINDABLE = frozenset({ChatRole.MAIN, ChatRole.CAMP, ChatRole.CHAPTER, ChatRole.STAFF})


async def assistants(context: Context) -> Replies:
    """Name an assistant, take the role away, or tell who assists."""
    words = words_of(context)
    removing = words.first == "remove"
    member, rest = await meant_anywhere(context, words.after() if removing else words, anybody=True)
    if rest or (removing and member is None):
        raise WrongUse
    if member is None:
        return [context.reply(await _listing(context))]
    user, who = await user_of(context, member), await mention_of(context, member)
    if removing:
        entry = await staff.remove_assistant(context.inside, user, context.user)
        context.uow.requests.ask("menus", user_id=user.id)
        text = view.removed(context.texts, who, changed=entry is not None)
    else:
        entry = await name_assistant(context, user)
        text = view.named(context.texts, who, changed=entry is not None)
    return [context.reply(text, _undoable(context, entry))]


async def name_assistant(context: Context, user: User) -> AuditEntry | None:
    """Make somebody an assistant, with the menu of one; None if they were. Refused: `is_owner` (name)."""
    if user.telegram_id in context.services.settings.owner_ids:
        raise Refused("is_owner", name=user.name)
    entry = await staff.name_assistant(context.inside, user, context.user)
    context.uow.requests.ask("menus", user_id=user.id)
    return entry


async def _naming_back(context: Context, entry: AuditEntry) -> None:
    """Undo: no assistant after all, or one as before."""
    assert entry.member_id is not None
    user = await user_of(context, await context.uow.members.get(entry.member_id))
    back = staff.take_back_naming if entry.act == "name_assistant" else staff.take_back_removal
    await back(context.inside, user)
    context.uow.requests.ask("menus", user_id=user.id)


def _undoable(context: Context, entry: AuditEntry | None) -> Rows:
    return () if entry is None else ((button(context.texts, entry.id),),)


async def press_admin(context: Context, press: Press) -> Replies:
    """`as:<community id>:<user id>`: an admin of the group, offered by `/setup`, becomes an assistant."""
    await context.enter(press.number(0))
    context.require(Act.NAME_STAFF)
    user = await context.uow.users.find(press.number(1))
    if user is None:
        raise Refused("button_unknown")
    if is_nobody(user.telegram_id):
        raise Refused("member_is_bot", name=user.name)
    entry = await name_assistant(context, user)
    toast = Toast(view.named_toast(context.texts, shown(user.name), changed=entry is not None))
    if entry is None:
        return [toast]
    text = view.named(context.texts, mention(user.name, user.telegram_id), changed=True)
    return [toast, context.reply(text, _undoable(context, entry))]


async def bind(context: Context) -> Replies:
    """Say what this group is to the community: main, camp, chapter or staff."""
    if context.args.lower() not in _BINDABLE or context.chat is None:
        raise WrongUse
    role = ChatRole(context.args.lower())
    if context.scope is None:
        await context.become(await context.scope_of(await _only_community(context)))
    before = context.chat
    after = await communities.bind_chat(context.inside, before, role)
    text = view.bound(context.texts, role, context.community.title, changed=after != before)
    if after == before:
        return [context.reply(text)]
    entry = context.uow.audit.record(
        context.user.id, "bind_chat", context.community.id, chat=after.id, role=str(role)
    )
    context.uow.requests.ask("menus", chat_id=after.id)
    return [context.reply(text, _undoable(context, entry))]


async def _binding_back(context: Context, entry: AuditEntry) -> None:
    """Undo: the group is nothing to the community again; `/bind` says what it is."""
    assert entry.detail is not None
    chat = await communities.unbind_chat(context.inside, entry.detail["chat"], entry.detail["role"])
    context.uow.requests.ask("menus", chat_id=chat.id)


async def _only_community(context: Context) -> int:
    """The one community of this instance; with several, the buttons in the group say which is meant."""
    found = await context.uow.communities.all()
    if len(found) != 1:
        raise Refused("community_unclear")
    return found[0].id


async def _listing(context: Context) -> str:
    present = await staff.assistants(context.uow, context.community.id)
    return view.listing(context.texts, [shown(one.name) for one in present])


COMMANDS = (
    Command("staff", "assistants", assistants, Act.NAME_STAFF, usage="@member\nremove @member"),
    Command(
        "bind",
        "tell me what this group is",
        bind,
        Act.BIND_CHAT,
        Where.GROUP | Where.STAFF,
        usage="staff | camp | chapter | main",
        unbound=True,
    ),
)

PRESSES = (PressRoute("as", press_admin),)
UNDO: Undoers = {
    "name_assistant": (Act.NAME_STAFF, _naming_back),
    "remove_assistant": (Act.NAME_STAFF, _naming_back),
    "bind_chat": (Act.BIND_CHAT, _binding_back),
}
