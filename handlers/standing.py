"""The bot in a group: who added it and what follows, lost rights, removal and return, the owner's choice."""

from collections.abc import Sequence

from community import communities, house_rules, staff
from community.communities import BotStanding, Change, ChatChange
from community.scope import Scope
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Target
from core.permissions import Act
from handlers.batch import Batch, profile_of
from handlers.context import Context, Replies, Reply, Services, Toast
from handlers.incoming import BotChanged
from handlers.presses import PressRoute
from storage.communities import Chat, ChatRole
from storage.unit_of_work import UnitOfWork
from views import chats as view
from views.texts import Texts, texts_for

_ROLES = {view.STAFF: ChatRole.STAFF, view.CHAPTER: ChatRole.CHAPTER}
_ADMIN = ("administrator", "creator")


async def bot_in_group(changed: BotChanged, batch: Batch) -> Replies:
    """Added, given other rights, or removed."""
    uow, services = batch.uow, batch.services
    before = await batch.chat(changed.chat)
    by = await batch.user(changed.author)
    new = changed.new_chat_member
    standing = BotStanding(new.inside, new.status, new.rights)
    told = await communities.bot_changed(uow, services.policies, profile_of(changed.chat), standing, by)
    chat = told.chat
    if chat is None:
        return []
    if told.change is Change.ADDED and chat.community_id is None:
        return await _added(batch, chat, by_owner=by.telegram_id in services.settings.owner_ids)
    if chat.community_id is None:
        return []
    scope = await batch.scope(chat.community_id)
    if told.change is Change.REMOVED:
        await services.engine.freeze(uow, chat)
        days = services.policies.comes_back_within_days
        return await _to_owners(scope, services, view.removed(_texts(scope), chat.title, days))
    if told.change in (Change.RETURNED, Change.RETURNED_LATE):
        return await _returned(scope, services, told)
    if told.change is Change.RIGHTS and before is not None:
        return await _to_owners(scope, services, *_lost(_texts(scope), before, chat))
    return []


async def choose_role(context: Context, press: Press) -> Replies:
    """`cr:<chat id>:<what>[:<community id>]`: the owner says what a further group is."""
    chat = context.chat
    if chat is None or chat.id != press.number(0):
        raise Refused("button_unknown")
    context.require(Act.BIND_CHAT)
    what = press.word(1)
    replies: list[Reply] = []
    if what == view.NEW:
        if chat.community_id is not None:
            raise Refused("chat_bound", title=chat.title, role=chat.role)
        scope = await found(context.uow, context.services, chat)
        replies = list(_welcome(scope, context.services, chat))
    else:
        if what not in _ROLES:
            raise CallbackError(f"no role: {what!r}")
        await context.enter(press.number(2))
        scope = context.inside
        await communities.bind_chat(scope, chat, _ROLES[what])
    context.uow.audit.record(context.user.id, "bind_chat", scope.community.id, chat=chat.id, role=what)
    context.uow.requests.ask("menus", chat_id=chat.id)
    text = view.bound(_texts(scope), what, scope.community.title)
    row = await context.pressed()
    asked = [] if row is None else [Edit(row.id, text)]
    return [Toast(text), *asked, *replies]


async def found(uow: UnitOfWork, services: Services, chat: Chat) -> Scope:
    """Make a group a community of its own, the shipped scripts on."""
    settings = services.settings
    community = await communities.found(uow, services.policies, chat, settings.timezone, settings.locale)
    scope = Scope(uow, community, services.policies)
    for owner in await staff.owners(uow, settings.owner_ids):
        await staff.mark_as_staff(scope, owner)
    await services.engine.sync_schedules(uow)
    return scope


async def _added(batch: Batch, chat: Chat, *, by_owner: bool) -> Replies:
    uow, services = batch.uow, batch.services
    texts = texts_for(services.settings.locale)
    here = Target.chat(chat.id)
    if not by_owner:
        # Planned here, so that it goes before the leaving does.
        await uow.outbox.plan(Message(to=here, kind=Kind.NOTICE, text=view.no_owner(texts)))
        uow.outbox.plan_leaving(chat.id)
        return []
    existing = await uow.communities.all()
    if existing:
        choices = [(community.id, community.title) for community in existing]
        text, buttons = view.ask_role(texts, chat.id, choices)
        return [Message(to=here, kind=Kind.NOTICE, text=text, buttons=buttons)]
    return _welcome(await found(uow, services, chat), services, chat)


def _welcome(scope: Scope, services: Services, chat: Chat) -> Sequence[Message]:
    text, buttons = view.founded(_texts(scope), services.me.name, scope.community.id)
    return [
        Message(
            to=Target.chat(chat.id),
            kind=Kind.NOTICE,
            text=text,
            buttons=buttons,
            community_id=scope.community.id,
        )
    ]


async def _returned(scope: Scope, services: Services, told: ChatChange) -> Replies:
    """Back in a group: what stood still there goes on, or ends if that was too long ago."""
    assert told.chat is not None
    in_time = told.change is Change.RETURNED
    if told.chat.role == ChatRole.MAIN:
        house_rules.note_absence(scope, scope.uow.now - told.away)
    await services.engine.thaw(scope.uow, told.chat, in_time=in_time)
    if not in_time or not told.chat.for_members:
        return []
    text = view.back(_texts(scope))
    here = Target.chat(told.chat.id)
    return [Message(to=here, kind=Kind.NOTICE, text=text, community_id=scope.community.id)]


def _lost(texts: Texts, before: Chat, after: Chat) -> list[str]:
    """What the owner should know of rights that are gone."""
    if after.silenced:
        return [view.silenced(texts, after.title)]
    if before.bot_status in _ADMIN and after.bot_status not in _ADMIN:
        return [view.needs_admin(texts, after.title)]
    return []


async def _to_owners(scope: Scope, services: Services, *warnings: str) -> list[Message]:
    """Warn the owners in private."""
    places = await staff.owner_places(scope, services.settings.owner_ids) if warnings else []
    return [
        Message(to=place, kind=Kind.WARNING, text=text, community_id=scope.community.id)
        for place in places
        for text in warnings
    ]


def _texts(scope: Scope) -> Texts:
    return texts_for(scope.community.locale)


PRESSES = (PressRoute("cr", choose_role),)
