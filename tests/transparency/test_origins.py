"""Many ways in which people tell what a model was made from, each a card of its own."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.transparency.reading import is_said
from tests.transparency.cards import finding

ORIGINS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("origins.yaml").read_text(encoding="utf-8")
)
REPO = "heron/sora-7b"


@pytest.mark.parametrize("case", ORIGINS, ids=lambda case: str(case["card"])[:60])
def test_the_parents_are_those_that_the_words_name(case: dict[str, Any]) -> None:
    card = f"# Sora\n\n{case['card']}"
    found = finding("lineage", card, repo=case.get("repo", REPO))
    ids = [parent["id"] for parent in found.value] if is_said(found) else []
    assert sorted(map(str, ids)) == sorted(map(str, case["ids"]))
    assert all(evidence.quote in card for evidence in found.evidence)
