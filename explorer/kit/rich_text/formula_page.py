"""Formulas in a page for browsers: inline SVG, without script, style or font.

Beside each stands its source, which the style sheet hides from the eye alone: it is what is copied, found and
read aloud. ``resources/chat.css`` and ``depth_rules`` dress both.
"""

import html
import math
import re
from collections.abc import Callable
from contextlib import closing
from itertools import batched

from explorer.base.helper_process import never
from explorer.domain.errors import CancelledError
from explorer.kit.formulas.drawn_formula import DrawnFormula, FormulaRequest, refusal
from explorer.kit.formulas.formula_drawer import FormulaDrawer
from explorer.kit.rich_text.formula_marks import FORMULA, FormulaBudget, marked, request_in

_SCALE = 1.12  # as on the screen
_TEXTS, _AT_ONCE = 20, 100  # that a page may hold; formulas of one call
_STEPS = 20  # of the depth of a formula below the baseline, in one em: style attributes are not let in
_DEEPEST = 80


def depth_rules() -> str:
    """For the style sheet."""
    return "".join(
        f".f{step} {{ vertical-align: -{step / _STEPS:.2f}em; }}\n" for step in range(1, _DEEPEST + 1)
    )


def with_formulas(clean: str, stopped: Callable[[], bool] = never) -> str:
    """The HTML with pictures for the formulas that can be drawn. Blocks: some milliseconds for each.

    Raises CancelledError once ``stopped``.
    """
    wanted = dict.fromkeys(request_in(found) for found in FORMULA.finditer(clean))
    budget = FormulaBudget(_TEXTS)
    requests = [one for one in wanted if refusal(one.source) is None and budget.allows(one.source)]
    if not requests:
        return clean
    with closing(FormulaDrawer()) as drawer:
        drawn: dict[FormulaRequest, DrawnFormula] = {}
        for some in batched(requests, _AT_ONCE):
            drawn |= zip(some, drawer.draw(some, stopped), strict=False)  # those that were tried
            if stopped():
                raise CancelledError
    return FORMULA.sub(lambda found: _shown(found, drawn), clean)


def _shown(found: re.Match[str], drawn: dict[FormulaRequest, DrawnFormula]) -> str:
    request = request_in(found)
    one = drawn.get(request)
    if one is None or one.fault:
        return found[0]
    source = f'<span class="source">{html.escape(marked(request))}</span>'
    if request.is_display:
        return f'<div class="formula">{_svg(one, one.descent, "")}{source}</div>'
    step = min(_DEEPEST, math.ceil(one.descent * _SCALE * _STEPS))
    name = f' class="f{step}"' if step > 0 else ""
    return f'<span class="formula">{_svg(one, max(0, step) / _STEPS / _SCALE, name)}{source}</span>'


def _svg(drawn: DrawnFormula, descent: float, name: str) -> str:
    """``descent``: em that it reaches below the baseline."""
    height = drawn.ascent + descent
    box = f"{drawn.left * 100:.1f} {-drawn.ascent * 100:.1f} {drawn.width * 100:.1f} {height * 100:.1f}"
    size = f'width="{drawn.width * _SCALE:.3f}em" height="{height * _SCALE:.3f}em"'
    return f'<svg{name} {size} viewBox="{box}" fill="currentColor" aria-hidden="true">{drawn.shapes}</svg>'
