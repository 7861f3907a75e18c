"""Sizes of models as their names and tables give them: "7b", "1.4b", "70m"."""

import re

_NAMED_SIZE = re.compile(r"(?<![\d.A-Za-z])\d{1,4}(?:\.\d{1,2})?[bBmM](?![A-Za-z0-9])")
# A column that says how large the model of a row is, and no file of it, batch or context.
SIZE_TITLE = re.compile(
    r"^(?!.*\b(?:active|activated|context|file|batch|vocab\w*|embedding|hidden|window|download|disk|memory|vram"
    r"|train\w*|data\w*|corpus|step|chunk|patch|image|expert|draft|quant\w*)\b)"
    r"\W*(?:(?:model|total|number|no\.?|of|the|llm|#) ?){0,4}(?:param\w*|sizes?\b)"
    r"|^\W*(?:总)?参数|^\W*模型大小",
    re.IGNORECASE,
)
_MILLIONS = {"m": 1, "b": 1000}


def sizes_in(text: str) -> tuple[str, ...]:
    """The sizes that a name or a cell of a table holds, in lower case."""
    return tuple(m[0].lower() for m in _NAMED_SIZE.finditer(text))


def is_same_size(named: str, counted: str) -> bool:
    """Whether a model called "7b" may be one of "6.74b": the digits of the name, rounded or cut.

    Both as ``sizes_in`` gives them.
    """
    step = _MILLIONS[named[-1]] / 10 ** len(named[:-1].partition(".")[2])
    own, other = (float(size[:-1]) * _MILLIONS[size[-1]] / step for size in (named, counted))
    return round(own) in {int(other), round(other)}
