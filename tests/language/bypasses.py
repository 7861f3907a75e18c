"""Texts that are given to a widget or an error as they stand, past tr() and Words()."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# The call, and which of its arguments a person reads (all from there on, where it ends with None).
_CALLS: dict[str, tuple[int, ...]] = {
    "setText": (0,),
    "setToolTip": (0,),
    "setPlaceholderText": (0,),
    "setAccessibleName": (0,),
    "setAccessibleDescription": (0,),
    "setWindowTitle": (0,),
    "setTitle": (0,),
    "addTab": (0, 1),
    "addAction": (0,),
    "Label": (0,),
    "Elided": (0,),
    "Para": (0,),
    "Pill": (0,),
    "Chip": (0,),
    "CheckBox": (0,),
    "QLabel": (0,),
    "QPushButton": (0,),
    "Action": (0,),
    "Choice": (1,),
    "Button": (1,),
    "IconButton": (1,),
    "EmptyState": (1, 2),
    "Section": (0,),
    "SearchField": (0,),
    "Segmented": (0, 1),
    "Picker": (0,),
    "StatCard": (0, 1, 2),
    "FactRow": (0, 2, 3),
    "KnownError": (0, 1),
    "OfflineError": (0, 1),
    "AnswerError": (0, 1),
    "GateError": (0, 1),
    "tell": (0,),
}
# Names that are the same in every language.
_ALLOWED = frozenset({"Open Model Explorer", "Ctrl+Enter", "llama.cpp", "GGUF", "Python", "curl", "USD"})
_ELSEWHERE = frozenset({"cli", "selftest.py"})  # they speak English, to whoever runs them


@dataclass(frozen=True)
class Bypass:
    text: str
    where: str


def find_bypasses(root: Path) -> list[Bypass]:
    """In files that show something; `omx` and the worker are no part of the window."""
    paths = (path for path in sorted(root.rglob("*.py")) if path.relative_to(root).parts[0] not in _ELSEWHERE)
    return [
        found for path in paths for found in bypasses_in(path.read_text(encoding="utf-8"), path.as_posix())
    ]


def bypasses_in(source: str, name: str) -> Iterator[Bypass]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        for number in _CALLS.get(_called(node.func), ()):
            for text in _literals(node.args[number]) if number < len(node.args) else ():
                yield Bypass(text, f"{name}:{node.lineno}")


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literals(argument: ast.expr) -> Iterator[str]:
    """The literal texts with letters in an argument, the fixed parts of f-strings included."""
    match argument:
        case ast.Constant(value=str(text)) if _has_words(text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body)
            yield from _literals(orelse)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.JoinedStr(values=parts):
            for part in parts:
                yield from _literals(part)
        case ast.BinOp(left=left, right=right):
            yield from _literals(left)
            yield from _literals(right)


def _has_words(text: str) -> bool:
    """Two letters beside each other that no tag holds; a file name or an address is no word."""
    bare = text.replace("<qt>", "").replace("</qt>", "").replace("<br>", "").strip()
    if bare in _ALLOWED or bare.startswith(("http://", "https://", ".")):
        return False
    return any(one.isalpha() and two.isalpha() for one, two in pairwise(bare))
