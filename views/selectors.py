"""What is said of a selector that cannot be read: which word, and what was probably meant."""

from collections.abc import Callable, Mapping
from typing import Any

from views.texts import Texts, Value

Worded = tuple[str, dict[str, Value]]

_WHY = {
    "empty": "Who do you mean? Write for instance: tag:python points>100 inactive>7d",
    "long": "That's more than I can keep in mind. Please ask for fewer things at once.",
    "number": "“{word}” needs a whole number, like points>100.",
    "days": "“{word}” needs a number of days, like 7d or 2w.",
    "value": "Something is missing after “{word}”. Write for instance tag:python.",
    "compare": "Only numbers can be compared. Write {near}.",
    "stage": "“{word}” is no stage. There are: new, active, core, at_risk, gone.",
    "reach": "“{word}” doesn't tell me much. Write reach:open or reach:closed.",
    "tag": "“{word}” can't be a tag: use up to 32 letters or digits, without spaces.",
    "parenthesis": "A parenthesis has no counterpart: “{word}” at character {place}.",
}


def selector_bad(_: Texts, given: Mapping[str, Any]) -> Worded:
    """The words of the refusal `selector_bad`; see `core.selectors.parse`."""
    values: dict[str, Value] = {
        "word": given["word"],
        "near": given["near"],
        "place": given["place"] + 1,
    }
    if given["why"] != "word":
        return _WHY[given["why"]], values
    if given["near"]:
        return "I don't understand “{word}”. Did you mean {near}?", values
    return (
        "I don't understand “{word}”. I know tag:, points>, streak>=, inactive>7d, stage: and more.",
        values,
    )


REFUSALS: dict[str, Callable[[Texts, Mapping[str, Any]], Worded]] = {"selector_bad": selector_bad}
