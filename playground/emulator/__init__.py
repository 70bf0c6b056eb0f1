"""An emulator of the Telegram Bot API: strict, with people to play and a clock that jumps.

async with Emulator() as telegram:
    owner = telegram.person("群主", username="owner")
    group = owner.creates_group("早起写作营")
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林")
    lin.joins(group)
    await telegram.settle()
    lin.presses(group.last, "打卡")
    await telegram.advance(hours=3)
"""

from playground.emulator.chats import Chat, Group, PrivateChat
from playground.emulator.errors import StoryError
from playground.emulator.limits import FloodLimits
from playground.emulator.log import Happening
from playground.emulator.members import Account
from playground.emulator.messages import Button, Message
from playground.emulator.past import Past
from playground.emulator.people import Person
from playground.emulator.presses import Press
from playground.emulator.server import CallSeen
from playground.emulator.stage import MONDAY, TOKEN, Emulator
from playground.emulator.state import StateError
from playground.emulator.world import Refusal

__all__ = [
    "MONDAY",
    "TOKEN",
    "Account",
    "Button",
    "CallSeen",
    "Chat",
    "Emulator",
    "FloodLimits",
    "Group",
    "Happening",
    "Message",
    "Past",
    "Person",
    "Press",
    "PrivateChat",
    "Refusal",
    "StateError",
    "StoryError",
]
