"""Loading files and folders: what is good is loaded, what is bad is told, and nothing is ever raised."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sop.actions import ACTIONS
from sop.language.conditions import Condition
from sop.language.loader import BadScript, load_files, load_folder, load_text
from sop.language.script import Script, Step

GOOD = "sop: {id}\nsteps:\n  - id: a\n    do: [{{tag: x}}]\n"
SCRIPTS = Path("tests/scripts")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems_of(folder: Path, content: str | bytes) -> list[str]:
    path = write(folder, "bad.yaml", content)
    return [str(problem).removeprefix(f"{path}:") for problem in load_files([path]).problems]


def test_the_sample_scripts_are_good() -> None:
    result = load_files(sorted(SCRIPTS.glob("*.yaml")))

    assert result.problems == []
    assert set(result.scripts) == {"camp", "everything", "praise"}


def test_the_sample_uses_every_key_of_the_language() -> None:
    used: set[str] = set()
    for path in SCRIPTS.glob("*.yaml"):
        left: list[Any] = [load_text(path.read_text("utf-8")).source.data]
        while left:
            node = left.pop()
            if isinstance(node, dict):
                used |= set(node)
                left += node.values()
            elif isinstance(node, list):
                left += node

    assert {*ACTIONS, *Script.keys(), *Step.keys(), *Condition.keys()} <= used
    for action in ACTIONS.values():
        declared = set(action.keys()) if hasattr(action, "keys") else set()
        assert declared - used <= {"pause"}


def test_a_bad_file_never_stops_a_good_one(tmp_path: Path) -> None:
    write(tmp_path, "good.yaml", GOOD.format(id="good"))
    write(tmp_path, "bad.yaml", "sop: [")

    result = load_folder(tmp_path, "zh")

    assert set(result.scripts) == {"good"}
    assert [Path(problem.file).name for problem in result.problems] == ["bad.yaml"]


def test_a_script_may_be_named_though_its_file_is_bad_at_the_moment(tmp_path: Path) -> None:
    write(tmp_path, "good.yaml", "sop: good\nsteps: [{id: a, do: [{run: bad}]}]")
    write(tmp_path, "bad.yaml", "sop: bad\nsteps: []")

    assert set(load_folder(tmp_path, "zh").scripts) == {"good"}


def test_folders_named_for_a_language_hold_its_scripts(tmp_path: Path) -> None:
    write(tmp_path, "both.yaml", GOOD.format(id="both"))
    write(tmp_path, "camp/deep.yml", GOOD.format(id="deep"))
    write(tmp_path, "zh/hello.yaml", GOOD.format(id="hello"))
    write(tmp_path, "camp/en/hello.yaml", GOOD.format(id="hello"))
    write(tmp_path, "en/only.yaml", GOOD.format(id="only"))
    write(tmp_path, "notes.txt", "nothing")

    assert set(load_folder(tmp_path, "zh").scripts) == {"both", "deep", "hello"}
    assert set(load_folder(tmp_path, "en").scripts) == {"both", "deep", "hello", "only"}


def test_a_folder_that_is_not_there_holds_no_scripts(tmp_path: Path) -> None:
    assert load_folder(tmp_path / "none", "zh").scripts == {}


def test_a_loaded_script_knows_its_text_version_and_places() -> None:
    text = GOOD.format(id="good")

    loaded = load_text(text, "good.yaml")

    assert (loaded.id, loaded.text, loaded.file) == ("good", text, "good.yaml")
    assert loaded.version == hashlib.sha256(text.encode()).hexdigest()
    assert loaded.place(("steps", 0, "do", 0, "tag")) == (4, 16)


def test_a_pinned_text_loads_without_the_scripts_it_names() -> None:
    assert load_text("sop: a\nsteps: [{id: a, do: [{run: elsewhere}]}]").id == "a"


def test_a_text_that_does_not_load_says_why() -> None:
    with pytest.raises(BadScript) as caught:
        load_text("sop: a\nsteps: [{id: a, do: [{tagg: x}]}]", "x.yaml")

    assert [str(problem) for problem in caught.value.problems] == [
        "x.yaml:2:23: unknown action `tagg`; did you mean `tag`?"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"sop: a\ntitle: \xd6l", "2:8: the file is not UTF-8 text (byte 14); save it as UTF-8"),
        (b"# " + b"x" * 300_000, "1:1: the file has 292 KB; a script may have 256 KB"),
        ("", "1:1: the file is empty; expected a script that begins with `sop: its_id`"),
        ("# only a remark\n", "1:1: the file is empty; expected a script that begins with `sop: its_id`"),
        ("sop: a\ntitle: 好\x07\n", "2:9: the character U+0007 is not allowed in YAML; delete it"),
        ("a: " + "[" * 60, "1:43: nested more than 40 levels deep"),
        ("? [a, b]\n: c\n", "1:3: a key must be a word"),
        ("just words", "1:1: `just words` is not expected here; expected keys with values"),
        (
            "sop: this\nsteps: [{id: a, do: [{tag: x}]}]",
            "1:6: `this` means something else here; choose another name",
        ),
        (
            "sop: a\ninputs: {day: {title: 日}}\nsteps: [{id: a, do: [{tag: x}]}]",
            "2:10: an input may not be called `day`: texts know that word already",
        ),
        (
            "sop: a\ninputs: {n: {title: 几, type: number, default: 三}}\nsteps: [{id: a, do: [{tag: x}]}]",
            "2:47: `三` is not a number, and the input `n` is `type: number`",
        ),
        (
            "sop: a\nsteps: [{id: a, do: [{say: {to: chat, text: 'x }} y'}}]}]",
            "2:48: `}}` has no counterpart; variables are written {{ name }}",
        ),
        (
            "sop: a\nsteps: [{id: a, do: [{say: {to: chat, text: x, buttons: ["
            + "{text: x, check_in: true}, " * 9
            + "]}}]}]",
            "2:57: too many here; expected at most 8",
        ),
    ],
)
def test_other_problems(tmp_path: Path, content: str | bytes, expected: str) -> None:
    assert problems_of(tmp_path, content) == [expected]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")

    assert [problem.code for problem in load_files([tmp_path / "gone.yaml"]).problems] == ["unreadable"]


def test_a_file_full_of_problems_is_refused_in_good_time(tmp_path: Path) -> None:
    for content in (
        "-\n" * 100_000,
        f"sop: a\nsteps: [{{id: a, do: [{{say: {{to: chat, text: '{'< ' * 100_000}'}}}}]}}]",
    ):
        path = write(tmp_path, "full.yaml", content)
        assert 20 <= len(load_files([path]).problems) <= 100


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path, "bom.yaml", b"\xef\xbb\xbf" + GOOD.format(id="bom").encode())

    assert load_files([path]).problems == []


def test_text_places_are_right_in_every_style_of_yaml() -> None:
    texts = [
        "'好 <x> y'",
        '"好 <x> y"',
        "好 <x> y",
        ">\n            好\n            <x> y",
        "|\n            好 <x> y",
    ]
    for text in texts:
        source = (
            f"sop: a\nsteps:\n  - id: a\n    do:\n      - say:\n          to: chat\n          text: {text}\n"
        )
        with pytest.raises(BadScript) as caught:
            load_text(source)
        [problem, *_] = caught.value.problems
        assert source.splitlines()[problem.line - 1][problem.column - 1 :].startswith("<x>")


def load_whatever(text: str) -> None:
    """Loads a text or gets problems that can be read; any other error fails the test."""
    try:
        load_text(text)
    except BadScript as error:
        problems = error.problems
    else:
        return
    assert problems
    for problem in problems:
        assert str(problem)
        assert problem.line >= 1
        assert problem.column >= 1


@given(st.text())
def test_no_text_makes_the_loader_raise(text: str) -> None:
    load_whatever(text)


KEYS = [*ACTIONS, *Script.keys(), *Step.keys(), *Condition.keys(), "to", "text", "else", "zh", "on", "is"]
VALUES = ["chat", "private", "schedule", "member_joined", "this", "a", "2h", "09:00", "2..7", "day 2 09:00"]
WORDS = st.sampled_from([*KEYS, *VALUES, "{{ member }}", "{{ x | y }}", "{{", "<b>", "<"])
SCALARS = st.one_of(WORDS, st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.none())
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=5)
    ),
)


@given(DATA)
def test_no_structure_makes_the_loader_raise(data: Any) -> None:
    load_whatever(yaml.safe_dump(data, allow_unicode=True))


@st.composite
def damaged_scripts(draw: st.DrawFn) -> Any:
    """The sample with one part replaced by something else."""
    data = yaml.load((SCRIPTS / "everything.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    node, where = data, draw(st.sampled_from(sorted(data)))
    while isinstance(node[where], dict | list) and node[where] and draw(st.integers(0, 4)):
        node = node[where]
        where = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    node[where] = draw(DATA)
    return data


@given(damaged_scripts())
def test_no_damage_to_a_script_makes_the_loader_raise(data: Any) -> None:
    load_whatever(yaml.safe_dump(data, allow_unicode=True))
