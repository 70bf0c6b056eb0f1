"""Every script that is shipped is good, speaks both languages, and has a story that tests it."""

import pytest

from rehearsal.scenarios.files import scenario_files, script_named
from rehearsal.scenarios.reading import Library, read_file
from sop.language.loader import LOCALES, load_folder, script_files
from tests.structure.checkout import ROOT

FOLDER = ROOT / "sop_scripts"
STORIES = ROOT / "tests" / "e2e"
LIBRARY = Library()


def ids(locale: str) -> set[str]:
    return set(load_folder(FOLDER, locale).scripts)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_shipped_script_is_good(locale: str):
    loaded = load_folder(FOLDER, locale)

    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.scripts


def test_both_languages_have_the_same_scripts():
    first, *others = (ids(locale) for locale in LOCALES)

    assert [other ^ first for other in others if other != first] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_script_lies_in_the_file_of_its_name(locale: str):
    assert {path.stem for path in script_files(FOLDER / locale, locale)} == ids(locale)


def test_steps_are_the_same_in_both_languages():
    first, *others = (load_folder(FOLDER, locale).scripts for locale in LOCALES)
    different = [
        sop
        for other in others
        for sop in first.keys() & other.keys()
        if [step.id for step in first[sop].script.steps] != [step.id for step in other[sop].script.steps]
    ]

    assert different == []


def test_every_shipped_script_has_a_story():
    told = {path.stem.removeprefix("test_scripts_") for path in STORIES.glob("test_scripts_*.py")}

    assert ids(LOCALES[0]) - told == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_shipped_script_has_scenarios_in_its_language(locale: str):
    files = scenario_files(FOLDER / locale)
    suites = {script_named(file): read_file(file, LIBRARY) for file in files}

    assert {sop: [str(problem) for problem in suite.problems] for sop, suite in suites.items()} == {
        sop: [] for sop in ids(locale)
    }
    assert all(suite.scenarios for suite in suites.values())


def test_both_languages_tell_the_same_stories():
    first, *others = (
        {file.name: len(read_file(file, LIBRARY).scenarios) for file in scenario_files(FOLDER / locale)}
        for locale in LOCALES
    )

    assert [other for other in others if other != first] == []
