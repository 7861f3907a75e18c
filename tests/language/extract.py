"""Every text of the source that a person may read in another language: the literals of tr() and Words()."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_CALLS = frozenset({"tr", "Words", "guard"})  # guards are named by why a sentence does not count
_OWN = frozenset({"kit/language.py", "domain/words.py"})  # where tr and Words themselves are made
_LICENSES = "resources/licenses.yaml"  # all three hold sentences of our own, see domain.words.listed
_PROMPTS = "resources/prompts"
_CHOOSE = "resources/choose"


@dataclass(frozen=True)
class Found:
    """A call, its text, and where it stands. ``text`` is None if the text is computed: it cannot be read."""

    text: str | None
    where: str


def find_texts(root: Path) -> list[Found]:
    """All calls below ``root``, in the order of files and lines; then those of the resources beside it."""
    paths = sorted(root.rglob("*.py"))
    own = {root / name for name in _OWN}  # their calls hand texts on, but for a literal of their own
    resources = (
        *_in_licenses(root.parent / _LICENSES),
        *_in_prompts(root.parent / _PROMPTS),
        *_in_uses(root.parent / _CHOOSE / "uses"),
        *_in_indexes(root.parent / _CHOOSE / "companies"),
    )
    told = (one for path in paths for one in _in_file(path) if one.text is not None or path not in own)
    return [*told, *resources]


def _in_prompts(folder: Path) -> Iterator[Found]:
    """The prompts themselves are sent to models as they stand; what is said about them is translated."""
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        titles = (prompt["title"] for prompt in data["prompts"])
        for text in (data["title"], data["purpose"], data["caution"], *titles):
            if text:
                yield Found(text, path.as_posix())


def _in_uses(folder: Path) -> Iterator[Found]:
    for path in sorted(folder.glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        parts = (*page["points"], *page["models"], *page["cautions"])
        sources = (source for part in parts for source in part.get("sources", ()))
        told = (*(part["text"] for part in parts), *(source.get("title", "") for source in sources))
        for text in (page["title"], page["words"], *told):
            if text:
                yield Found(text, path.as_posix())


def _in_indexes(folder: Path) -> Iterator[Found]:
    """Names of companies and of the index itself stay as they are."""
    for path in sorted(folder.glob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8"))["groups"]:
            for text in (group["title"], *(text for text, _marks in group["indicators"])):
                yield Found(text, path.as_posix())


def _in_licenses(path: Path) -> Iterator[Found]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["licenses"] if path.is_file() else []
    for row in rows:
        for text in (*row.get("conditions", ()), row.get("outputs", "")):
            if text:
                yield Found(text, f"{path.as_posix()}: {row['id']}")


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
