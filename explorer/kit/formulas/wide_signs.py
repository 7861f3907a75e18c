"""Chinese, Japanese and Korean signs in formulas, whose font has none: each is left to be written as text, in
its square, by whoever shows the picture.
"""

from xml.etree import ElementTree as ET

from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziamath.mathfont import MathFont
from ziamath.styles import MathVariant

from explorer.kit.formulas.drawn_formula import IS_WIDE

_BELOW = 0.12  # of a square, below the baseline


class WideGlyph(SimpleGlyph):
    """A square with one sign in it."""

    def __init__(self, sign: str, font: MathFont) -> None:
        self._sign, self._side = sign, font.info.layout.unitsperem
        super().__init__(0, (), BBox(0, self._side, -self._side * _BELOW, self._side * (1 - _BELOW)), font)

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:  # noqa: ARG002  the library's name
        return int(self._side)

    def svgpath(self, x0: float = 0, y0: float = 0, scale_factor: float = 1) -> ET.Element:
        size = self.funits_to_points(self._side, scale_factor)
        values = {"x": x0, "y": y0, "font-size": size}
        text = ET.Element("text", {name: f"{value:.1f}" for name, value in values.items()})
        text.text = self._sign
        return text


def write_wide_signs(font: MathFont) -> None:
    """From now on."""
    usual = font.findglyph

    def find(char: str, variant: MathVariant) -> SimpleGlyph:
        is_left = IS_WIDE.fullmatch(char) is not None and not font.glyphindex(char)
        return WideGlyph(char, font) if is_left else usual(char, variant)

    font.findglyph = find  # type: ignore[method-assign]  # of this one font
