"""Export as the window does it: written in the background, told where it is, in the app's language."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from explorer.kit.language import Language
from explorer.rooms.compare.document.votes import Vote, VoteVerdict, ballots_of
from explorer.rooms.compare.report.report_file import FORMATS
from explorer.rooms.compare.report.reports_controller import ReportsController
from tests.compare.conftest import ONE, TWO, Around, add
from tests.compare.making import whole_of
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.pages.compare import ComparePage


def test_a_pdf_is_written_in_the_background_and_told(around: Around, tmp_path: Path) -> None:
    room = around.open()
    add(around, room, ONE)
    room.export_to(tmp_path / "r.pdf")
    around.qtbot.waitUntil(lambda: bool(around.messages.all), timeout=60_000)
    told = around.messages.all[-1]
    assert "r.pdf" in told.text
    assert told.action is not None
    assert packed("MIT allows commercial use") in pdf_pages((tmp_path / "r.pdf").read_bytes())[0]


def test_a_report_speaks_the_language_of_the_window(
    around: Around, qapp: QApplication, tmp_path: Path
) -> None:
    language = Language(qapp, "zh_CN")
    try:
        room = around.open()
        add(around, room, ONE)
        room.export_to(tmp_path / "r.html")
        around.qtbot.waitUntil((tmp_path / "r.html").exists, timeout=30_000)
    finally:
        language.install("en", {})
        language.setParent(None)
        language.deleteLater()
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in html
    assert "模型一览" in HtmlReport(html).text


def test_every_format_can_be_chosen_and_not_where_the_program_was_started(
    around: Around, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = around.open()
    add(around, room, ONE)
    monkeypatch.chdir(tmp_path)
    export = room.findChild(ReportsController)
    assert isinstance(export, ReportsController)
    export.ask_where()
    dialog = room.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    for ending, name in zip(FORMATS, dialog.nameFilters(), strict=True):
        dialog.selectNameFilter(name)
        dialog.filterSelected.emit(name)
        assert f".{dialog.defaultSuffix()}" == ending
    assert Path(dialog.directory().absolutePath()) != tmp_path
    dialog.reject()


def test_a_comparison_that_was_exported_and_deleted_comes_back_as_it_was(
    around: Around, tmp_path: Path
) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    ComparePage(room).ask("Who are you?")
    around.qtbot.waitUntil(lambda: len(room.results()) == 2 and not room.is_busy(), timeout=30_000)
    kept = room.session.kept
    (ballot,) = ballots_of(kept.current.document, room.results())
    kept.answers.add_vote(kept.current.id, Vote(ballot, VoteVerdict.LEFT, datetime.now(UTC)))
    around.qtbot.waitUntil(lambda: all(column.shelf is not None for column in room.columns()))
    before, facts = whole_of(kept), [(one.key, one.findings) for one in room.columns()]
    room.export_to(tmp_path / "r.json")
    around.qtbot.waitUntil((tmp_path / "r.json").exists, timeout=30_000)
    brought = room.findChild(ReportsController)
    assert isinstance(brought, ReportsController)
    next(one for one in room.commands() if one.text == "Delete the comparison").call()
    assert room.results() == ()
    brought.read(tmp_path / "r.json")
    around.qtbot.waitUntil(lambda: bool(room.results()), timeout=30_000)
    after = whole_of(kept)
    assert after.document == before.document
    assert [replace(r, run=0) for r in after.results] == [replace(r, run=0) for r in before.results]
    assert after.votes == before.votes
    around.qtbot.waitUntil(lambda: [(one.key, one.findings) for one in room.columns()] == facts, timeout=5000)


def test_a_file_that_is_no_report_is_told(around: Around, tmp_path: Path) -> None:
    room = around.open()
    (tmp_path / "r.json").write_text("{}")
    brought = room.findChild(ReportsController)
    assert isinstance(brought, ReportsController)
    brought.read(tmp_path / "r.json")
    around.qtbot.waitUntil(lambda: bool(around.messages.all), timeout=30_000)
    assert "no report of a comparison" in around.messages.all[-1].text
