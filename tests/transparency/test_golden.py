"""The tool that shows what a change of the card reader changes: nothing, or each difference by its name."""

import json
import sys
from pathlib import Path

import pytest

from tests.transparency import golden

SORA = golden.GoldenCard("a card", "heron/sora-7b", "# Sora\n\nIts data was collected until March 2024.\n")
OTHER = golden.GoldenCard("another", "heron/sora-7b", "# Sora\n\nSora sings.\n")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "build" / "golden.jsonl"
    golden.write(file, [OTHER, SORA, OTHER])
    return file


def _compare(file: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["golden", "compare", str(file)])
    return golden.main()


def test_the_same_code_finds_the_same(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(kept.read_text("utf-8").splitlines()) == 2, "each card once"
    assert _compare(kept, monkeypatch) == 0


def test_a_difference_is_named_by_card_and_dimension(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = map(json.loads, kept.read_text("utf-8").splitlines())
    first["found"]["cutoff_and_size"]["text"] = "Data until 2023"  # as other code had read it
    kept.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", encoding="utf-8")
    assert _compare(kept, monkeypatch) == 1
    told, count = capsys.readouterr()
    assert told.splitlines() == [
        "a card · cutoff_and_size", "  text", "    - Data until 2023", "    + Data until 2024-03",
    ]  # fmt: skip
    assert count == "differences: 1\n"


def test_cards_of_a_folder_are_read_by_their_text_or_as_their_file_says(tmp_path: Path) -> None:
    (tmp_path / "heron__sora-7b.md").write_text("# Sora\n", encoding="utf-8")
    (tmp_path / "card.md").write_text("# Wren 1B\n", encoding="utf-8")
    assert {card.repo for card in golden.cards_in(tmp_path)} == {"heron__sora-7b", "Wren-1B"}


def test_the_cards_of_the_tests_come_from_everywhere() -> None:
    places = {card.place.split(":")[0].split(",")[0].rpartition(".")[2] for card in golden.cards_of_tests()}
    assert {"yaml", "py", "until", "examples together"} <= places
