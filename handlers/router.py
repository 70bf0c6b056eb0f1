"""The one way in: what kind of update it is decides who deals with it; nothing is tried in turn.

Handlers add effects and return messages. What a handler refuses is worded and answered here, in one place,
after its effects were cut off.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from community import stages
from core.errors import Denied, Refused
from core.facts import Fact, FactKind
from core.permissions import Role
from handlers import (
    anonymous,
    chats,
    check_ins,
    introductions,
    questions,
    recognition,
    setup,
    staff_replies,
    talks,
)
from handlers.batch import Batch, RefusedLate
from handlers.commands import CommandTable, Typed, read_command
from handlers.context import Context, Replies, Toast
from handlers.incoming import BotChanged, Incoming, MemberChanged, Pressed, Reacted, Said
from handlers.presses import PressTable
from views import refusals

SILENCE_AFTER_DENIAL = timedelta(minutes=10)


class Denials:
    """At most one denial for each person in ten minutes in a group: nobody makes the bot chatter."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, int], datetime] = {}

    def may_be_said(self, chat_id: int, user_id: int, now: datetime) -> bool:
        """Whether this denial is said; remembers that it was."""
        last = self._last.get((chat_id, user_id))
        if last is not None and now - last < SILENCE_AFTER_DENIAL:
            return False
        self._last = {key: at for key, at in self._last.items() if now - at < SILENCE_AFTER_DENIAL}
        self._last[chat_id, user_id] = now
        return True

    def was_not_said(self, chat_id: int, user_id: int) -> None:
        """What should have said it was rolled back."""
        self._last.pop((chat_id, user_id), None)


class Reception:
    """Deals with each update of a batch."""

    def __init__(self, commands: CommandTable, presses: PressTable) -> None:
        self.commands = commands
        self.presses = presses
        self._denials = Denials()

    async def receive(self, told: Incoming, batch: Batch) -> None:
        """Deal with one update."""
        match told:
            case Said(written=True):
                await self._on_message(told, batch)
            case Said():
                await chats.notice(told, batch)
            case Pressed():
                await self._on_press(told, batch)
            case Reacted():
                await recognition.reacted(told, batch)
            case MemberChanged():
                await chats.member_changed(told, batch)
            case BotChanged():
                for reply in await chats.bot_changed(told, batch):
                    await batch.say(reply)

    async def _on_message(self, message: Said, batch: Batch) -> None:
        if message.sender_chat is not None:
            await self._channel_or_anonymous(message, batch)
            return
        context = await batch.open_message(message)
        if context is None:
            return
        typed = read_command(message.text)
        if typed is None:
            await self._answer(context, batch, lambda: self._plain_message(context))
            return
        if typed.bot is not None and typed.bot.lower() != batch.services.me.username.lower():
            return
        self._count(context, pressed=True)
        await self._answer(context, batch, lambda: self.run_command(context, typed))

    async def _on_press(self, query: Pressed, batch: Batch) -> None:
        """Every press is answered, so that its clock stops turning."""
        context = await batch.open_press(query)
        if context is None:
            batch.toasts.append((query.id, Toast("")))
            return
        self._count(context, pressed=True)
        said_before = len(batch.toasts)
        await self._answer(context, batch, lambda: self.presses.run(context, query.data))
        if len(batch.toasts) == said_before:
            batch.toasts.append((query.id, Toast("")))

    async def run_command(self, context: Context, typed: Typed) -> Replies:
        """Carry out a command of ours, or tell the engine of one that a script waits for."""
        name = typed.name.lower()
        if self.commands.find(name) is None and context.services.library.has_command(name):
            if context.scope and context.member:
                self._record(context, FactKind.COMMAND, command=name, args=typed.args)
            return []
        return await self.commands.run(context, typed)

    async def _plain_message(self, context: Context) -> Replies:
        self._count(context, pressed=context.private)
        message = context.message
        assert message is not None, "a message is told of by a message"
        replies = message.replied_to is not None
        if replies:
            taken = await staff_replies.heard(context)
            if taken is not None:
                return taken
        if context.private:
            return await self._in_private(context)
        if replies or context.role >= Role.ASSISTANT:
            await talks.answered(context)
        recognition.note_author(context)
        answer = await questions.group_message(context) if replies else None
        return answer if answer is not None else await self._in_group(context, message.words)

    async def _in_private(self, context: Context) -> Replies:
        """What somebody was asked to type; else the answer to a question."""
        for heard in (introductions.by_message, setup.by_message):
            typed = await heard(context)
            if typed is not None:
                return typed
        return await questions.private_message(context)

    async def _in_group(self, context: Context, text: str) -> Replies:
        """What a message among members may be: what a script listens for, a check-in, a thank-you."""
        if context.scope is None or context.member is None:
            return []
        if context.services.library.listens(FactKind.MESSAGE):
            self._record(context, FactKind.MESSAGE, text=text)
        replies = list(await check_ins.by_message(context, text))
        if replies:
            return replies
        talks.hear(context)
        return await recognition.by_message(context)

    async def _channel_or_anonymous(self, message: Said, batch: Batch) -> None:
        by_admin = message.sender_chat is not None and message.sender_chat.id == message.chat.id
        typed = read_command(message.text)
        if not by_admin or typed is None or self.commands.find(typed.name) is None:
            return
        if typed.bot is not None and typed.bot.lower() != batch.services.me.username.lower():
            return
        for reply in await anonymous.ask_who(message, batch):
            await batch.say(reply)

    def _count(self, context: Context, *, pressed: bool) -> None:
        if context.scope is None or context.member is None:
            return
        key = (context.member.community_id, context.member.id, context.scope.day(context.at))
        if pressed:
            context.uow.activity.press(*key)
        else:
            context.uow.activity.message(*key, at=context.at)
        if context.member.stage in stages.ASLEEP:
            context.member = stages.woken(context.scope, context.member, context.at)

    def _record(self, context: Context, kind: FactKind, **data: str) -> None:
        assert context.member is not None
        context.uow.record(
            Fact(
                kind,
                context.member.community_id,
                context.at,
                member_id=context.member.id,
                chat_id=context.chat.id if context.chat else None,
                data=data,
            )
        )

    async def _answer(self, context: Context, batch: Batch, act: Callable[[], Awaitable[Replies]]) -> None:
        mark = context.uow.mark()
        try:
            if batch.refused is not None:
                raise batch.refused
            replies = await act()
        except Refused as refused:
            if not context.uow.can_cut(mark):
                raise RefusedLate(refused) from refused
            context.uow.cut(mark)
            replies = self._refusal(context, refused)
        for reply in replies:
            await batch.say(reply, context)

    def _refusal(self, context: Context, refused: Refused) -> Replies:
        if context.query is not None:
            text, _ = refusals.text(context.texts, refused.code, refused.particulars)
            return [Toast(text, alert=True)]
        if isinstance(refused, Denied) and not self._may_deny(context):
            return []
        text, buttons = refusals.text(context.texts, refused.code, refused.particulars)
        said = context.message.text if context.message else None
        # Whoever is asked which community they mean need not say it again.
        extra = {"said": said} if refused.code == "which_community" and said else {}
        return [context.whisper(text, buttons).instead(extra=extra)]

    def _may_deny(self, context: Context) -> bool:
        chat, user, denials = context.chat, context.user, self._denials
        if chat is None:
            return True
        may = denials.may_be_said(chat.id, user.id, context.uow.now)
        if may:
            context.uow.undo_also(lambda: denials.was_not_said(chat.id, user.id))
        return may
