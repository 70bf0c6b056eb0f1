"""Garbage collection for a process that keeps what it has loaded and leaves little garbage in circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 10_000
"""New containers between two looks at them. A batch of updates makes some ten thousand that go by themselves when it
is over, so looking more often finds nothing; looking at more at once, or at what outlived many looks, would hold
the loop for long."""


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported: what they make stays, so looking for garbage in it takes time and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settle() -> None:
    """What is in memory now stays: no collection looks through it again, which would hold everything up.

    To be called when the program has started; calling it again settles what has come since.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
