"""`/who SELECTOR`: who in the community is meant, paged, and as a file in private."""

from collections.abc import Sequence

from community import levels, selection, stages
from core import selectors
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Rows, Target
from core.permissions import Act
from core.selection import Selector, Trait
from handlers.commands import Command, Where
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from storage.members import Member
from storage.selections import Selection
from storage.users import Reach
from views import who as view
from views.texts import Texts
from views.times import day_near

MOST_IN_A_FILE = 20_000
"""Lines of one file: what is read for it is read in one transaction."""

_READ_AT_ONCE = 500


async def who(context: Context) -> Replies:
    """Those a selector means, the first page of them."""
    selector = selectors.parse(context.args)
    return [await _first_page(context, context.args.strip(), selector)]


async def press_tag(context: Context, press: Press) -> Replies:
    """`wt:<a row of tags>`: those who hold a tag, from the library."""
    tag = await context.uow.tags.named(press.number(0))
    if tag is None:
        raise Refused("button_too_old")
    context.require(Act.FIND_PEOPLE)
    text = f"tag:{tag}"
    return [await _first_page(context, text, selectors.parse(text))]


async def turn(context: Context, press: Press) -> Replies:
    """`wh:<selection>:` `n:<after>:<before>` leafs on, `p:<id>:<before>` back, `f` sends the file."""
    kept = await context.uow.selections.find(press.number(0))
    if kept is None:
        raise Refused("button_too_old")
    await context.enter(kept.community_id)
    context.require(Act.FIND_PEOPLE)
    act, selector = press.word(1), selectors.parse(kept.text)
    if act == "f":
        return await _file(context, kept, selector)
    if act not in ("n", "p"):
        raise CallbackError(f"no way to leaf: {act!r}")
    leaf = selection.page if act == "n" else selection.page_before
    ids = await leaf(context.inside, selector, press.number(2), view.A_PAGE)
    total = await selection.count(context.inside, selector)
    row = await context.pressed()
    if row is None or not ids:
        raise Refused("button_too_old")
    return [Edit(row.id, *await _page(context, kept, total, press.number(3), ids))]


async def _first_page(context: Context, text: str, selector: Selector) -> Message:
    await _check_scripts(context, selector)
    scope = context.inside
    total = await selection.count(scope, selector)
    context.uow.audit.record(context.user.id, "who", scope.community.id, selector=text, found=total)
    if not total:
        return context.reply(view.nobody(context.texts, text))
    kept = context.uow.selections.keep(scope.community.id, text)
    ids = await selection.page(scope, selector, 0, view.A_PAGE)
    return context.reply(*await _page(context, kept, total, 0, ids))


async def _check_scripts(context: Context, selector: Selector) -> None:
    """A script that there isn't is a slip. Refused `sop_unknown`."""
    known = context.services.library.in_force(context.community.locale)
    for test in selector.tests():
        if test.trait in (Trait.SOP, Trait.DONE) and test.value not in known:
            raise Refused("sop_unknown", sop=str(test.value)[:64], known=sorted(known))


async def _page(
    context: Context, kept: Selection, total: int, before: int, ids: Sequence[int]
) -> tuple[str, Rows]:
    scope, uow = context.inside, context.uow
    found = []
    active = await uow.activity.last_days(list(ids))
    for member in await _loaded(context, ids):
        last = active.get(member.id)
        day = None if last is None else day_near(context.texts, last, scope.today)
        held = [tag.tag for tag in uow.tags.known(member.id)]
        name = uow.users.known(member.user_id).name
        found.append(view.Found(member.id, name, member.points, member.stage, day, held))
    page = view.Page(kept.id, total, before, ids[0], ids[-1])
    return view.people(context.texts, kept.text, page, found)


async def _loaded(context: Context, ids: Sequence[int]) -> list[Member]:
    """These members, with their accounts and tags."""
    uow = context.uow
    await uow.members.load_ids(ids)
    found = [uow.members.known(key) for key in ids]
    await uow.users.load_ids({member.user_id for member in found})
    await uow.tags.load(ids)
    return found


async def _file(context: Context, kept: Selection, selector: Selector) -> Replies:
    """All of them as a CSV, to the private chat of who asked. Refused `private_closed`."""
    if context.user.reach != Reach.OPEN:
        raise Refused("private_closed")
    scope, texts = context.inside, context.texts
    rows: list[view.Row] = []
    after, ids = 0, [0]
    while ids and len(rows) < MOST_IN_A_FILE:
        ids = await selection.page(scope, selector, after, _READ_AT_ONCE)
        rows += await _rows(context, ids, texts)
        after = ids[-1] if ids else after
        await context.uow.breath.take()
    content = view.file_of(texts, rows)
    name = f"people_{scope.today:%Y%m%d}.csv"
    context.uow.audit.record(
        context.user.id, "who_file", scope.community.id, selector=kept.text, found=len(rows)
    )
    message = Message(
        to=Target.user(context.user.id),
        kind=Kind.REPLY,
        text=view.file_caption(texts, kept.text, len(rows)),
        community_id=scope.community.id,
        attachment=context.uow.attachments.add(name, content),
    )
    return [Toast("" if context.private else view.file_sent(texts)), message]


async def _rows(context: Context, ids: Sequence[int], texts: Texts) -> list[view.Row]:
    if not ids:
        return []
    scope, uow = context.inside, context.uow
    found = await _loaded(context, ids)
    active = await uow.activity.last_days(list(ids))
    streak_of = await stages.current_streaks(scope, found)
    rows = []
    for member in found:
        user, last = uow.users.known(member.user_id), active.get(member.id)
        rows.append(
            view.Row(
                name=user.name,
                username=user.username or "",
                telegram_id=user.telegram_id,
                points=member.points,
                level=levels.level_of(scope, member),
                streak=streak_of[member.id],
                check_ins=member.check_ins,
                stage=member.stage,
                last_active="" if last is None else last.isoformat(),
                joined=scope.day(member.joined_at or member.first_seen_at).isoformat(),
                tags=texts.plain(", ").join(tag.tag for tag in uow.tags.known(member.id)),
                private_chat=texts.plain("open") if user.reach == Reach.OPEN else texts.plain("closed"),
            )
        )
    return rows


COMMANDS = (
    Command(
        "who",
        "find people by tag, points, silence …",
        who,
        Act.FIND_PEOPLE,
        where=Where.PRIVATE | Where.STAFF,
        usage="tag:python points>100 inactive>7d stage:core",
    ),
)
PRESSES = (PressRoute("wh", turn), PressRoute("wt", press_tag))
