"""What the kit costs: painting its widgets, a long answer token by token, and a search of the palette.

``kit.paint``: the widget that takes longest to paint, the best of many times; the limit leaves room for a
screen full of them in a frame. ``kit.ribbon``: the slowest frame of scrolling an answer of two thousand
tokens, which paints what is seen, not all, and as ``opened`` the milliseconds until it stands.
``kit.palette_search``: the slowest of five searches of 10,000 texts, against sorting these texts by a plain
search, by turns in the same run; a ratio, which holds on any machine. ``kit.formulas``: formulas as models
write them, drawn by the process for that, against the library alone in this one, by the clock.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from time import perf_counter, thread_time
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from ziamath.zmath import Latex

from explorer.frame.palette.entries import FoldedText, find
from explorer.kit.buttons import Picker
from explorer.kit.formulas.drawn_formula import FormulaRequest
from explorer.kit.formulas.formula_drawer import FormulaDrawer
from explorer.kit.theme import Look
from explorer.kit.token_ribbon.ribbon import Ribbon
from tests.benchmarks.frame import FRAME_MS, limited
from tests.kit.test_mirror import PAINTED
from tests.playground.making import WATER, detailed

PAINT_MS = 1.0
TIMES_SORTING = 8.0  # a frame of 16 ms on a slow machine of today
TIMES_ALONE = 2.0  # for its limits, and for what it mends
FORMULAS = (
    "E = mc^2",
    r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
    r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    r"\begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{bmatrix}",
    r"\begin{cases} x^2 & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}",
    r"\hat{\beta} = (X^\top X)^{-1} X^\top y",
)
QUERIES = ("e", "gem", "mdl 7", "zzz", "instruct chat")
WIDTH, HEIGHT = 400, 60
WIDE, SEEN = 720, 700  # of the ribbon
_PAINTED, _SEARCHED = 30, 9  # times

Result = dict[str, Any]


def run() -> list[Result]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    Look(app)
    return [_paint(), _ribbon(), _palette_search(), _formulas()]


def _paint() -> Result:
    makers: dict[str, Callable[[], QWidget]] = {**PAINTED, "picker": lambda: Picker("Choice")}
    taken = {name: _painting(make()) for name, make in makers.items()}
    slowest = max(taken, key=taken.__getitem__)
    return limited("kit.paint", taken[slowest], PAINT_MS, slowest=slowest)


def _painting(widget: QWidget) -> float:
    widget.resize(WIDTH, HEIGHT)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    return min(_times(lambda: widget.render(image), _PAINTED))


def _ribbon() -> Result:
    text = WATER * 44
    begun = thread_time()
    ribbon = Ribbon(detailed(text), text)
    ribbon.resize(WIDE, ribbon.heightForWidth(WIDE))
    image = QImage(WIDE, SEEN, QImage.Format.Format_RGB32)
    ribbon.render(image, QPoint(), QRect(0, 0, WIDE, SEEN))
    opened = (thread_time() - begun) * 1000
    frames = [
        next(_times(partial(ribbon.render, image, QPoint(), QRect(0, top, WIDE, SEEN)), 1))
        for top in range(0, 1400, 10)
    ]
    return limited("kit.ribbon", max(frames), FRAME_MS, tokens=len(ribbon.tokens), opened=opened)


def _palette_search() -> Result:
    names = [f"Gemma {n} model {n * 7 % 997} Instruct · chat {n % 13}" for n in range(10_000)]
    texts = [FoldedText.of(name) for name in names]
    ratios = {
        query: _by_turns(partial(find, query, texts, 200), partial(_sorted_by, query, names))
        for query in QUERIES
    }
    slowest = max(ratios, key=lambda query: ratios[query][0] / ratios[query][1])
    ours, plain = ratios[slowest]
    return {
        "name": "kit.palette_search",
        "value": round(ours, 1),
        "unit": "ms",
        "peer": "sorting the same 10,000 texts by a plain search",
        "peer_value": round(plain, 1),
        "ratio": round(ours / plain, 2),
        "goal": TIMES_SORTING,
        "better": "lower",
        "slowest": slowest,
    }


def _formulas() -> Result:
    requests = [FormulaRequest(source, is_display=True) for source in FORMULAS]
    rounds: list[tuple[float, float]] = []
    with closing(FormulaDrawer()) as drawer:
        drawer.draw(requests)
        for _ in range(_SEARCHED):
            begun = perf_counter()
            drawer.draw(requests)
            between = perf_counter()
            for source in FORMULAS:
                Latex(source).svg()
            rounds.append((between - begun, perf_counter() - between))
    ours, plain = (min(taken) * 1000 / len(FORMULAS) for taken in zip(*rounds, strict=True))
    return {
        "name": "kit.formulas",
        "value": round(ours, 1),
        "unit": "ms",
        "peer": "ziamath alone, without limits",
        "peer_value": round(plain, 1),
        "ratio": round(ours / plain, 2),
        "goal": TIMES_ALONE,
        "better": "lower",
    }


def _sorted_by(query: str, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: name.casefold().find(query))


def _by_turns(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of each, the least of some rounds."""
    rounds = [(next(_times(ours, 1)), next(_times(peer, 1))) for _ in range(_SEARCHED)]
    return min(taken for taken, _ in rounds), min(taken for _, taken in rounds)


def _times(work: Callable[[], object], times: int) -> Iterator[float]:
    """Milliseconds that this thread worked."""
    for _ in range(times):
        begun = thread_time()
        work()
        yield (thread_time() - begun) * 1000
