"""What the demo says itself, in the language of the evening."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Chooses between two ways to say something: `words("你好", "hello")`."""

    locale: str

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.locale == "zh" else en

    def names(self, names: list[str]) -> str:
        """Several names in a row."""
        return self("、", ", ").join(names)
