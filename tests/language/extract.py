"""Every text of the source that a person may read in another language: the literals of tr() and Words()."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CALLS = frozenset({"tr", "Words"})
_OWN = frozenset({"language.py", "words.py"})  # where tr and Words themselves are made


@dataclass(frozen=True)
class Found:
    """A call, its text, and where it stands. ``text`` is None if the text is computed: it cannot be read."""

    text: str | None
    where: str


def find_texts(root: Path) -> list[Found]:
    """All calls below ``root``, in the order of files and lines."""
    return [one for path in sorted(root.rglob("*.py")) if path.name not in _OWN for one in _in_file(path)]


def _in_file(path: Path) -> Iterator[Found]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in _CALLS:
            yield from _texts(node.args[0], f"{path.as_posix()}:{node.lineno}")


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(argument: ast.expr, where: str) -> Iterator[Found]:
    match argument:
        case ast.Constant(value=str(text)):
            yield Found(text, where)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, where)
            yield from _texts(orelse, where)
        case _:
            yield Found(None, where)
