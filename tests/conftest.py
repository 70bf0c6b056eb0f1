"""What every test shares: Hypothesis profiles, databases, the rule that a run without tests is a failure."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

from core import memory

# What tests share asserts, too: without this it would fail without saying what it saw.
pytest.register_assert_rewrite(
    "tests.browser",
    "tests.e2e",
    "tests.forge",
    "tests.integration",
    "tests.postgres",
    "tests.simulation",
    "tests.torture",
    "tests.unit",
)
pytest_plugins = ["tests.databases", "tests.forge", "tests.read_once"]

gc.disable()  # until everything is imported, which leaves no garbage: see `pytest_collection_finish`

settings.register_profile(
    "default", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", settings.get_profile("default"), max_examples=100, derandomize=True, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_sessionstart(session: pytest.Session) -> None:
    """The process that hands the tests to others collects none itself."""
    config = session.config
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        gc.enable()


def pytest_collection_finish() -> None:
    """What is imported stays: garbage collections need not look through it, which takes a sixth of the time."""
    memory.settle()
    gc.enable()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in which every test was skipped or deselected; pytest calls that a success."""
    config = session.config
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(config, "workerinput") or config.option.collectonly or reporter is None:
        return
    if exitstatus == pytest.ExitCode.OK and not reporter.stats.get("passed"):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
