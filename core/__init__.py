"""What every layer speaks: time, ids, errors, facts, permissions and the neutral outgoing message."""
