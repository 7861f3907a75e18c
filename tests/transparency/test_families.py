"""Whole cards of the families that people meet on the Hub: each states its parents and no others."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.domain.facts import is_said
from explorer.transparency.rules.lineage.names import comes_after, is_model_name
from tests.transparency.cards import finding

CARDS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("families.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CARDS, ids=lambda case: f"{case['repo']}: {case['card'][:40]}")
def test_a_card_names_its_parents_and_no_others(case: dict[str, Any]) -> None:
    found = finding("lineage", case["card"], repo=case["repo"])
    ids = [parent["id"] for parent in found.value] if is_said(found) else []
    assert sorted(map(str, ids)) == sorted(map(str, case["ids"]))
    assert all(evidence.quote in case["card"] for evidence in found.evidence)


@pytest.mark.parametrize(
    "text", ["{'pass@1': 0.47}", "41.2", "a 7B decoder-only transformer", "None", "Base", "x=y"]
)
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert not is_model_name(text)
    assert finding("lineage", f"# Sora\n\nBase model: {text}\n").value == []


@pytest.mark.parametrize("name", ["Kestrel", "Llama 2", "Owl-7B", "owl_base_v2", "T5", "OPT 1.3B"])
def test_names_are_names(name: str) -> None:
    assert is_model_name(name)


@pytest.mark.parametrize(
    ("name", "own", "is_later"),
    [
        ("wren-7b-v2", "wren-7b-v1", True),
        ("wren-7b-v2", "wren-7b", True),
        ("wren-7b-v1", "wren-7b-v2", False),
        ("wren-7b-chat", "wren-7b", True),
        ("wren-7b-gguf", "wren-7b", True),
        ("wren-7b-base", "wren-7b", False),
        ("wren-7b-sft", "wren-7b", False),
        ("owl-7b-v3", "wren-7b", False),
    ],
)
def test_no_model_is_made_from_what_came_after_it(name: str, own: str, *, is_later: bool) -> None:
    assert comes_after(name, own) is is_later
