"""Scripts without Telegram: the same handlers, engine and timers, invented people, time that jumps."""
