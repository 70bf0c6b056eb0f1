"""The child process that draws: one for all pictures, replaced when it dies, never the end of the program."""

from collections.abc import AsyncIterator
from os import kill
from signal import SIGKILL

import pytest

from bot.studio import Studio
from core.message import Picture
from delivery.enclosures import DrawingFailed
from tests.integration.bot.recipes import RESULTS

PNG = b"\x89PNG"


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    studio = Studio()
    yield studio
    studio.close()


async def test_pictures_are_drawn_one_after_the_other(studio: Studio):
    first, second = await studio.draw(RESULTS), await studio.draw(RESULTS)

    assert first.startswith(PNG)
    assert first == second


async def test_a_recipe_that_cannot_be_drawn_says_why_and_harms_no_other(studio: Studio):
    for bad in (Picture("no such drawing", {}), Picture(RESULTS.kind, {})):
        with pytest.raises(DrawingFailed, match=bad.kind):
            await studio.draw(bad)

    assert (await studio.draw(RESULTS)).startswith(PNG)


async def test_a_child_that_was_killed_is_replaced(studio: Studio):
    await studio.draw(RESULTS)
    child = studio._child
    assert child is not None
    kill(child.pid, SIGKILL)

    assert (await studio.draw(RESULTS)).startswith(PNG)
