"""Garbage collection for a process that keeps what it has loaded and leaves little garbage in circles."""

import gc

YOUNG = 50_000
"""New containers between two collections. A batch of updates makes some thousands that all go when it is over:
looking through them meanwhile finds nothing."""


def settle() -> None:
    """What is in memory now stays: no collection looks through it again, which would hold everything up.

    To be called when the program has started; calling it again settles what has come since.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
