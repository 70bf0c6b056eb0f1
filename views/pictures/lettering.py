"""A line of text in any script of the world, lettered with whatever fonts have its characters.

A name may mix Chinese, Arabic, Devanagari and emoji. The text is cut into units (a character with its
marks; an emoji sequence), each unit takes the first face that has it, neighbours with one face are shaped
together. What no face has is replaced by its plain form (𝓐 by A) or left out: nobody ever sees a box.
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from PIL import ImageDraw

from views.graphemes import graphemes, ignorable
from views.pictures import bidi, fonts

Align = Literal["left", "center", "right"]

ELLIPSIS = "…"
_EMOJI_STYLE = "\ufe0f"
_NO_START = set("、。，．・：；？！）］｝〉》」』】〕”’…—％,.:;?!)]}%·~～")
_NO_END = set("（［｛〈《「『【〔“‘([{#@$￥¥")
_WITH_HAN = set("“”‘’…—·")
"""Punctuation that Latin and Chinese share; between Han characters it takes the width of one."""


@dataclass(frozen=True)
class Style:
    """How a text is lettered; `size` is in pixels."""

    size: float
    colour: str = "#1f2937"
    bold: bool = False
    serif: bool = False
    spacing: float = 0.0
    """Room between the letters, in parts of the size; only for writing whose letters stand apart."""


@dataclass(frozen=True)
class _Run:
    """Neighbouring units with one face and direction."""

    text: str
    face: fonts.Face
    level: int


def missing(text: str) -> list[str]:
    """What of a text no face has, even in a plain form; it would be left out."""
    faces = fonts.chain(text, serif=False)
    return [unit for unit in graphemes(_clean(text)) if _drawable(unit, faces) is None]


def initial(name: str) -> str:
    """The first letter of a name that can be drawn, or its emoji, for a disc beside it."""
    faces = fonts.chain(name, serif=False)
    units = (unit for unit in graphemes(_clean(name)) if not unit.isspace() and _drawable(unit, faces))
    return next(units, "").upper()


def measure(text: str, style: Style) -> float:
    """How wide a text is, in pixels."""
    runs = _runs(text, style.serif)
    return sum(_width(run, style) for run in runs)


def draw(surface: ImageDraw.ImageDraw, at: tuple[float, float], text: str, style: Style) -> None:
    """Letter one line; `at` is its left end on the baseline."""
    x, y = at
    runs = _runs(text, style.serif)
    for place in bidi.visual([run.level for run in runs]):
        _draw_run(surface, (x, y), runs[place], style)
        x += _width(runs[place], style)


def fit(text: str, style: Style, width: float, smallest: float = 0.6) -> tuple[str, Style]:
    """The text and style with which it fits into a width: made smaller first, then cut with an ellipsis."""
    wanted = measure(text, style)
    if wanted <= width:
        return text, style
    factor = max(smallest, width / wanted)
    smaller = replace(style, size=style.size * factor)
    while factor > smallest and measure(text, smaller) > width:
        factor = max(smallest, factor * 0.98)
        smaller = replace(style, size=style.size * factor)
    return shorten(text, smaller, width), smaller


def shorten(text: str, style: Style, width: float) -> str:
    """The text as far as it fits, with an ellipsis where it was cut."""
    if measure(text, style) <= width:
        return text
    units = graphemes(_clean(text))
    low, high = 0, len(units)
    while low < high:
        middle = (low + high + 1) // 2
        if measure("".join(units[:middle]).rstrip() + ELLIPSIS, style) <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(units[:low]).rstrip() + ELLIPSIS


def wrap(text: str, style: Style, width: float, lines: int = 100) -> list[str]:
    """The text in lines of a width; at most `lines` of them, the last one then ends in an ellipsis.

    Words stay whole where they can; Chinese breaks anywhere, but never before a closing mark.
    """
    done: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph, style, width):
            if line and measure((line + piece).rstrip(), style) > width:
                done.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        done.append(line.rstrip())
    if len(done) > lines:
        return [*done[: lines - 1], shorten(done[lines - 1] + ELLIPSIS, style, width)]
    return done


def balanced(text: str, style: Style, width: float, lines: int = 100) -> list[str]:
    """As `wrap`, with lines of about one length: no word is left alone in the last one."""
    wrapped = wrap(text, style, width, lines)
    narrower = width
    while len(wrapped) > 1 and narrower > width / 2:
        narrower *= 0.96
        tried = wrap(text, style, narrower, lines + 1)
        if len(tried) > len(wrapped):
            break
        wrapped = tried
    return wrapped


def _pieces(text: str, style: Style, width: float) -> list[str]:
    """What a line may not be broken within: words with the space behind them, Chinese characters."""
    pieces: list[str] = []
    for unit in graphemes(_clean(text)):
        last = pieces[-1] if pieces else ""
        joined = last and (
            unit in _NO_START
            or last[-1] in _NO_END
            or unit == " "
            or not (last.endswith(" ") or _stands_alone(unit) or _stands_alone(last[-1]))
        )
        if joined and (unit == " " or measure(last + unit, style) <= width):
            pieces[-1] = last + unit
        else:
            pieces.append(unit)
    return pieces


def _stands_alone(unit: str) -> bool:
    """Whether lines may be broken on both sides: Han, kana, full-width marks."""
    return unicodedata.east_asian_width(unit[0]) in ("W", "F") and not "\uac00" <= unit[0] <= "\ud7a3"


def _clean(text: str) -> str:
    """Composed, without line breaks, control characters and marks of direction."""
    kept = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    return "".join(
        char for char in kept if unicodedata.category(char) not in ("Cc", "Cs") and not _turns(char)
    )


def _turns(char: str) -> bool:
    return char in "\u200e\u200f\u061c" or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"


def _drawable(unit: str, faces: tuple[fonts.Face, ...]) -> tuple[str, fonts.Face] | None:
    """The unit, or its plain form, with a face that has it."""
    for form in (unit, unicodedata.normalize("NFKC", unit), unit[0]):
        needed = [ord(char) for char in form if not ignorable(char)]
        emoji_first = _EMOJI_STYLE in form or any(code >= 0x1F000 for code in needed)
        for face in (fonts.EMOJI, *faces) if emoji_first else faces:
            if all(code in fonts.coverage(face) for code in needed):
                return ("" if not needed else form), face
    return None


@lru_cache(maxsize=4096)
def _runs(text: str, serif: bool) -> tuple[_Run, ...]:
    """The text in logical order, cut where the face or the direction changes."""
    faces = fonts.chain(text, serif=serif)
    units = graphemes(_clean(text))
    wide_first = tuple(
        sorted(faces, key=lambda face: not face.file.startswith(("NotoSansCJK", "NotoSerifSC")))
    )
    runs: list[_Run] = []
    for at, (unit, level) in enumerate(zip(units, bidi.levels(units), strict=True)):
        last = runs[-1] if runs else None
        if unit == " " and last is not None and last.face is not fonts.EMOJI:
            found: tuple[str, fonts.Face] | None = (unit, last.face)
        else:
            found = _drawable(unit, wide_first if unit in _WITH_HAN and _among_wide(units, at) else faces)
        if found is None or not found[0]:
            continue
        if last is not None and (last.face, last.level) == (found[1], level):
            runs[-1] = replace(last, text=last.text + found[0])
        else:
            runs.append(_Run(found[0], found[1], level))
    return tuple(runs) if runs or not text.strip() else _runs(ELLIPSIS, serif)


def _among_wide(units: list[str], at: int) -> bool:
    """Whether both neighbours are as wide as Han characters; the ends of a text take after the other side."""
    return all(_stands_alone(unit) for unit in (*units[max(0, at - 1) : at], *units[at + 1 : at + 2]))


def _direction(run: _Run) -> str:
    return "rtl" if run.level % 2 else "ltr"


def _weight(style: Style) -> int:
    return fonts.BOLD if style.bold else fonts.REGULAR


def _spaced(run: _Run, style: Style) -> float:
    """The room between the letters of a run in pixels; writing whose letters join is left alone."""
    apart = run.face in (fonts.LATIN, fonts.LATIN_SERIF, fonts.CHINESE, fonts.CHINESE_SERIF, fonts.JAPANESE)
    return style.spacing * style.size if apart else 0.0


def _width(run: _Run, style: Style) -> float:
    return _length(run, style.size, _weight(style)) + _spaced(run, style) * len(run.text)


@lru_cache(maxsize=8192)
def _length(run: _Run, size: float, weight: int) -> float:
    return fonts.sized(run.face, size, weight).getlength(run.text, direction=_direction(run))


def _draw_run(surface: ImageDraw.ImageDraw, at: tuple[float, float], run: _Run, style: Style) -> None:
    font = fonts.sized(run.face, style.size, _weight(style))
    outline = style.size * 0.018 if style.bold and not run.face.variable else 0.0
    spaced = _spaced(run, style)
    x, y = at
    for part in run.text if spaced else [run.text]:
        surface.text(
            (x, y),
            part,
            fill=style.colour,
            font=font,
            anchor="ls",
            direction=_direction(run),
            stroke_width=outline,
            stroke_fill=style.colour,
        )
        x += font.getlength(part, direction=_direction(run)) + spaced
