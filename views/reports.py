"""The owner's warnings: what went wrong, and what to do, without the words of programmers."""

from collections.abc import Mapping

from views.texts import Texts, Value

WORDS = {
    "update_failed": (
        "⚠️ A message or a press ({kind}) could not be dealt with: {error}. It was put aside, "
        "everything else goes on. If this comes again, please tell whoever looks after the program."
    ),
    "script_problem": "⚠️ A script has a mistake; its last good version goes on.\n<code>{problem}</code>",
    "script_unusable": "⚠️ A script has a mistake and can't run until it's mended.\n<code>{problem}</code>",
    "scripts_missing": (
        "⚠️ The folder of scripts is missing: <code>{folder}</code>. The scripts I read before go on as they "
        "were, for newcomers too. Once the folder is back, I take up what has changed."
    ),
    "run_failed": "⚠️ Script {sop} failed at {label} and was ended there: {reason}. /sop trace tells more.",
    "chain_cut": (
        "⚠️ Scripts kept waking one another without end, so I cut the chain at {sop}. "
        "Please look whether it starts or tags in a circle."
    ),
    "request_failed": (
        "⚠️ A question to Telegram ({kind}) failed: {error}. Everything else goes on; "
        "please tell whoever looks after the program."
    ),
    "timer_failed": (
        "⚠️ Regular work ({timer}) failed: {error}. It is tried again; if this comes again, "
        "please tell whoever looks after the program."
    ),
    "message_failed": (
        "⚠️ Telegram refused a message ({kind}): {error}. Everything else goes on; "
        "please look whether I may still write there."
    ),
    "message_plain": (
        "⚠️ A message ({kind}) went out without bold, links and the like, because its formatting is broken. "
        "Please look at the script or text it came from. Telegram says: {error}"
    ),
}
"""Words by the code of the report; the names in braces are its particulars."""


def text(texts: Texts, code: str, particulars: Mapping[str, object]) -> str:
    """The warning as Telegram HTML."""
    return texts(WORDS[code], **{name: _value(value) for name, value in particulars.items()})


def _value(value: object) -> Value:
    return value if isinstance(value, str | int | float) else str(value)
