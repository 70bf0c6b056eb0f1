"""The tables of commands and buttons hold everything there is, once, described."""

import importlib
import pkgutil

import handlers
from handlers.commands import Command
from handlers.presses import PressRoute
from handlers.tables import COMMANDS, PRESSES
from tests.structure.spoken import verbs

MENU_NAME = 32
MENU_DESCRIPTION = 256


def declared(kind: str) -> list[object]:
    """What the files of the capabilities declare under a name."""
    names = (f"handlers.{module.name}" for module in pkgutil.iter_modules(handlers.__path__))
    modules = [importlib.import_module(name) for name in names if name != "handlers.tables"]
    return [one for module in modules for one in getattr(module, kind, ())]


def test_every_command_is_in_the_table_once():
    names = [command.name for command in COMMANDS.commands]

    assert len(names) == len(set(names))
    assert {one.name for one in declared("COMMANDS") if isinstance(one, Command)} <= set(names)


def test_every_command_is_described():
    assert [one.name for one in COMMANDS.commands if not 3 <= len(one.summary) <= MENU_DESCRIPTION] == []
    assert [
        one.name for one in COMMANDS.commands if len(one.name) > MENU_NAME or not one.name.islower()
    ] == []


def test_every_button_that_is_made_has_a_handler_and_none_is_left_over():
    routes = {one.verb for one in declared("PRESSES") if isinstance(one, PressRoute)}

    assert routes <= PRESSES.routes.keys()
    assert verbs() == PRESSES.routes.keys()
