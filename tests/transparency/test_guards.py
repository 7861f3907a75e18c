"""The guards of ``explorer/transparency/guards``, each alone: what it refuses and what it lets through."""

import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.transparency import guards as package
from explorer.transparency.guards.guard import guards
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.statements import statements
from explorer.transparency.rules.subject import as_itself, sentence_of
from explorer.transparency.sources import Sources
from tests.transparency.cards import table

type GuardExample = str | dict[str, str]  # a card of this repo, or of another

GUARDS: dict[str, dict[str, list[GuardExample]]] = yaml.safe_load(
    Path(__file__).with_name("guards.yaml").read_text(encoding="utf-8")
)
FILES = [path for path in Path(package.__file__).parent.glob("*.py") if path.stem != "guard"]


def cases(kind: str) -> list[tuple[str, GuardExample]]:
    return [(name, example) for name, examples in GUARDS.items() for example in examples[kind]]


def refuses(name: str, example: GuardExample) -> bool:
    """Whether it refuses the place in « », or any of what a card holds."""
    ask: Any = guards()[name]
    told = {"card": example} if isinstance(example, str) else example
    text = told["card"]
    if "«" in text:
        place = (re.sub("[«»]", "", text), text.index("«"), text.index("»") - 1)
        return bool(ask(*place[: len(signature(ask).parameters)]))
    reading = Reading(Sources(repo=told.get("repo", "heron/sora-7b"), card=f"# Sora\n\n{text}"), table())
    return any(ask(reading, *asked) for asked in _asked(reading, [*signature(ask).parameters]))


def _asked(reading: Reading, parameters: list[str]) -> Iterator[tuple[Any, ...]]:
    """The passages of a card, or its sentences with their models marked, or each statement of one."""
    for passage in reading.own:
        sentence = sentence_of(reading, passage)
        if "one" in parameters:
            yield from ((sentence, one) for one in statements(passage, as_itself(reading, sentence)))
        else:
            yield (sentence if "sentence" in parameters else passage,)


def test_every_guard_has_a_name_of_its_own_and_examples() -> None:
    written = [name for path in FILES for name in re.findall(r'@guard\("(.*?)"\)', path.read_text("utf-8"))]
    assert sorted(written) == sorted(guards()) == sorted(GUARDS)


@pytest.mark.parametrize(("name", "example"), cases("refuses"))
def test_a_guard_refuses(name: str, example: GuardExample) -> None:
    assert refuses(name, example)


@pytest.mark.parametrize(("name", "example"), cases("allows"))
def test_a_guard_lets_through(name: str, example: GuardExample) -> None:
    assert not refuses(name, example)
