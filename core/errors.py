"""Errors that are meant for a person: a code that the views turn into words, and its particulars.

Everything else that is raised is a defect or a bad world, and is reported once to the owner.
"""


class SopbotError(Exception):
    """Root of the errors of this program."""


class Refused(SopbotError):
    """What was asked cannot be done; nothing was changed. `code` names a text in `views.refusals`.

    >>> raise Refused("member_unknown", name="@lin")
    """

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(f"{code} {particulars}" if particulars else code)
        self.code = code
        self.particulars = particulars


class Denied(Refused):
    """The person lacks the right. Kept apart because denials are rationed in a group."""


class ConfigurationError(SopbotError):
    """A setting, file or database the program cannot work with: one clear line, exit code 2."""


class BadWorld(SopbotError):
    """Disk, database or network failed. Nothing is wrong with the update: roll back, wait, try again."""


class CannotGoOn(SopbotError):
    """The running program has to end, with exit code 1; the text is one clear line: why, and what to do."""
