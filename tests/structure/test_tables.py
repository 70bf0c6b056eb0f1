"""The tables of commands and buttons hold everything there is, once, described."""

import importlib
import inspect
import pkgutil
import re

import pytest

import handlers
from core.permissions import LOWEST, Act
from handlers.commands import Command
from handlers.presses import PressRoute
from handlers.tables import COMMANDS, PRESSES
from tests.structure.spoken import attributes_of, verbs
from views.texts import texts_for

MENU_NAME = re.compile(r"[a-z0-9_]{1,32}")
MENU_DESCRIPTION = 256
MENU_LENGTH = 100
"""Telegram's own limit of a menu."""


def declared(kind: str) -> list[object]:
    """What the files of the capabilities declare under a name."""
    names = (f"handlers.{module.name}" for module in pkgutil.iter_modules(handlers.__path__))
    modules = [importlib.import_module(name) for name in names if name != "handlers.tables"]
    return [one for module in modules for one in getattr(module, kind, ())]


def test_every_command_is_in_the_table_once():
    names = [command.name for command in COMMANDS.commands]

    assert len(names) == len(set(names))
    assert {one.name for one in declared("COMMANDS") if isinstance(one, Command)} <= set(names)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_command_is_described(locale: str):
    texts = texts_for(locale)
    described = {one.name: str(texts(one.summary)) for one in COMMANDS.commands}

    assert [name for name, text in described.items() if not 2 <= len(text) <= MENU_DESCRIPTION] == []
    assert len(set(described.values())) == len(described)


def test_every_menu_is_one_that_telegram_takes():
    assert [one.name for one in COMMANDS.commands if not MENU_NAME.fullmatch(one.name)] == []
    assert len(COMMANDS.commands) <= MENU_LENGTH


def required(function: object) -> list[str]:
    """The arguments that a call must give, bound ones left out."""
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return [one.name for one in parameters if one.default is inspect.Parameter.empty]


def test_every_handlers_arguments_are_provided():
    assert [one.name for one in COMMANDS.commands if len(required(one.handler)) != 1] == []
    assert [verb for verb, handler in PRESSES.routes.items() if len(required(handler)) != 2] == []


def test_every_act_has_its_role_and_is_required_somewhere():
    required_acts = attributes_of("Act", without="permissions.py")

    assert set(LOWEST) == set(Act)
    assert {act.name for act in Act} - required_acts == set()


def test_every_button_that_is_made_has_a_handler_and_none_is_left_over():
    routes = {one.verb for one in declared("PRESSES") if isinstance(one, PressRoute)}

    assert routes <= PRESSES.routes.keys()
    assert verbs() == PRESSES.routes.keys()
