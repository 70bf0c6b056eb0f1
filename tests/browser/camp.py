"""A cohort in its second week into which newcomers have come: what screenshots show."""

from dataclasses import dataclass

from tests.browser.served import Served

NAMES = {
    "en": ("Nora Lind", "Theo Park", "Mia Rossi", "Ada Blum", "Ben Osei"),
    "zh": ("苏晴", "陈默", "何小鱼", "林一", "白露"),
}
SAY = {
    "en": (
        "I run a small bakery and write down what the night was like.",
        "Night nurse in Oslo. I write on the tram home.",
        "I repair bicycles. One page a day is the plan.",
    ),
    "zh": (
        "我开一家小面包店，想把每个夜班写下来。",
        "夜班护士，在回家的地铁上写字。",
        "修自行车的，打算一天写一页。",
    ),
}
EARLY = 3
"""So many of the newcomers come first; the others on the fourth day."""


@dataclass(frozen=True, slots=True)
class Camp:
    """The group and its newcomers, by their Telegram ids."""

    group: int
    names: tuple[str, ...]
    newcomers: list[int]


async def lived(served: Served, locale: str) -> Camp:
    """Have the first newcomers through their seven days, on the morning on which they graduate."""
    await served.opens("camp", locale)
    group = next(chat["id"] for chat in await served.get("chats?as=0") if chat["kind"] == "group")
    camp = Camp(group, NAMES[locale], [])
    await _come(served, camp, locale, 0, EARLY)
    for day in range(2, 8):
        await served.time_goes("morning")
        if day == 4:
            await _come(served, camp, locale, EARLY, len(camp.names))
        for person in camp.newcomers:
            await _checks_in(served, person)
    await served.time_goes("advance", minutes=75)
    return camp


async def _come(served: Served, camp: Camp, locale: str, first: int, last: int) -> None:
    new = [await served.newcomer(name, camp.group) for name in camp.names[first:last]]
    await served.time_goes("advance", minutes=10)
    for number, person in enumerate(new):
        await served.post(f"people/{person}", do="starts")
        await served.post(f"chats/{person}/say", as_=person, text=SAY[locale][number])
        await _checks_in(served, person)
    camp.newcomers.extend(new)


async def _checks_in(served: Served, person: int) -> None:
    await served.post(f"chats/{person}/say", as_=person, text="/checkin")
