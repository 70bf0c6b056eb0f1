"""The shell around the pure core: it loads what decisions need and applies what they bring about."""

from sop.engine.engine import Engine

__all__ = ["Engine"]
