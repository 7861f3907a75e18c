"""The report as a file."""

import json
from pathlib import Path

import pytest

from explorer.compare.export import write_report
from explorer.domain.errors import KnownError
from tests.compare.making import column, result, said, silent

COLUMNS = (column("a", said("license", "MIT")), column("b", silent("license")))


def test_markdown_holds_title_facts_sources_and_answers(tmp_path: Path) -> None:
    path = write_report(tmp_path / "r.md", "Help desk", COLUMNS, [result("a", text="Because.")], {})
    text = path.read_text(encoding="utf-8")
    for words in (
        "# Help desk",
        "| License | MIT | not disclosed |",
        "“license: mit” (card, line 3",
        "Because.",
    ):
        assert words in text


def test_json_holds_every_finding_and_why_a_column_did_not_answer(tmp_path: Path) -> None:
    path = write_report(tmp_path / "r.json", "T", COLUMNS, [result("a")], {"b": "It crashed."})
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["title"] == "T"
    assert [m["facts"][0]["verdict"] for m in report["models"]] == ["open", "not_disclosed"]
    assert report["problems"] == {"b": "It crashed."}


def test_a_name_without_ending_becomes_markdown(tmp_path: Path) -> None:
    assert write_report(tmp_path / "v1.2 report", "T", COLUMNS, [], {}).name == "v1.2 report.md"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="could not be written"):
        write_report(tmp_path / "file" / "r.md", "T", COLUMNS, [], {})
