"""Everything that is found in all cards of the tests, kept in a file: what else does a change change?

    python -m tests.transparency.golden write build/golden.jsonl [FOLDER_OF_CARDS …]
    python -m tests.transparency.golden compare build/golden.jsonl

``write`` before the change, ``compare`` after it: each difference is named by its card and dimension, and the
end is 1 if there is one. A line of the file is a card with its findings, so that examples may move or go
meanwhile; those that are new are not compared. Each takes half a minute.
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from explorer.transparency.card_text.card_name import card_name
from explorer.transparency.dossier import read_dossier
from explorer.transparency.facts_json import finding_json
from explorer.transparency.sources import Sources
from tests.transparency.cards import table
from tests.transparency.examples import REPO, examples

_TESTS = Path(__file__).parents[1]
_BATCH = 25  # examples in one card: there it counts which sentence comes first
_LICENSES = table()


class GoldenCard(NamedTuple):
    """``place``: where it comes from."""

    place: str
    repo: str
    text: str


def cards_of_tests() -> Iterator[GoldenCard]:
    """The examples beside the phrases, each alone and many together; whole cards; the guards' sentences."""
    told = examples()
    yield from (GoldenCard(str(one), one.repo or REPO, one.card) for one in told)
    plain = [one.text for one in told if not one.repo and not one.text.startswith(("---", "#"))]
    for number, texts in enumerate(batched(plain, _BATCH, strict=False)):
        yield GoldenCard(f"examples together, {number}", REPO, "# Sora\n\n" + "\n\n".join(texts))
    for name in ("families", "guards"):
        written = yaml.safe_load((_TESTS / "transparency" / f"{name}.yaml").read_text("utf-8"))
        yield from _of_families(written) if name == "families" else _of_guards(written)
    for path in sorted(_TESTS.rglob("*.py")):
        yield from (GoldenCard(path.name, "meadow/wren", text) for text in _literals(path))


def _of_families(written: list[dict[str, Any]]) -> Iterator[GoldenCard]:
    for case in written:
        yield GoldenCard(f"families.yaml: {case['repo']}", case["repo"], case["card"])


def _of_guards(written: dict[str, dict[str, list[Any]]]) -> Iterator[GoldenCard]:
    for name, kinds in written.items():
        for one in (one for told in kinds.values() for one in told):
            text, repo = (one, REPO) if isinstance(one, str) else (one["card"], one.get("repo", REPO))
            yield GoldenCard(f"guards.yaml, {name}: {text[:60]}", repo, f"# Sora\n\n{text}")


def _literals(path: Path) -> Iterator[str]:
    """The texts in a test that are cards: with metadata, or with headings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.startswith(("---\n", "# ", "## ")) and "\n" in text:
            yield text


def cards_in(folder: Path) -> Iterator[GoldenCard]:
    """As `omx card` reads them."""
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8", errors="replace")
        is_id = "__" in path.stem.strip("_")
        yield GoldenCard(path.name, path.stem if is_id else card_name(text), text)


def write(file: Path, cards: Iterable[GoldenCard]) -> None:
    """Each card once, in the order of their places and texts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({**card._asdict(), "found": _found(card)}) for card in sorted(set(cards)))
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def differences(file: Path) -> Iterator[str]:
    """Of each card that is read otherwise now than when the file was written, in words."""
    for line in file.read_text("utf-8").splitlines():
        kept = json.loads(line)
        before, now = kept.pop("found"), _found(GoldenCard(**kept))
        for dimension in {**before, **now}:
            old, new = before.get(dimension, {}), now.get(dimension, {})
            changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
            shown = (f"  {n}\n    - {old.get(n)}\n    + {new.get(n)}" for n in changed)
            if changed:
                yield "\n".join((f"{kept['place']} · {dimension}", *shown))


def _found(card: GoldenCard) -> dict[str, Any]:
    """By dimension, as JSON gives it back."""
    dossier = read_dossier(Sources(repo=card.repo, card=card.text), _LICENSES)
    found: list[dict[str, Any]] = json.loads(
        json.dumps([finding_json(f) for f in dossier.findings], default=str)
    )
    return {one.pop("dimension"): one for one in found}


def main() -> int:
    """Ends with 1 where a comparison finds a difference."""
    parser = argparse.ArgumentParser(prog="golden", description=__doc__.split("\n", 1)[0])
    parser.add_argument("what", choices=("write", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER_OF_CARDS")
    args = parser.parse_args()
    if args.what == "write":
        write(args.file, (*cards_of_tests(), *(card for one in args.folders for card in cards_in(one))))
        return 0
    count = 0
    for count, told in enumerate(differences(args.file), 1):  # noqa: B007  the last number is told
        print(told)
    print(f"differences: {count}", file=sys.stderr)
    return bool(count)


if __name__ == "__main__":
    sys.exit(main())
