"""Sentences as makers write them, one a card, of models and makers that no rule knows by name."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.transparency.reading import is_said
from tests.transparency.cards import finding

SENTENCES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)
REPO = "heron/sora-7b"
REPO_OF = {"architecture": "heron/sora"}  # whose sentences count models of all sizes


def cases(kind: str) -> list[tuple[str, str]]:
    return [(dimension, text) for dimension, texts in SENTENCES[kind].items() for text in texts]


def card_of(text: str) -> str:
    return text if text.startswith("---") else f"# Sora\n\n{text}"


@pytest.mark.parametrize(("dimension", "text"), cases("said"))
def test_what_is_said_is_found(dimension: str, text: str) -> None:
    repo = REPO if "7B" in text else REPO_OF.get(dimension, REPO)
    found = finding(dimension, card_of(text), repo=repo)
    assert is_said(found)
    assert all(evidence.quote in card_of(text) for evidence in found.evidence)


@pytest.mark.parametrize(("dimension", "text"), cases("not_said"))
def test_what_only_sounds_like_it_is_not(dimension: str, text: str) -> None:
    assert not is_said(finding(dimension, card_of(text), repo=REPO))


@pytest.mark.parametrize("case", SENTENCES["parents"], ids=lambda case: str(case["card"])[:40])
def test_parents_are_found_whatever_they_are_called(case: dict[str, Any]) -> None:
    found = finding("lineage", card_of(case["card"]), repo=case.get("repo", REPO))
    ids = [parent["id"] for parent in found.value] if is_said(found) else []
    assert sorted(map(str, ids)) == sorted(map(str, case["ids"]))
