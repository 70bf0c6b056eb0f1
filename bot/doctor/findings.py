"""One line of the doctor's: what was looked at, and what to do about it if it is not well."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`do` is None where all is well."""

    what: str
    do: str | None = None

    def __str__(self) -> str:
        return f"  ✓ {self.what}" if self.do is None else f"  ✗ {self.what}\n    → {self.do}"


Findings = list[Finding]
