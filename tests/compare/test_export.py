"""The report as a file."""

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.rooms.compare.report.report_file import write_report
from tests.compare.report_content import content


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", b"<!DOCTYPE html>"),
        ("r.HTM", b"<!DOCTYPE html>"),
        ("r.md", b"# A model"),
        ("r.markdown", b"# A model"),
        ("r.csv", b"\xef\xbb\xbfmodel,"),
        ("r.json", b"{\n"),
    ],
)
def test_the_ending_of_a_name_chooses_the_format(name: str, begins: bytes, tmp_path: Path) -> None:
    path = write_report(tmp_path / name, content(2))
    assert path.name == name
    assert path.read_bytes().startswith(begins)


def test_a_name_without_ending_becomes_a_web_page(tmp_path: Path) -> None:
    assert write_report(tmp_path / "v1.2 report", content(1)).name == "v1.2 report.html"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="could not be written"):
        write_report(tmp_path / "file" / "r.md", content(1))


def test_a_report_speaks_the_language_it_is_given(tmp_path: Path) -> None:
    path = write_report(
        tmp_path / "r.html", content(1), lambda text: text.replace("Facts", "Tatsachen"), "de"
    )
    text = path.read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "<bdi>Tatsachen</bdi>" in text


def test_letters_that_are_no_text_do_not_stop_a_report(tmp_path: Path) -> None:
    made = content(1)
    broken = replace(made, comparison=replace(made.comparison, title="half \ud800 a letter"))
    for name in ("r.html", "r.md", "r.csv"):
        assert write_report(tmp_path / name, broken).stat().st_size > 0
