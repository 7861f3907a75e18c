"""The phrases of ``resources/phrases``: each can be read, and each is used."""

import ast
import re
import subprocess
import sys
from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from explorer import transparency
from explorer.base.resources import resource
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guards
from explorer.transparency.phrases import phrase as phrase_module
from explorer.transparency.phrases import phrase_book
from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.phrase_book import (
    PhraseEntry,
    area,
    area_names,
    entry_of,
    lines_of,
    names_of,
)
from explorer.transparency.phrases.phrase_faults import faults_of_pattern
from explorer.transparency.reading import Reading
from explorer.transparency.rules.telling import told
from explorer.transparency.sources import Sources
from tests.transparency.cards import table

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
    assert sorted(BESIDE - set(NAMES) - set(guards())) == []


def test_a_guard_that_a_phrase_names_looks_at_a_passage_or_at_a_place() -> None:
    """Some guards are asked of a marked sentence and its models, which only the rules of the lineage have."""
    for name in BESIDE & set(guards()):
        asked = list(signature(guards()[name]).parameters.values())
        assert asked[0].name == "text" or [one.annotation for one in asked] == [Reading, Passage], name


def test_every_fragment_stands_in_a_phrase() -> None:
    text = str([area(one) for one in (*area_names(), "fragments")])
    fragments = [name for one in (*area_names(), "fragments") for name in area(one).get("fragments", ())]
    assert [name for name in fragments if f"{{{name}}}" not in text] == []


def test_a_phrase_that_is_not_written_is_told() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        _ = phrase("amounts.nowhere").compiled


