"""What surrounds the words of a certificate: a border of waves, a band at the side, bunting and confetti."""

from collections.abc import Callable, Mapping
from math import pi, sin

from views.pictures.canvas import Canvas

Colours = Mapping[str, str]

_MARGIN = 46
_BAND = 34


def ornate(canvas: Canvas, colours: Colours) -> None:
    """Interlaced waves between two lines, as on bank notes, and a flower in each corner."""
    width, height = canvas.width, canvas.height
    outer, inner = _MARGIN, _MARGIN + _BAND
    canvas.panel(
        (outer, outer, width - outer, height - outer), radius=4, fill=None, outline=colours["accent"], line=3
    )
    canvas.panel(
        (inner, inner, width - inner, height - inner),
        radius=2,
        fill=None,
        outline=colours["accent"],
        line=1.5,
    )
    inset = inner + 12
    canvas.panel(
        (inset, inset, width - inset, height - inset), radius=2, fill=None, outline=colours["accent_soft"]
    )
    middle, amplitude = _MARGIN + _BAND / 2, _BAND / 2 - 5
    for phase in (0.0, pi / 2, pi, 3 * pi / 2):
        for y in (middle, height - middle):
            canvas.line(
                [(x, y + amplitude * sin(_turns(x, width) + phase)) for x in range(80, width - 79, 4)],
                colours["accent"],
                1.1,
            )
        for x in (middle, width - middle):
            canvas.line(
                [(x + amplitude * sin(_turns(y, height) + phase), y) for y in range(80, height - 79, 4)],
                colours["accent"],
                1.1,
            )
    for x in (middle, width - middle):
        for y in (middle, height - middle):
            _flower(canvas, (x, y), colours)


def plain(canvas: Canvas, colours: Colours) -> None:
    """A band of colour at the left, with circles that reach over its edge."""
    height = canvas.height
    canvas.panel((0, 0, 96, height), radius=0, fill=colours["accent"])
    for x, y, radius, colour in (
        (48, 160, 150, f"{colours['paper']}14"),
        (20, height - 120, 210, f"{colours['paper']}1c"),
    ):
        canvas.disc((x, y), radius, colour)
    canvas.panel((96, 0, 104, height), radius=0, fill=colours["seal"])
    canvas.disc((canvas.width - 40, 30), 260, f"{colours['accent_soft']}80")
    canvas.disc((canvas.width - 10, 0), 150, f"{colours['accent']}22")


def festive(canvas: Canvas, colours: Colours) -> None:
    """Bunting along the top, confetti, a thin frame."""
    width, height = canvas.width, canvas.height
    tones = (colours["accent"], colours["seal"], "#5b8fb0", "#7fa35a", "#d98aa0")
    canvas.panel(
        (36, 36, width - 36, height - 36), radius=28, fill=None, outline=colours["accent_soft"], line=5
    )
    for across, down, turn, tone in _confetti(width, height):
        _scrap(canvas, (across, down), turn, tones[tone])
    string = [(x, 52 + 46 * sin(pi * (x % 400) / 400)) for x in range(0, width + 1, 8)]
    for number, at in enumerate(range(28, width, 50)):
        y = 52 + 46 * sin(pi * (at % 400) / 400)
        canvas.polygon([(at - 17, y), (at + 17, y), (at, y + 42)], tones[number % len(tones)])
    canvas.line(string, colours["soft_ink"], 2)


FRAMES: Mapping[str, Callable[[Canvas, Colours], None]] = {
    "ornate": ornate,
    "plain": plain,
    "festive": festive,
}


def _turns(at: float, length: float) -> float:
    """Whole waves from end to end, about sixty pixels each."""
    return 2 * pi * (at - 80) / (length - 160) * round((length - 160) / 60)


def _flower(canvas: Canvas, centre: tuple[float, float], colours: Colours) -> None:
    x, y = centre
    reach = 30
    canvas.panel((x - reach, y - reach, x + reach, y + reach), radius=4, fill=colours["paper"])
    canvas.panel(
        (x - reach, y - reach, x + reach, y + reach), radius=4, fill=None, outline=colours["accent"], line=2
    )
    for across, down in ((0, -11), (0, 11), (-11, 0), (11, 0)):
        canvas.disc((x + across, y + down), 10, colours["accent_soft"])
        canvas.ring((x + across, y + down), 10, colours["accent"], 1.5)
    canvas.disc((x, y), 6, colours["accent"])


def _confetti(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Places, turns and tones of scraps along the sides: scattered, but the same on every certificate."""
    scraps: list[tuple[int, int, int, int]] = []
    state = 20260301
    for _ in range(70):
        numbers = []
        for limit in (170, height - 560, 3, 5):
            state = (1103515245 * state + 12345) % 2**31
            numbers.append((state >> 8) % limit)
        across = 50 + numbers[0] if len(scraps) % 2 else width - 50 - numbers[0]
        scraps.append((across, 140 + numbers[1], numbers[2], numbers[3]))
    return scraps


def _scrap(canvas: Canvas, at: tuple[int, int], turn: int, colour: str) -> None:
    x, y = at
    if turn == 0:
        canvas.disc((x, y), 6, f"{colour}b0")
    elif turn == 1:
        canvas.polygon([(x - 7, y + 2), (x + 5, y - 8), (x + 8, y - 3), (x - 4, y + 7)], f"{colour}b0")
    else:
        canvas.line([(x - 10, y), (x - 4, y - 5), (x + 3, y + 4), (x + 10, y - 2)], f"{colour}b0", 3)
