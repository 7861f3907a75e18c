"""The app's own fonts: the same on every machine, so that a layout tested once holds everywhere.

Static files, since Qt ignores the weights of the variable one. No hinting, pixel sizes: then text is
equally wide at any scale. Tabular figures only where numbers stand under each other.
"""

from PySide6.QtGui import QFont, QFontDatabase

from explorer.base.resources import resource

UI_FAMILY = "Inter"
CODE_FAMILY = "JetBrains Mono NL"

_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "Inter-Italic.otf",
    "JetBrainsMonoNL-Regular.ttf",
    "JetBrainsMonoNL-Bold.ttf",
)


def load_fonts() -> None:
    """Make the shipped fonts known to Qt. Raises FileNotFoundError if the app is incomplete."""
    for name in _FILES:
        path = resource("fonts", name)
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)


def ui_font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return _font(UI_FAMILY, pixels, weight)


def code_font(pixels: int) -> QFont:
    return _font(CODE_FAMILY, pixels, QFont.Weight.Normal)


def tabular(font: QFont) -> QFont:
    """The same font with figures of equal width, for columns of numbers."""
    wider = QFont(font)
    wider.setFeature(QFont.Tag("tnum"), 1)
    return wider


def _font(family: str, pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
