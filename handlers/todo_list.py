"""`/todo`: what needs doing, by whom; filters and pages as buttons."""

from core.callback import CallbackError, Press, base36
from core.message import Edit, Rows
from core.permissions import Act, Role
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies
from handlers.people import meant_anywhere, user_of, words_of
from handlers.presses import PressRoute
from sop.engine.cards import listed
from storage.todos import Wanted
from views import todo_list as view
from views.names import shown

_WHOSE = {
    "": view.ALL, "all": view.ALL, "全部": view.ALL,
    "free": view.FREE, "未认领": view.FREE,
    "asleep": view.ASLEEP, "稍后": view.ASLEEP,
}  # fmt: skip
_MINE = frozenset({"mine", "我的"})


async def todo(context: Context) -> Replies:
    """What is open, the most urgent first: all, one's own, or somebody's."""
    text, rows = await page(context, await _asked(context), 0)
    return [context.reply(text, rows)]


async def turn(context: Context, press: Press) -> Replies:
    """`tl:<whose>:<page>` shows another part of the list in its place; with `:n` in a message of its own."""
    if context.scope is None:
        raise context.nowhere()
    context.require(Act.WORK_TODO)
    text, rows = await page(context, press.word(0), press.number(1))
    row = await context.pressed() if len(press.args) == 2 else None
    return [context.reply(text, rows)] if row is None else [Edit(row.id, text, rows)]


async def page(context: Context, whose: str, number: int) -> tuple[str, Rows]:
    """One page of the list; the last one there is, if it has become shorter."""
    todos, scope = context.uow.todos, context.inside
    wanted = _wanted(context, whose)
    total = await todos.count_wanted(wanted)
    number = min(number, max(0, total - 1) // view.LISTED)
    found = await todos.page_of(wanted, number * view.LISTED, view.LISTED)
    of = None if wanted.assignee is None else await context.uow.users.find(wanted.assignee)
    shown_page = view.Page(
        todos=[await listed(scope, one, context.texts) for one in found],
        total=total,
        whose=whose,
        mine=_of_user(context.user.id),
        number=number,
        of=None if of is None else shown(of.name),
        asleep=await todos.count_wanted(Wanted(scope.community.id, wanted.owners_too, asleep=True)),
    )
    return view.open_list(context.texts, shown_page)


async def _asked(context: Context) -> str:
    words = words_of(context)
    if words.first in _WHOSE and len(words.words) <= 1:
        return _WHOSE[words.first]
    if words.first in _MINE and len(words.words) == 1:
        return _of_user(context.user.id)
    member, rest = await meant_anywhere(context, words, anybody=True)
    if member is None or rest:
        raise WrongUse
    return _of_user((await user_of(context, member)).id)


def _wanted(context: Context, whose: str) -> Wanted:
    community_id, owners_too = context.community.id, context.role >= Role.OWNER
    if whose.startswith("u"):
        return Wanted(community_id, owners_too, assignee=Press("tl", (whose[1:],)).number(0))
    if whose not in (view.ALL, view.FREE, view.ASLEEP):
        raise CallbackError(f"no part of the list: {whose!r}")
    return Wanted(community_id, owners_too, free=whose == view.FREE, asleep=whose == view.ASLEEP)


def _of_user(user_id: int) -> str:
    return f"u{base36(user_id)}"


COMMANDS = (
    Command(
        "todo",
        "what needs doing",
        todo,
        Act.WORK_TODO,
        Where.PRIVATE | Where.STAFF,
        usage="\nmine\nfree\nasleep\n@assistant",
    ),
)

PRESSES = (PressRoute("tl", turn),)
