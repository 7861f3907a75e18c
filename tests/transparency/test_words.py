"""What the app says about a model in its own words can be said in another language; quotes stay."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.domain.facts import Dossier
from explorer.domain.words import Words
from explorer.transparency.dossier import headline
from explorer.transparency.rubric import dimensions, group_title, groups
from tests.language.extract import find_texts
from tests.transparency.cards import WREN, dossier, table

EXPLORER = Path(__file__).resolve().parents[2] / "explorer"
QUOTED = {"intended_use", "risks"}  # their texts are words of the card
NAMES = {"pretraining_data", "lineage"}  # may be nothing but names
REFUSED = "# Egg\n\nNo license is granted. The training data will not be disclosed. For research use only."
API: dict[str, Any] = {
    "gated": "auto", "tags": ["gguf"], "gguf": {"total": 5, "context_length": 4096, "architecture": "llama"},
    "cardData": {"license": "gemma", "base_model": "meadow/egg", "language": ["en", "de", "fr", "it", "xx"]},
}  # fmt: skip
DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "card": lambda: dossier(WREN),
    "refused": lambda: dossier(REFUSED),
    "nothing": dossier,
    "silent": lambda: dossier("# Nothing"),
    "api": lambda: dossier(WREN, api=API, repo="meadow/wren-1b-Q4_K_M-GGUF", file="wren-1b-Q4_K_M.gguf"),
    "damaged": lambda: dossier(WREN, sha256_expected="a" * 64, sha256_measured="b" * 64),
    "checked": lambda: dossier(WREN, sha256_expected="a" * 64, sha256_measured="a" * 64),
    "header": lambda: dossier(
        header={
            "general.architecture": "llama",
            "llama.block_count": 4,
            "general.quantized_by": "meadow",
            "general.base_model.0.name": "Egg",
        },
        file="egg-Q4_K_M.gguf",
    ),
}


@pytest.fixture(scope="module")
def listed() -> set[str]:
    return {found.text for found in find_texts(EXPLORER) if found.text}


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_text_of_a_finding_is_in_the_list_of_texts(name: str, listed: set[str]) -> None:
    found = DOSSIERS[name]()
    for finding in found.findings:
        texts = [finding.conflict, *finding.searched, *(e.place for e in finding.evidence)]
        texts += [] if finding.dimension in QUOTED and finding.evidence else [finding.text]
        for text in texts:
            is_name = finding.dimension in NAMES and finding.evidence
            assert text == "" or is_name or isinstance(text, Words), (finding.dimension, text)
            assert set(templates(text)) <= listed, (finding.dimension, text)
    for line in headline(found):
        assert set(templates(line.question)) <= listed
        assert isinstance(line.answer, Words) or line.answer == found.findings[4].text
        assert set(templates(line.note)) | set(templates(line.answer)) <= listed


def test_every_license_and_question_is_in_the_list_of_texts(listed: set[str]) -> None:
    licenses = table()
    for license_ in licenses:
        for text in (licenses.words(license_.id), *license_.conditions, license_.outputs):
            assert isinstance(text, Words)
            assert set(templates(text)) <= listed
    for dimension in dimensions():
        assert {*templates(dimension.title), *templates(dimension.question)} <= listed
    assert {t for group in groups() for t in templates(group_title(group))} <= listed


def templates(text: object) -> Iterator[str]:
    """What is to be translated in a text; a template that only joins parts has no words."""
    if isinstance(text, Words):
        if any(c.isalpha() for c in re.sub(r"\{[^{}]*\}", "", text.template)):
            yield text.template
        for value in text.values.values():
            yield from templates(value)
