"""The guards of ``explorer/transparency/guards``, each alone: what it refuses and what it lets through."""

import re
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.transparency import guards
from explorer.transparency.guards.guard import guard_named, guard_names
from explorer.transparency.reading import Reading
from explorer.transparency.sources import Sources
from tests.transparency.cards import table

GUARDS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("guards.yaml").read_text(encoding="utf-8")
)
FILES = [path for path in Path(guards.__file__).parent.glob("*.py") if path.stem != "guard"]


def cases(kind: str) -> list[tuple[str, str]]:
    return [(name, text) for name, examples in GUARDS.items() for text in examples[kind]]


def refuses(name: str, text: str) -> bool:
    """Whether it refuses the place in « », or any of the passages of a card."""
    ask: Any = guard_named(name)
    if "«" in text:
        place = (re.sub("[«»]", "", text), text.index("«"), text.index("»") - 1)
        return bool(ask(*place[: len(signature(ask).parameters)]))
    reading = Reading(Sources(repo="heron/sora-7b", card=f"# Sora\n\n{text}"), table())
    return any(ask(reading, passage) for passage in reading.own)


def test_every_guard_has_a_name_of_its_own_and_examples() -> None:
    written = [name for path in FILES for name in re.findall(r'@guard\("(.*?)"\)', path.read_text("utf-8"))]
    assert sorted(written) == sorted(guard_names()) == sorted(GUARDS)


@pytest.mark.parametrize(("name", "text"), cases("refuses"))
def test_a_guard_refuses(name: str, text: str) -> None:
    assert refuses(name, text)


@pytest.mark.parametrize(("name", "text"), cases("allows"))
def test_a_guard_lets_through(name: str, text: str) -> None:
    assert not refuses(name, text)
