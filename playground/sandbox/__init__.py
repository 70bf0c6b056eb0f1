"""What is played with: an emulated Telegram, the real program on it, a copy of the scripts, and time."""

from playground.sandbox.sandbox import Sandbox

__all__ = ["Sandbox"]
