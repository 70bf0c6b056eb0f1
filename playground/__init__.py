"""A Telegram of our own: an emulated Bot API, people to play on it, and a clock that jumps."""
