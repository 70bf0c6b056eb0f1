"""`/certificate`: one's own again, or somebody's for staff; `/verify`: the truth for anyone; `/graduates`."""

from markupsafe import Markup

from community import certificates, cohorts, house_rules
from core.callback import Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Picture, Rows, Target
from core.permissions import Act
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies
from handlers.people import meant_first, mention_of, words_of
from handlers.presses import PressRoute
from handlers.undo import Undoers
from storage.audit import AuditEntry
from storage.certificates import Certificate, Wall
from views import certificates as view
from views import results
from views.results import Result
from views.texts import texts_for

_DESIGN = ("design", "样式")

SHOWN_AGAIN = 3
"""The newest certificates that `/certificate` sends, at most."""


async def certificate(context: Context) -> Replies:
    """One's own, as pictures in private; staff see somebody's in a list, with a button to revoke each."""
    words = words_of(context)
    if words.first in _DESIGN and len(words.words) == 1:
        context.require(Act.SET_UP)
        return [context.reply(*view.designs(context.texts, _designs(context)))]
    if words:
        context.require(Act.CERTIFY)
        member, rest = await meant_first(context, words)
        if rest:
            raise WrongUse
        found = await context.uow.certificates.of_member(member.id)
        who = await mention_of(context, member)
        return [context.reply(*view.of_member(context.texts, who, found))]
    mine = await context.uow.certificates.of_member(context.me.id)
    if not mine:
        return [context.whisper(view.none_yet(context.texts))]
    sent = [_again(context, one) for one in mine[:SHOWN_AGAIN]]
    if context.private:
        return sent
    return [*sent, context.whisper(view.in_private_now(context.texts, context.user.name))]


async def verify(context: Context) -> Replies:
    """Whether a certificate is real and holds; asked by anyone, in or out of the community."""
    if not context.args:
        raise WrongUse
    found = await certificates.verify(context.uow, context.args)
    return [context.reply(view.verified(context.texts, found))]


async def graduates(context: Context) -> Replies:
    """The wall: a picture of the newest, and all of them to page through."""
    name = context.args.strip()
    cohort = await cohorts.find(context.inside, name) if name else None
    wall = Wall(context.community.id, cohort.id if cohort else None)
    text, rows = await _page(context, wall, 0)
    return [context.reply(text, rows, await _picture(context, wall))]


async def turn(context: Context, press: Press) -> Replies:
    """`cg:<cohort id or 0>:<page>`: another page of the wall."""
    if context.scope is None:
        raise context.nowhere()
    context.require(Act.SEE_RANK)
    cohort_id = press.number(0) or None
    known = {one.id for one in await context.uow.cohorts.of_community(context.community.id)}
    if cohort_id is not None and cohort_id not in known:
        raise Refused("button_unknown")
    text, rows = await _page(context, Wall(context.community.id, cohort_id), press.number(1))
    row = await context.pressed()
    return [context.reply(text, rows)] if row is None else [Edit(row.id, text, rows)]


async def ask_why(context: Context, press: Press) -> Replies:
    """`cx:<certificate>`: staff want to revoke it; asks whether really, and why."""
    found = await _for_staff(context, press)
    if not found.holds:
        raise Refused("certificate_revoked")
    return await _shown(context, *view.ask_why(context.texts, await _holder(context, found), found))


async def revoke(context: Context, press: Press) -> Replies:
    """`cw:<certificate>:<reason>`: it is revoked."""
    found = await _for_staff(context, press)
    reason = view.reason(context.texts, press.number(1))
    entry = await certificates.revoke(context.inside, found, context.user, reason)
    who = await _holder(context, found)
    return await _shown(context, *view.revoked(context.texts, who, found, entry.id))


async def keep(context: Context, press: Press) -> Replies:
    """`ck:<certificate>`: it is not revoked after all."""
    await _for_staff(context, press)
    return await _shown(context, view.kept(context.texts), ())


async def restore(context: Context, entry: AuditEntry) -> None:
    """A revoked certificate holds again."""
    await certificates.restore(context.uow, int((entry.detail or {}).get("certificate", 0)))


