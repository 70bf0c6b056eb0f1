"""The rules of a community: members, points, tags, check-ins, to-dos. No texts, no Telegram."""
