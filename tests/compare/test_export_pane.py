"""Export as the window does it: written in the background, told where it is, in the app's language."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from explorer.compare.export import FORMATS
from explorer.compare.export_pane import ReportExport
from explorer.compare.import_pane import ReportImport
from explorer.kit.language import Language
from tests.compare.conftest import Around
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.compare.using import ONE, add, ask


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


def test_every_format_can_be_chosen_and_gives_its_ending(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    export = room.findChild(ReportExport)
    assert isinstance(export, ReportExport)
    export.ask_where()
    dialog = room.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    for ending, name in zip(FORMATS, dialog.nameFilters(), strict=True):
        dialog.selectNameFilter(name)
        dialog.filterSelected.emit(name)
        assert f".{dialog.defaultSuffix()}" == ending
    dialog.reject()


def test_a_report_that_was_exported_comes_back_with_its_answers(around: Around, tmp_path: Path) -> None:
    room = around.open()
    add(around, room, ONE)
    ask(room, "Who are you?")
    around.qtbot.waitUntil(lambda: bool(room.results()) and not room.is_busy(), timeout=30_000)
    before = room.results()
    room.export_to(tmp_path / "r.json")
    around.qtbot.waitUntil((tmp_path / "r.json").exists, timeout=30_000)
    brought = room.findChild(ReportImport)
    assert isinstance(brought, ReportImport)
    new = next(action for action in room.commands() if action.text == "New comparison")
    new.call()
    assert room.results() == ()
    brought.read(tmp_path / "r.json")
    around.qtbot.waitUntil(lambda: bool(room.results()), timeout=30_000)
    assert [(r.answer, r.sha256, r.at) for r in room.results()] == [
        (r.answer, r.sha256, r.at) for r in before
    ]


def test_a_file_that_is_no_report_is_told(around: Around, tmp_path: Path) -> None:
    room = around.open()
    (tmp_path / "r.json").write_text("{}")
    brought = room.findChild(ReportImport)
    assert isinstance(brought, ReportImport)
    brought.read(tmp_path / "r.json")
    around.qtbot.waitUntil(lambda: bool(around.messages.all), timeout=30_000)
    assert "no report of a comparison" in around.messages.all[-1].text
