"""`python -m views.pictures`: draws what it is asked for on standard input, one recipe after another.

A request is a line of JSON, `[kind, data]`. The answer is a line `ok LENGTH` or `failed LENGTH` and so many bytes: the
picture as PNG, or why it could not be drawn.
"""

import json
import sys

from views.pictures import draw

FAILURES = (LookupError, ValueError, TypeError, ArithmeticError, OSError, RuntimeError)


def answer(line: bytes) -> tuple[str, bytes]:
    """What a request comes to."""
    kind, data = json.loads(line)
    try:
        return "ok", draw(kind, data)
    except FAILURES as error:
        return "failed", f"{kind}: {type(error).__name__}: {error}".encode()


def main() -> None:
    """Until standard input ends."""
    for line in sys.stdin.buffer:
        word, content = answer(line)
        sys.stdout.buffer.write(b"%s %d\n" % (word.encode(), len(content)) + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
