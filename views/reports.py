"""The owner's warnings: what went wrong, and what to do, without the words of programmers."""

from collections.abc import Mapping

from core.phrases import Phrase
from views.problems import worded
from views.texts import Texts, Value

WORDS = {
    "update_failed": (
        "⚠️ Something went wrong with {kind}. I've put it aside, and everything else goes on. "
        "If this happens again, please tell whoever looks after the program."
    ),
    "script_problem": "⚠️ A script has a mistake; its last good version goes on.\n<code>{place}: {problem}</code>",
    "script_unusable": "⚠️ A script has a mistake and can't run until it's mended.\n<code>{place}: {problem}</code>",
    "scripts_missing": (
        "⚠️ The folder of scripts is missing: <code>{folder}</code>. The scripts I read before go on as they "
        "were, for newcomers too. Once the folder is back, I take up what has changed."
    ),
    "run_failed": "⚠️ Script {sop} failed at {label} and was ended there: {reason}. /sop trace tells more.",
    "work_failed": (
        "⚠️ {of}: something went wrong with {work}, so I stopped that half way: {reason}. "
        "Everything else goes on; please tell whoever looks after the program."
    ),
    "chain_cut": (
        "⚠️ Scripts kept waking one another without end, so I cut the chain at {sop}. "
        "Please look whether it starts or tags in a circle."
    ),
    "request_failed": (
        "⚠️ I couldn't ask Telegram about {kind}: {error}. Everything else goes on; "
        "please tell whoever looks after the program."
    ),
    "rival_polls": (
        "⚠️ Since {since} another program has been fetching messages with my token, so each of us misses some. "
        "I go on, but please stop the other one. If you don't know it, get a new token from @BotFather "
        "(/revoke) and put it into my settings."
    ),
    "timer_failed": (
        "⚠️ Something went wrong with {timer}: {error}. I'll try again; if this happens again, "
        "please tell whoever looks after the program."
    ),
    "message_failed": (
        "⚠️ Telegram refused {kind}: {error}. Everything else goes on; "
        "please check whether I may still write there."
    ),
    "picture_failed": (
        "⚠️ I sent {kind} without its picture, because I couldn't draw it: {error}. "
        "Please tell whoever looks after the program."
    ),
    "member_tag_refused": (
        "⚠️ I can't show the titles of levels beside the names in {chat}. "
        "Please give me the admin right to manage tags there, or turn the titles off in /setup."
    ),
    "message_plain": (
        "⚠️ I sent {kind} without bold, links and the like, because its formatting is broken. "
        "Please check the script or text it came from. Telegram says: {error}"
    ),
}
"""Words by the code of the report; the names in braces are its particulars."""

VALUES = {
    # updates
    "message": "a message",
    "callback_query": "a press of a button",
    "message_reaction": "a reaction",
    "chat_member": "somebody joining or leaving",
    "my_chat_member": "a change of my own rights",
    # messages
    "reply": "an answer",
    "confirmation": "a confirmation",
    "gate": "a question for a decision",
    "question": "a question",
    "todo": "a to-do",
    "greeting": "a greeting",
    "response": "a response of a script",
    "step": "a message of a script",
    "reminder": "a reminder",
    "digest": "the daily digest",
    "certificate": "a certificate",
    "warning": "a warning",
    "honour": "congratulations on a level or badge",
    "notice": "a notice",
    # questions to Telegram
    "setup": "a group",
    "menus": "the command menus",
    "member_tag": "the title beside a name",
    "proof": "the picture of a check-in",
    # timers
    "DueRuns": "going on with scripts",
    "ScheduledStarts": "starting scripts at their hour",
    "LargeWork": "what a script does for everybody at once",
    "OverdueTodos": "overdue to-dos",
    "TagExpiry": "expiring tags",
    "SleepingTodos": "to-dos that come back",
    "OwnTodos": "to-dos that I open by myself",
    "WorkSheets": "the team's work sheets",
    "DailyRounds": "the daily look at stages and tags",
    "DailyDigests": "the daily digests",
    "Absences": "telling of an outage",
    "Clearing": "tidying up the groups",
    # large work
    "start": "starting the script for everybody",
    "freeze": "stopping the clocks of the runs",
    "release": "letting the runs go on",
    "stop": "ending the runs",
    "look": "looking who is on an earlier version",
    "upgrade": "moving runs to the new version",
    "after_all": "sending what was skipped",
    "tag": "tagging several people",
    "untag": "taking a tag off several people",
    "stop_runs": "stopping the script for several people",
    "pause_runs": "pausing the script for several people",
    "resume_runs": "letting the script go on for several people",
    "skip_runs": "skipping a place for several people",
    "step_runs": "running a step for several people",
    "upgrade_runs": "moving several people to the new version",
}
"""Words for particulars that are codes."""


def text(texts: Texts, code: str, particulars: Mapping[str, object]) -> str:
    """The warning as Telegram HTML."""
    return texts(WORDS[code], **{name: _value(texts, name, value) for name, value in particulars.items()})


def _value(texts: Texts, name: str, value: object) -> Value:
    if name in ("kind", "timer", "work") and value in VALUES:
        return texts.plain(VALUES[str(value)])
    if isinstance(value, Phrase):
        return worded(texts, value)
    return value if isinstance(value, str | int | float) else str(value)
