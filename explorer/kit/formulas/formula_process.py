"""The process that draws formulas: whatever one of them does to the libraries, it does here.

Requests come on stdin, pictures go to stdout, one JSON object a line (``drawn_formula.py``): a line of
requests is answered by as many lines as it holds. Nothing is read and nothing is written besides.
"""

import contextlib
import logging
import sys
import warnings

import msgspec

from explorer.base.child_process import begin_as_child, limit_memory, limit_time
from explorer.kit.formulas.drawn_formula import MEMORY, SECONDS, FormulaRequest

_GRACE_S = 2.0  # for who watches from outside to be first, and to know why
_DEEPEST = 600  # calls: a formula within the limits needs some two hundred


def main() -> int:
    """Serve until stdin closes; the process's exit status."""
    requests, answers = begin_as_child()
    warnings.simplefilter("ignore")
    logging.disable()
    from explorer.kit.formulas.formula_drawing import draw_formula  # noqa: PLC0415  not before its parent is known

    sys.setrecursionlimit(_DEEPEST)
    limit_memory(MEMORY)
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        answers.write(b"\n")  # it is ready
        answers.flush()
        for line in requests:
            for request in msgspec.json.decode(line, type=list[FormulaRequest]):
                limit_time(SECONDS + _GRACE_S)
                answers.write(msgspec.json.encode(draw_formula(request)) + b"\n")
                answers.flush()
    return 0
