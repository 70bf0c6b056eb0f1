"""What a tag is, and the tags that the program itself puts on members.

Scripts may ask for those; nobody sets them by hand.
"""

TAG_PATTERN = r"^[\w-]{1,32}$"
"""Letters of any language, digits, `_` and `-`; the same in scripts and in commands."""

STAFF = "staff"
"""Held by owners and assistants; only naming them gives it."""

OPTED_OUT = "opted_out"
"""Held by who said /stop; only they give it."""

RESERVED = frozenset({STAFF, OPTED_OUT})
