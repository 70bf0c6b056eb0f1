"""Everything that leaves for Telegram: limits, the sender of the outbox, and messages turned into calls."""