@pytest.mark.parametrize("method", ["search", "match", "fullmatch", "finditer"])
def test_what_a_trace_sets_while_another_thread_compiles_stays(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Phrase("amounts.until")

    def compiled(*asked: Any) -> re.Pattern[str]:
        vars(one)[method] = noted
        return re.compile(*asked)

    noted = object()
    monkeypatch.setattr(phrase_module, "re", SimpleNamespace(compile=compiled))
    assert getattr(one, method) is getattr(one, method) is noted


@pytest.mark.parametrize("name", area_names())
def test_each_way_to_say_a_phrase_is_found_in_the_line_where_it_is_written(name: str) -> None:
    text = resource("phrases", f"{name}.yaml").read_text("utf-8").split("\n")
    for one in names_of(name):
        for line, way in zip(lines_of(one), entry_of(one).written, strict=True):
            assert yaml.safe_load(text[line - 1]) == [way]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("phrases: {one: {any: [wren], sayd: [a]}}", "one: no phrase has 'sayd'"),
        ("phrases: {one: {any: [wren, owl, wren]}}", "one: 'wren' stands there twice"),
        ("phrases: {one: [{any: [wren], at: [header]}]}", "one.0: there is no place 'header'"),
        ("phrases: {one: {any: ['{BIRD}s']}}", "there is no fragment BIRD for '{BIRD}s'"),
        ("phrase: {one: {any: [wren]}}", "no file has 'phrase'"),
        ("[phrases]", "it has no parts"),
        ("phrases: [one]", "phrases: no names stand there"),
        ("phrases: {one: wren}", "one: 'wren' is no phrase"),
        ("phrases: {one: [wren]}", "one.0: 'wren' is no phrase"),
        ("phrases: {one: {case: true}}", "one: any: None is not a list of texts"),
        ("phrases: {one: {any: wren}}", "one: any: 'wren' is not a list of texts"),
        ("phrases: {one: {any: []}}", "one: any: [] is not a list of texts"),
        ("phrases: {one: {any: ['']}}", "one: any: '' stands in every text"),
        ("phrases: {one: {any: [2024]}}", "one: any: [2024] is not a list of texts"),
        ("phrases: {one: {any: [null]}}", "one: any: [None] is not a list of texts"),
        ("phrases: {one: {any: [wren], unless: asked}}", "one: unless: 'asked' is not a list of texts"),
        ("phrases: {one: {any: [wren], needs: []}}", "one: needs: [] is not a list of texts"),
        ("phrases: {one: {any: [wren], at: text}}", "one: at: 'text' is not a list of texts"),
        ("phrases: {one: {any: [wren], says: A wren.}}", "one: says: 'A wren.' is not a list of examples"),
        ("phrases: {one: {any: [wren], case: 'false'}}", "one: case: 'false' is not true or false"),
        ("phrases: {one: {any: [wren], lines: 1}}", "one: lines: 1 is not true or false"),
        ("phrases: {one: {any: [wren], within: [a]}}", "one: within: ['a'] is not a text"),
        ("phrases: {one: {any: [wren], value: [a]}}", "one: value: ['a'] is not a text"),
        ("fragments: {BIRD: 3}", "BIRD: 3 is not a text or a list of texts"),
        (r"phrases: {one: {any: [wren], within: '\bx\b'}}", r"one: within: one {} belongs into '\\bx\\b'"),
        (
            "phrases: {one: {any: [wren], within: '(?:{})(?:, (?:{}))+'}}",
            "one: within: one {} belongs into '(?:{})(?:, (?:{}))+'",
        ),
        *(
            (
                f"phrases: {{one: {{any: [wren, owl], within: '{within}'}}}}",
                f"one: within: {{}} stands for several lines and belongs into a group, (?:{{}}): {within!r}",
            )
            for within in (
                "a{}b",
                "(?:a{}b)",
                "(?:(?:{}) )+",
                "(?:{}) a|b",
                "[(?:{})]",
                r"\(?:{}\)",
                "(?={})",
            )
        ),
        (
            r"phrases: {one: {any: ['(w)ren \1', owl]}}",
            r"one: '(w)ren \\1' repeats a group by its number, which another line changes",
        ),
    ],
    ids=str,
)
def test_what_a_file_does_not_mean_is_told(text: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = {"broken": text, phrase_book.SHARED: "fragments: {}"}
    monkeypatch.setattr(phrase_book, "_text_of", written.__getitem__)
    area.cache_clear()
    try:
        with pytest.raises(ValueError, match=f"^broken.yaml: {re.escape(fault)}$"):
            phrase_book.entry_of("broken.one")
    finally:
        area.cache_clear()


@pytest.mark.parametrize(
    "within", ["{}", "(?:{})", r"\b(?P<bird>{})\b", r"^(?:a |[(|]|\|)?(?:{})(?: b|\))", "(?:{})?"]
)
def test_what_stands_around_several_lines_may_be(within: str) -> None:
    assert list(faults_of_pattern(within, ["wren", "owl"])) == []


def told_of(text: str, entry: PhraseEntry) -> list[tuple[str, str, str]]:
    """Of each place that counts, the passage, what the phrase found, and what stands before it."""
    one = Phrase("birds.made_up")
    one.entry = entry
    card = Reading(Sources(repo="heron/sora-7b", card=f"# Sora\n\n{text}"), table())
    return [
        (found.passage.text, found.match[0], found.match.string[: found.match.start()])
        for found in told(card, one)
    ]


def test_a_guard_looks_at_the_title_in_which_a_phrase_stands() -> None:
    entry = PhraseEntry(("license",), ("license",), at=("heading",), unless=("denied",))
    text = "Not a toy, have fun with it."
    assert told_of(f"## The license\n\n{text}", entry) == [(text, "license", "The ")]
    assert told_of(f"## Not under a license\n\n{text}", entry) == []


def test_of_places_in_a_text_the_first_counts_that_no_guard_refuses() -> None:
    entry = PhraseEntry(("filtered",), ("filtered",), unless=("denied", "asked"))
    text = "The pages were not filtered by age, the books were filtered by topic."
    assert told_of(text, entry) == [(text, "filtered", text[: text.rindex("filtered")])]
    assert told_of("The pages were not filtered, nor were the books filtered.", entry) == []
    assert told_of("Were the pages not filtered, and the books filtered?", entry) == []


def names_twice(node: yaml.Node) -> list[str]:
    """The keys that stand twice in a mapping, of which YAML keeps one and says nothing."""
    parts = node.value if isinstance(node, yaml.CollectionNode) else []
    keys = [key.value for key, _ in parts] if isinstance(node, yaml.MappingNode) else []
    inner = [part[1] for part in parts] if isinstance(node, yaml.MappingNode) else parts
    return [key for key in set(keys) if keys.count(key) > 1] + [
        key for one in inner for key in names_twice(one)
    ]


@pytest.mark.parametrize("name", [*area_names(), phrase_book.SHARED])
def test_a_name_stands_once_in_a_file(name: str) -> None:
    assert names_twice(phrase_book._nodes(name)) == []


def test_no_phrase_is_slow_on_a_text_made_to_hurt() -> None:
    command = [sys.executable, "-m", "tests.transparency.hurtful_texts"]
    try:
        tried = subprocess.run(
            command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=True
        )
    except subprocess.TimeoutExpired as error:  # a pattern without end cannot be told to stop otherwise
        pytest.fail(f"{str(error.stdout)[-100:]} is without end")
    assert [line for line in tried.stdout.splitlines() if not line.endswith(" ok")] == []
