"""A member and an assistant by their names in commands, and what the bot answers in private."""

from playground.emulator import Emulator, Group, Person


async def member(telegram: Emulator, community: Group) -> Person:
    """小林 (@lin), who has joined."""
    person = telegram.person("小林", username="lin")
    person.joins(community)
    await telegram.advance(seconds=5)
    return person


async def assistant(telegram: Emulator, community: Group, owner: Person) -> Person:
    """小周 (@zhou), named by the owner, with the private chat open."""
    person = telegram.person("小周", username="zhou")
    person.joins(community)
    owner.says(community, f"/staff {person.id}")
    person.presses_start()
    await telegram.advance(seconds=5)
    return person


async def ask(telegram: Emulator, person: Person, command: str) -> str:
    """What the bot answers in private."""
    person.writes_to_bot(command)
    await telegram.advance(seconds=5)
    return person.private.last.text
