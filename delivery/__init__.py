"""Everything that leaves for Telegram: limits, the sender of the outbox, and the turning of messages into calls."""
