"""The report as a file."""

import json
from dataclasses import replace
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


def test_markdown_says_where_silence_was_looked_for_and_what_disagrees(tmp_path: Path) -> None:
    disputed = replace(said("license", "MIT"), conflict="card says mit, header says llama3")
    columns = (column("a", disputed, silent("risks")),)
    text = write_report(tmp_path / "r.md", "T", columns, [], {}).read_text(encoding="utf-8")
    assert "License: sources disagree: card says mit, header says llama3" in text
    assert "Risks: not disclosed; searched: card, Hub answer" in text


def test_a_report_names_the_processor_and_the_bytes_that_ran(tmp_path: Path) -> None:
    answer = replace(result("a"), processor="Example CPU 9000", sha256="ab" * 32)
    text = write_report(tmp_path / "r.md", "T", COLUMNS, [answer], {}).read_text(encoding="utf-8")
    for words in ("Example CPU 9000", "ab" * 32, "top-k 40", "top-p 0.95", "min-p 0.05"):
        assert words in text
    report = json.loads(write_report(tmp_path / "r.json", "T", COLUMNS, [answer], {}).read_bytes())
    assert report["answers"][0]["sha256"] == "ab" * 32
    assert report["answers"][0]["processor"] == "Example CPU 9000"
