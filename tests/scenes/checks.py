"""What a machine can see on a shown window: each check returns what is wrong, empty if nothing is.

``check_all`` runs those that look at one picture. ``tab_order`` presses Tab and belongs to one size only;
``untranslated`` makes sense in the made-up language alone (see pseudo.py).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from tests.scenes.findings import Finding, short, way_to
from tests.scenes.layout_checks import outside_parent, overlapping_widgets
from tests.scenes.name_checks import unnamed
from tests.scenes.painted import SeenText, is_covered, painted_texts
from tests.scenes.pixel_checks import blank_panes, low_contrast, pixels_of
from tests.scenes.text_checks import cut_texts, deceiving_texts, elided_in_silence

_TOUCH = 3.0  # pixels; less is kerning and rounding


def check_all(window: QWidget) -> list[Finding]:
    """All checks of one picture, each finding once."""
    texts = painted_texts(window)
    on_top = [text for text in texts if not is_covered(text, window)]
    pixels = pixels_of(window)
    found = [
        *cut_texts(texts, window),
        *elided_in_silence(texts, window),
        *deceiving_texts(texts, window),
        *overlapping_texts(on_top),
        *low_contrast(on_top, pixels),
        *outside_parent(window),
        *overlapping_widgets(window),
        *unnamed(window),
        *blank_panes(window, texts, pixels),
    ]
    return list(dict.fromkeys(found))


def overlapping_texts(on_top: list[SeenText]) -> Iterator[Finding]:
    """Two texts, both on top, that run into each other."""
    for first, second in _meeting([text.ink.intersected(text.clip) for text in on_top]):
        one, two = on_top[first], on_top[second]
        if not _is_emphasis(one, two):
            yield Finding(
                "overlap", way_to(two.widget), f"“{short(two.text, 40)}” lies over “{short(one.text, 40)}”"
            )


def _meeting(places: list[QRectF]) -> NDArray[np.intp]:
    """Pairs of numbers of the places that share more than a touch, the earlier one first."""
    sides = np.array([place.getCoords() for place in places]).reshape(-1, 4)
    shared = [
        np.minimum.outer(sides[:, end], sides[:, end]) - np.maximum.outer(sides[:, start], sides[:, start])
        for start, end in ((0, 2), (1, 3))
    ]
    return np.argwhere(np.triu((shared[0] > _TOUCH) & (shared[1] > _TOUCH), 1))


def _is_emphasis(one: SeenText, two: SeenText) -> bool:
    """A part of a text painted once more in its place, such as what a search found."""
    same_line = abs(one.place.bottom() - two.place.bottom()) < 1
    return one.widget is two.widget and same_line and (two.text in one.text or one.text in two.text)
