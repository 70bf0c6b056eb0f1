"""`/digest`: today so far, for the owner; and the words of the daily one."""

from datetime import date

from community.digest import figures
from community.scope import Scope
from core.permissions import Act
from handlers.commands import Command, Where
from handlers.context import Context, Replies, Services
from views import digest as view
from views.names import mention
from views.texts import texts_for


async def digest(context: Context) -> Replies:
    """Today so far; nobody is named where others read it."""
    scope = context.inside
    text = await digest_text(context.services, scope, scope.today, named=context.private)
    return [context.reply(text)]


async def digest_text(services: Services, scope: Scope, day: date, *, named: bool) -> str:
    """The digest of a local day in the community's language."""
    uow, community = scope.uow, scope.community
    found = await figures(scope, day, services.settings.owner_ids)
    names = None
    if named:
        members = [await uow.members.get(one.member_id) for one in found.care if one.member_id is not None]
        await uow.users.load_ids(member.user_id for member in members)
        users = {member.id: uow.users.known(member.user_id) for member in members}
        names = {key: mention(user.name, user.telegram_id) for key, user in users.items()}
    scripts = services.library.in_force(community.locale)
    titles = {sop: entry.program.title for sop, entry in scripts.items()}
    frame = view.Frame(
        community=community.title,
        names=names,
        titles={sop: title.said_in(community.locale) for sop, title in titles.items() if title is not None},
        now=uow.now,
        compared=found.before.day >= scope.day(community.created_at),
        so_far=day == scope.today,
    )
    return view.digest(texts_for(community.locale), found, frame)


COMMANDS = (Command("digest", "today so far", digest, Act.READ_DIGEST, Where.PRIVATE | Where.STAFF),)
