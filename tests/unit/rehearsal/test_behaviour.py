"""What a file of behaviour says, and what is said of a file that says something else."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from core.errors import ConfigurationError
from rehearsal.behaviour import NAMES, BadBehaviour, Delay, Hours, read_behaviour
from views.problems import worded
from views.texts import texts_for


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_ones_can_be_read(name: str):
    behaviour = read_behaviour(name)

    assert behaviour.title.zh
    assert behaviour.title.en


def test_a_file_is_read_by_its_path(tmp_path: Path):
    shipped = Path(__file__).parents[3] / "rehearsal" / "behaviours" / "eager.yaml"
    file = tmp_path / "mine.yaml"
    file.write_text(shipped.read_text("utf-8").replace("chance: 97%", "chance: 50%"), "utf-8")

    assert read_behaviour(str(file)).answers.chance == 0.5


def test_what_is_no_behaviour_and_no_file_is_told_with_the_known_ones():
    with pytest.raises(ConfigurationError, match="typical, eager, lazy, chaos"):
        read_behaviour("tpyical")


def test_every_mistake_is_told_with_its_line_and_column(tmp_path: Path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        "title: {zh: 坏, en: Bad}\n"
        'awake: "7-23"\n'
        "starts: {chance: 0.8, after: soon}\n"
        "checks_in: {chance: 170%, hours: always, after: 1m, lateness: 3%}\n",
        "utf-8",
    )

    with pytest.raises(BadBehaviour) as caught:
        read_behaviour(str(file))

    told = [(problem.line, problem.column, str(problem.text)) for problem in caught.value.problems]
    assert (2, 8, "`7-23` are no hours; expected hours like 07:30-23:00, or always") in told
    assert (3, 18, "`0.8` is not a chance; expected one like 70%") in told
    assert (3, 30, "`soon` is not a delay; expected 30m, or 5m..6h for anything in between") in told
    assert any(line == 4 and "lateness" in text for line, _, text in told)
    chinese = [worded(texts_for("zh"), problem.text) for problem in caught.value.problems]
    assert any("不是概率" in text for text in chinese)


def test_delays_lie_between_their_ends():
    rng = Random(1)
    drawn = [Delay.parse("5m..6h").drawn(rng) for _ in range(500)]

    assert min(drawn) >= timedelta(minutes=5)
    assert max(drawn) <= timedelta(hours=6)
    assert Delay.parse("30m").drawn(rng) == timedelta(minutes=30)


def test_hours_over_midnight_and_those_that_never_end():
    late = Hours.parse("10:00-00:30")

    assert late.wait(15) == 0
    assert late.wait(30) == 570
    assert late.wait(600) == 0
    assert Hours.parse("always").wait(3) == 0
    assert all(late.wait(late.drawn(Random(seed))) == 0 for seed in range(50))


def test_the_example_of_the_guide_can_be_read(tmp_path: Path):
    guide = (Path(__file__).parents[3] / "docs" / "operators" / "rehearsal.md").read_text("utf-8")
    file = tmp_path / "owls.yaml"
    file.write_text(guide.split("```yaml\n")[1].split("```")[0], "utf-8")

    assert read_behaviour(str(file)).title.en == "Night owls"
