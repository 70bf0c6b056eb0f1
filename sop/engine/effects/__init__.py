"""What decisions bring about, one module a noun: each applies one kind of effect through the unit of work."""