async def choose_design(context: Context, press: Press) -> Replies:
    """`cd:<community>:<design>`: the owner chooses how certificates look, and sees one."""
    await context.enter(press.number(0))
    context.require(Act.SET_UP)
    policy, name = context.services.policies.certificates, press.word(1)
    if name not in policy.designs:
        raise Refused("button_unknown")
    context.scope = house_rules.change(context.inside, context.user, certificate_design=name)
    changed = await _shown(context, *view.designs(context.texts, _designs(context)))
    scope, design = context.inside, policy.designs[name]
    sample = view.specimen(context.texts, design, name, scope.community.title, scope.uow.now, scope.today)
    picture = view.picture(context.texts, sample, design)
    return [*changed, context.reply(view.this_is_how(context.texts), picture=picture)]


def _designs(context: Context) -> view.Designs:
    policy, locale = context.services.policies.certificates, context.texts.locale
    called = {name: design.called.in_locale(locale) for name, design in policy.designs.items()}
    chosen, _ = policy.design(context.inside.house.certificate_design)
    return view.Designs(context.community.id, chosen, called)


def _again(context: Context, found: Certificate) -> Message:
    return Message(
        to=Target.user(context.user.id),
        kind=Kind.REPLY,
        text=view.again(context.texts, found),
        community_id=found.community_id,
        picture=_drawn(context, found) if found.holds else None,
    )


def _drawn(context: Context, found: Certificate) -> Picture:
    _, design = context.services.policies.certificates.design(found.design)
    return view.picture(texts_for(found.locale), found, design)


async def _page(context: Context, wall: Wall, number: int) -> tuple[str, Rows]:
    store = context.uow.certificates
    total = await store.count_of(wall)
    number = min(number, max(0, total - 1) // view.A_PAGE)
    first = number * view.A_PAGE
    page = list(enumerate(await store.page_of(wall, first, view.A_PAGE), first + 1))
    cohort = None if wall.cohort_id is None else await context.uow.cohorts.get(wall.cohort_id)
    whose = context.community.title if cohort is None else cohort.name
    return view.wall(context.texts, whose, page, total, number, wall.cohort_id or 0)


async def _picture(context: Context, wall: Wall) -> Picture | None:
    store = context.uow.certificates
    newest = [one for one in await store.page_of(wall, 0, results.SHOWN) if one.name]
    if not newest:
        return None
    shown = [Result(one.name, one.check_ins, one.streak, one.points) for one in newest]
    total, title = await store.count_of(wall), context.community.title
    return results.picture(context.texts, title, context.inside.today, *shown, more=total - len(shown))


async def _for_staff(context: Context, press: Press) -> Certificate:
    found = await context.uow.certificates.find(press.number(0))
    if found is None:
        raise Refused("button_unknown")
    await context.enter(found.community_id)
    context.require(Act.CERTIFY)
    return found


async def _holder(context: Context, found: Certificate) -> Markup:
    return await mention_of(context, await context.uow.members.get(found.member_id))


async def _shown(context: Context, text: str, rows: Rows) -> Replies:
    row = await context.pressed()
    if row is None:
        return [context.reply(text, rows)]
    return [Edit(row.id, text, rows)]


COMMANDS = (
    Command(
        "certificate", "your certificate, once more", certificate, Act.SEE_SELF, usage="\n@member\ndesign"
    ),
    Command("graduates", "everybody who graduated", graduates, Act.SEE_RANK, usage="[COHORT]"),
    Command(
        "verify",
        "check whether a certificate is real",
        verify,
        where=Where.ANYWHERE,
        usage="K7QM2-9XT4R",
        unbound=True,
    ),
)

PRESSES = (
    PressRoute("cg", turn),
    PressRoute("cd", choose_design),
    PressRoute("cx", ask_why),
    PressRoute("cw", revoke),
    PressRoute("ck", keep),
)

UNDO: Undoers = {"certificate_revoke": (Act.CERTIFY, restore)}
