"""Every text that a person reads can be translated, and every language file says all of them."""

import json
import re
from pathlib import Path

import pytest

from explorer.base.resources import resource
from tests.language.bypasses import find_bypasses
from tests.language.extract import find_texts

EXPLORER = Path(__file__).resolve().parents[2] / "explorer"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_LANGUAGES = sorted(resource("languages").glob("*.json"))


def read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def wanted() -> set[str]:
    return {found.text for found in find_texts(EXPLORER) if found.text}


def test_no_text_is_computed() -> None:
    computed = [found.where for found in find_texts(EXPLORER) if found.text is None]
    assert computed == [], "tr() and Words() take a literal: put values in with format() or by name"


def test_no_literal_goes_round_the_translation() -> None:
    assert [f"{found.where}: {found.text!r}" for found in find_bypasses(EXPLORER)] == []


def test_marks_are_those_of_print() -> None:
    """Curly, as everywhere in the window: “so”, the model’s."""
    straight = [text for text in wanted() if "'" in text or '"' in text]
    assert sorted(straight) == []


def test_there_is_a_second_language() -> None:
    assert "zh_CN.json" in [path.name for path in _LANGUAGES]


@pytest.mark.parametrize("path", _LANGUAGES, ids=lambda path: str(path.stem))
def test_every_text_is_translated(path: Path) -> None:
    texts = read(path)
    assert sorted(text for text in wanted() if not texts.get(text)) == []


@pytest.mark.parametrize("path", _LANGUAGES, ids=lambda path: str(path.stem))
def test_no_translation_is_left_over(path: Path) -> None:
    assert sorted(set(read(path)) - wanted()) == []


@pytest.mark.parametrize("path", _LANGUAGES, ids=lambda path: str(path.stem))
def test_placeholders_are_those_of_the_source(path: Path) -> None:
    other = {
        text: said
        for text, said in read(path).items()
        if said and sorted(_PLACEHOLDER.findall(text)) != sorted(_PLACEHOLDER.findall(said))
    }
    assert other == {}
