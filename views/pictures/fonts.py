"""The fonts that pictures are lettered with: which files, in which order they are asked for a character.

All of them come in packages under the SIL Open Font License (docs/adr/0029-pictures.md), so that a picture
is the same on every machine and needs nothing of the system's.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

REGULAR = 400
BOLD = 700

_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2
"""The places in the Chinese, Japanese and Korean collection of the forms that each of them writes."""

_SCRIPTS = (
    "Arabic",
    "Hebrew",
    "Devanagari",
    "Thai",
    "Bengali",
    "Gurmukhi",
    "Gujarati",
    "Oriya",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Sinhala",
    "Lao",
    "Khmer",
    "Myanmar",
    "Georgian",
    "Armenian",
    "Ethiopic",
    "Symbols",
)


@dataclass(frozen=True)
class Face:
    """One font of one file; `index` is its place in a collection."""

    package: str
    file: str
    index: int = 0
    variable: bool = True
    """Whether it has weights of its own; one that has none is made bold by an outline."""
    scale: float = 1.0
    """What a size is multiplied by, so that the face looks as large as its neighbours."""

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(str(files(self.package) / self.file))


def _noto(script: str) -> Face:
    return Face("manimgx_fonts", f"NotoSans{script}[wght].ttf")


LATIN = _noto("")
LATIN_SERIF = Face("fontpkg_eb_garamond", "files/EBGaramond[wght].ttf", scale=1.08)
CHINESE_SERIF = Face("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf", variable=False)
EMOJI = Face("manimgx_fonts", "NotoEmoji[wght].ttf", scale=0.88)
CHINESE, JAPANESE, KOREAN = (
    Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", index) for index in (_CHINESE, _JAPANESE, _KOREAN)
)
SCRIPTS = tuple(_noto(script) for script in _SCRIPTS)


def chain(text: str, *, serif: bool) -> tuple[Face, ...]:
    """The faces to ask for the characters of a text, in this order.

    Han characters look different in Japanese and Korean, so the other letters of the text decide.
    """
    if _KANA.search(text):
        han = JAPANESE
    elif _HANGUL.search(text):
        han = KOREAN
    else:
        han = CHINESE
    start = (LATIN_SERIF, *([CHINESE_SERIF] if han is CHINESE else []), LATIN) if serif else (LATIN,)
    return (*start, han, *SCRIPTS, EMOJI)


@cache
def coverage(face: Face) -> frozenset[int]:
    """The code points that a face has a glyph for."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=256)
def sized(face: Face, size: float, weight: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels and a weight."""
    font = ImageFont.truetype(
        str(face.path), size * face.scale, index=face.index, layout_engine=ImageFont.Layout.RAQM
    )
    if face.variable:
        font.set_variation_by_axes([weight])
    return font
