"""`/staff`: who assists in this community; `/bind`: what this group is to it. Both are the owner's."""

from community import communities, staff
from core.callback import Press
from core.errors import Refused
from core.permissions import Act, is_nobody
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.people import meant_anywhere, mention_of, user_of, words_of
from handlers.presses import PressRoute
from storage.communities import ChatRole
from storage.users import User
from views import staff as view
from views.names import mention, shown

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
        changed = await staff.remove_assistant(context.inside, user, context.user)
        context.uow.requests.ask("menus", user_id=user.id)
        text = view.removed(context.texts, who, changed=changed)
    else:
        changed = await name_assistant(context, user)
        text = view.named(context.texts, who, changed=changed)
    return [context.reply(text)]


async def name_assistant(context: Context, user: User) -> bool:
    """Make somebody an assistant, with the menu of one; False if they were. Refused: `is_owner` (name)."""
    if user.telegram_id in context.services.settings.owner_ids:
        raise Refused("is_owner", name=user.name)
    changed = await staff.name_assistant(context.inside, user, context.user)
    context.uow.requests.ask("menus", user_id=user.id)
    return changed


async def press_admin(context: Context, press: Press) -> Replies:
    """`as:<community id>:<user id>`: an admin of the group, offered by `/setup`, becomes an assistant."""
    await context.enter(press.number(0))
    context.require(Act.NAME_STAFF)
    user = await context.uow.users.find(press.number(1))
    if user is None:
        raise Refused("button_unknown")
    if is_nobody(user.telegram_id):
        raise Refused("member_is_bot", name=user.name)
    changed = await name_assistant(context, user)
    text = view.named(context.texts, mention(user.name, user.telegram_id), changed=changed)
    toast = Toast(view.named_toast(context.texts, shown(user.name), changed=changed))
    return [toast, context.reply(text)] if changed else [toast]


async def bind(context: Context) -> Replies:
    """Say what this group is to the community: main, camp, chapter or staff."""
    if context.args.lower() not in _BINDABLE or context.chat is None:
        raise WrongUse
    role = ChatRole(context.args.lower())
    if context.scope is None:
        await context.become(await context.scope_of(await _only_community(context)))
    before = context.chat
    after = await communities.bind_chat(context.inside, before, role)
    if after != before:
        context.uow.audit.record(
            context.user.id, "bind_chat", context.community.id, chat=after.id, role=str(role)
        )
        context.uow.requests.ask("menus", chat_id=after.id)
    return [context.reply(view.bound(context.texts, role, context.community.title, changed=after != before))]


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
