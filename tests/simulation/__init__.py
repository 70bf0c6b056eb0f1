"""A broadcast to thousands while everybody else talks, in virtual time with Telegram's limits on."""
