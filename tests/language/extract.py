"""Every text of the source that a person may read in another language: the literals of tr() and Words()."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_CALLS = frozenset({"tr", "Words"})
_OWN = frozenset({"kit/language.py", "domain/words.py"})  # where tr and Words themselves are made
_LICENSES = "resources/licenses.yaml"  # all three hold sentences of our own, see domain.words.listed
_DIMENSIONS = "resources/dimensions.yaml"
_PROMPTS = "resources/prompts"


@dataclass(frozen=True)
class Found:
    """A call, its text, and where it stands. ``text`` is None if the text is computed: it cannot be read."""

    text: str | None
    where: str


def find_texts(root: Path) -> list[Found]:
    """All calls below ``root``, in the order of files and lines; then those of the resources beside it."""
    files = (one for path in sorted(root.rglob("*.py")) for one in _in_file(path, is_own=_is_own(path, root)))
    resources = (
        *_in_licenses(root.parent / _LICENSES),
        *_in_dimensions(root.parent / _DIMENSIONS),
        *_in_prompts(root.parent / _PROMPTS),
    )
    return [*files, *resources]


def _is_own(path: Path, root: Path) -> bool:
    return path.relative_to(root).as_posix() in _OWN


def _in_prompts(folder: Path) -> Iterator[Found]:
    """The prompts themselves are sent to models as they stand; what is said about them is translated."""
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        titles = (prompt["title"] for prompt in data["prompts"])
        for text in (data["title"], data["purpose"], data["caution"], *titles):
            if text:
                yield Found(text, path.as_posix())


def _in_dimensions(path: Path) -> Iterator[Found]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["dimensions"] if path.is_file() else []
    for row in rows:
        for key in ("means", "matters", "open", "partial", "closed"):
            if row[key]:
                yield Found(row[key], f"{path.as_posix()}: {row['id']}")


def _in_licenses(path: Path) -> Iterator[Found]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["licenses"] if path.is_file() else []
    for row in rows:
        for text in (*row.get("conditions", ()), row.get("outputs", "")):
            if text:
                yield Found(text, f"{path.as_posix()}: {row['id']}")


def _in_file(path: Path, *, is_own: bool = False) -> Iterator[Found]:
    """``is_own``: it makes Words of what it is given, so only what can be read counts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in _CALLS:
            found = _texts(node.args[0], f"{path.as_posix()}:{node.lineno}")
            yield from (one for one in found if one.text is not None or not is_own)


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
