"""`/me`: how a member stands; as a card in private, in one line in a group."""

from community import check_ins, levels, rank
from core.localtime import days_between
from core.permissions import Act, Role
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from sop.language.script import Each
from sop.program import Program
from sop.state import RunState, Wait
from sop.state_text import state_of
from views import me as view
from views.times import day_near, moment

ENTRIES = 3
COURSES = 3


async def me(context: Context) -> Replies:
    """The card of who asks."""
    if context.args:
        raise WrongUse
    if not context.private:
        return [context.whisper(view.brief(context.texts, await _standing(context)))]
    whole, title = await _whole(context), context.community.title
    picture = view.picture(context.texts, title, whole)
    return [context.reply(view.card(context.texts, title, whole), picture=picture)]


async def _standing(context: Context) -> view.Standing:
    member, scope = context.me, context.inside
    level = levels.level_of(scope, member) if context.role is Role.MEMBER else None
    return view.Standing(
        name=context.user.name,
        points=member.points,
        place=await rank.place_of(scope, member, context.services.settings.owner_ids),
        streak=await check_ins.current_streak(scope, member),
        best_streak=member.best_streak,
        check_ins=member.check_ins,
        level=level,
        title=scope.policies.levels.title(level, context.texts.locale) if level else "",
    )


async def _whole(context: Context) -> view.Whole:
    member, scope = context.me, context.inside
    standing = await _standing(context)
    entries = await scope.uow.points.latest(member.id, ENTRIES)
    return view.Whole(
        standing=standing,
        climb=_climb(context) if standing.level else None,
        near=_near(context, standing.streak) if standing.level else None,
        badges=badges_of(context, member.badge_names),
        tags=await public_tags(context, member.id),
        courses=await _courses(context),
        entries=[
            view.Entry(entry.amount, entry.reason, day_near(context.texts, entry.day, scope.today))
            for entry in entries
        ],
    )


def badges_of(context: Context, names: list[str]) -> list[tuple[str, str]]:
    """Emoji and title of each badge that there still is, the latest first."""
    known = context.inside.policies.levels.badges
    return [
        (known[name].emoji, known[name].title.in_locale(context.texts.locale))
        for name in reversed(names)
        if name in known
    ]


async def public_tags(context: Context, member_id: int) -> list[str]:
    """What a member's tags are called that everybody may see; those that brought a badge are shown as that."""
    policies, locale = context.inside.policies, context.texts.locale
    open_to_all = policies.tags.public - policies.levels.by_tag.keys()
    held = await context.uow.tags.of(member_id)
    return [policies.tags.title(tag.tag, locale) for tag in held if tag.tag in open_to_all]


def _climb(context: Context) -> view.Climb | None:
    """How far the next level is; None on the highest."""
    member, policy = context.me, context.inside.policies.levels
    level = policy.level_of(member.earned)
    needed = policy.next_at(level)
    if needed is None:
        return None
    since = policy.levels[level - 1].points
    return view.Climb(member.earned - since, needed - since, policy.title(level + 1, context.texts.locale))


def _near(context: Context, streak: int) -> view.Near | None:
    policy = context.inside.policies.levels
    found = levels.nearest(policy, context.me, streak)
    if found is None:
        return None
    badge = policy.badges[found.badge]
    return view.Near(badge.emoji, badge.title.in_locale(context.texts.locale), found.deed, found.missing)


async def _courses(context: Context) -> list[view.Course]:
    """What the member goes through day by day. Scripts without daily steps are the staff's own affair."""
    found = []
    locale = context.community.locale
    for run in await context.uow.runs.live_of_member(context.me.id):
        program = context.services.library.program(locale, run.sop)
        if program is None or program.title is None or not _is_daily(program):
            continue
        state = state_of(run.state)
        day = days_between(state.first_day, context.inside.today) + 1
        if day >= 1:
            found.append(_course(context, program, state, day))
    return found[:COURSES]


def _course(context: Context, program: Program, state: RunState, day: int) -> view.Course:
    """Where they are in it, and the next step that has a title."""
    title = program.called(context.community.locale)
    coming = [
        (place.at, step.title)
        for place in state.places
        if place.wait is Wait.HEAD and place.at is not None
        if (step := program.steps.get(place.step)) is not None and step.title is not None
    ]
    if not coming:
        return view.Course(title, day)
    at, called = min(coming, key=lambda one: one[0])
    when = moment(context.texts, at, context.inside.zone, context.uow.now)
    return view.Course(title, day, called.said_in(context.community.locale), when)


def _is_daily(program: Program) -> bool:
    return any(isinstance(step.begins, Each) for step in program.steps.values())


COMMANDS = (Command("me", "your level, points, streak and progress", me, Act.SEE_SELF),)
