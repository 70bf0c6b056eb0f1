"""`/profile`: to introduce oneself by a few questions in private, to show that to the group, to see who somebody is."""

from datetime import timedelta

from community import introductions, questions
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Rows, Target
from core.permissions import Act, Role
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.me import badges_of
from handlers.people import meant_anywhere, user_of, words_of
from handlers.presses import PressRoute
from storage.members import Member
from storage.prompts import Prompt
from views import introductions as view
from views import me
from views.names import mention
from views.texts import texts_for

OPEN_FOR = timedelta(hours=1)
"""For how long the next message is taken for the answer."""

FIELD = "introduction:"
"""What a prompt of ours begins with; the name of the question follows."""


async def profile(context: Context) -> Replies:
    """One's own introduction, or somebody else's."""
    meant, rest = await meant_anywhere(context, words_of(context))
    if rest:
        raise WrongUse
    if meant is not None and meant.user_id != context.user.id:
        return [context.reply(await _of_another(context, meant))]
    if not context.private:
        return [context.whisper(*view.elsewhere(context.texts, context.community.id))]
    return await opened(context)


async def opened(context: Context) -> Replies:
    """One's own in private: whoever has said nothing yet is asked at once."""
    if await introductions.answers(context.inside, context.me):
        return [context.reply(*await _card(context))]
    return [context.reply(*await _question(context, 0))]


async def by_message(context: Context) -> Replies | None:
    """What somebody writes in private because they were asked; None if they were not, or a script asked since."""
    prompt = await context.uow.prompts.of(context.user.id)
    if prompt is None or not prompt.field.startswith(FIELD) or prompt.expires_at <= context.at:
        return None
    asked_since = await questions.open_of(context.uow, context.user, None)
    if asked_since is not None and (asked_since.opened_at or context.at) > prompt.expires_at - OPEN_FOR:
        return None
    name = prompt.field.removeprefix(FIELD)
    names = list(context.services.policies.introduction.questions)
    if name not in names or context.message is None:
        return None
    await context.become(await context.scope_of(prompt.community_id))
    await introductions.answer(context.inside, context.me, name, context.message.words)
    return [context.reply(*await _following(context, names.index(name)))]


async def press(context: Context, press: Press) -> Replies:
    """`intro:<community>:<what>[:<number of the question>]`."""
    await context.enter(press.number(0))
    row, what = await context.pressed(), press.word(1)
    if row is None or not context.private:
        raise Refused("button_unknown")
    if what == view.SHOW:
        return [*await _shown(context), Edit(row.id, *await _card(context))]
    return [Edit(row.id, *await _page(context, what, press))]


async def _page(context: Context, what: str, press: Press) -> tuple[str, Rows]:
    """What takes the place of the message whose button was pressed."""
    if what == view.CARD:
        _close(context, await context.uow.prompts.of(context.user.id))
        return await _card(context)
    if what == view.ASK_TO_SHOW:
        title, name = context.community.title, context.user.name
        lines = await _lines(context, context.me)
        return view.ask_to_show(context.texts, context.community.id, title, name, lines)
    names, number = list(context.services.policies.introduction.questions), press.number(2)
    if number >= len(names):
        raise Refused("button_unknown")
    if what == view.EDIT:
        return await _question(context, number)
    if what == view.SKIP:
        return await _following(context, number)
    if what != view.DROP:
        raise CallbackError(f"no page: {what!r}")
    await introductions.take_away(context.inside, context.me, names[number])
    return await _card(context)


async def _following(context: Context, number: int) -> tuple[str, Rows]:
    """The next question that is open, else the card."""
    following = await introductions.next_open(context.inside, context.me, after=number)
    if following is not None:
        return await _question(context, following)
    _close(context, await context.uow.prompts.of(context.user.id))
    return await _card(context)


async def _question(context: Context, number: int) -> tuple[str, Rows]:
    """Put a question; the next message is its answer."""
    offered = context.services.policies.introduction.questions
    name = list(offered)[number]
    uow, known = context.uow, await context.uow.prompts.of(context.user.id)
    key = uow.new_id() if known is None else known.id
    uow.prompts.put(Prompt(key, context.user.id, context.community.id, FIELD + name, uow.now + OPEN_FOR))
    given = (await introductions.answers(context.inside, context.me)).get(name)
    ask = offered[name].ask.in_locale(context.texts.locale)
    return view.question(context.texts, context.community.id, number, len(offered), ask, given)


def _close(context: Context, prompt: Prompt | None) -> None:
    """What is written next is no answer any more."""
    if prompt is not None and prompt.field.startswith(FIELD):
        now = context.uow.now
        context.uow.prompts.put(
            Prompt(prompt.id, prompt.user_id, prompt.community_id, prompt.field, expires_at=now)
        )


async def _card(context: Context) -> tuple[str, Rows]:
    lines = await _lines(context, context.me)
    known = await context.uow.introductions.of(context.me.id)
    public = known is not None and known.shown_at is not None
    return view.card(context.texts, context.community.id, context.user.name, lines, public=public)


async def _shown(context: Context) -> list[Message | Toast]:
    """Put it into the main group, once a day at most."""
    scope, member = context.inside, context.me
    await introductions.show(scope, member)
    chat = await scope.uow.chats.main(scope.community.id)
    toast = Toast(view.shown_toast(context.texts))
    if chat is None or not chat.active:
        return [toast]
    user, locale = context.user, scope.community.locale
    lines = await _lines(context, member, locale)
    text = view.in_group(texts_for(locale), mention(user.name, user.telegram_id), lines)
    key = f"introduction:{member.id}:{scope.today}"
    community_id = scope.community.id
    shown = Message(
        Target.chat(chat.id),
        Kind.RESPONSE,
        text,
        community_id=community_id,
        dedupe_key=key,
        member_id=member.id,
    )
    return [toast, shown]


async def _of_another(context: Context, member: Member) -> str:
    among_staff = context.chat is None or not context.chat.for_members
    staff = context.role >= Role.ASSISTANT and among_staff
    await introductions.of_another(context.inside, member, staff=staff)
    user = await user_of(context, member)
    badges = me.badges_said(context.texts, badges_of(context, member.badge_names))
    return view.of_another(context.texts, user.name, await _lines(context, member), badges)


async def _lines(context: Context, member: Member, locale: str | None = None) -> list[view.Line]:
    """The answers with their labels, in the reader's language or another."""
    given, locale = await introductions.answers(context.inside, member), locale or context.texts.locale
    return [
        view.Line(question.emoji, question.label.in_locale(locale), given.get(name))
        for name, question in context.services.policies.introduction.questions.items()
    ]


COMMANDS = (
    Command(
        "profile", "introduce yourself, or see who somebody is", profile, Act.SEE_SELF, usage="\n@member"
    ),
)
PRESSES = (PressRoute("intro", press),)
