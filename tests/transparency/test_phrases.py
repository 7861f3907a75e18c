"""The phrases of ``resources/phrases``: each can be read, and each is used."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from explorer import transparency
from explorer.base.resources import resource
from explorer.transparency.guards.guard import guard_names
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.phrases.phrase_book import (
    area,
    area_names,
    entry_of,
    lines_of,
    names_of,
)

NAMES = [name for one in area_names() for name in names_of(one)]
CODE = [path.read_text("utf-8") for path in Path(transparency.__file__).parent.rglob("*.py")]
BESIDE = {other for name in NAMES for other in (*phrase(name).entry.unless, *phrase(name).entry.needs)}


@pytest.mark.parametrize("name", NAMES)
def test_a_phrase_is_a_pattern(name: str) -> None:
    assert phrase(name).compiled.pattern


def asked_by_area(text: str) -> set[str]:
    """Of "use.how_to" where ``use = phrases_of("use")`` stands before."""
    areas = dict(re.findall(r'^(\w+) = phrases_of\("(\w+)"\)', text, re.MULTILINE))
    nodes = ast.walk(ast.parse(text)) if areas else ()
    return {
        f"{areas[node.value.id]}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in areas
    }


def test_the_rules_ask_for_all_phrases_and_for_no_others() -> None:
    calls = [call for text in CODE for call in re.findall(r"phrase(?:_list)?\(([^()]*)\)", text)]
    asked = {name for call in calls for name in re.findall(r'"([\w.]+)"', call)}
    asked |= {name for text in CODE for name in asked_by_area(text)}
    asked |= {name for name in BESIDE if "." in name}
    put_in = {name for one in area_names() for name in re.findall(r"\{([a-z_]+\.\w+)\}", str(area(one)))}
    written = {f"{one}.{name}" for one in area_names() for name in area(one)["phrases"]}
    assert asked | put_in == written


def test_what_a_phrase_asks_for_beside_it_is_a_guard_or_another_phrase() -> None:
    assert sorted(BESIDE - set(NAMES) - set(guard_names())) == []


def test_every_fragment_stands_in_a_phrase() -> None:
    text = str([area(one) for one in (*area_names(), "fragments")])
    fragments = [name for one in (*area_names(), "fragments") for name in area(one).get("fragments", ())]
    assert [name for name in fragments if f"{{{name}}}" not in text] == []


def test_a_phrase_that_is_not_written_is_told() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        _ = phrase("amounts.nowhere").compiled


@pytest.mark.parametrize("name", area_names())
def test_each_way_to_say_a_phrase_is_found_in_the_line_where_it_is_written(name: str) -> None:
    text = resource("phrases", f"{name}.yaml").read_text("utf-8").split("\n")
    for one in names_of(name):
        for line, way in zip(lines_of(one), entry_of(one).written, strict=True):
            assert yaml.safe_load(text[line - 1]) == [way]
