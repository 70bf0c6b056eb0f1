"""The base of every part of a script: exact keys, immutable, numbers where texts are expected."""

from __future__ import annotations

from pydantic import ConfigDict

from core.shape import Written


class Model(Written):
    """Part of a script. A key that is not declared is an error; the source has refused nulls before."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
