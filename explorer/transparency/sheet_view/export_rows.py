"""Exporting all facts of a model: as JSON for scripts, as a document for people."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.base.files import write_export
from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.harmless import harmless_json
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyButton
from explorer.kit.file_dialogs import ask_where_to_save, file_name
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.printing.pdf import PdfDocument, print_on, usual_size
from explorer.kit.printing.pdf_process import print_apart
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.transparency.facts_json import chain_json, dossier_json
from explorer.transparency.sheet_view.sheet_content import SheetContent
from explorer.transparency.sheet_view.sheet_document import sheet_html

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class FactsExport(QWidget):
    """Links at the foot of the facts, and a line that tells what became of them."""

    def __init__(self, content: SheetContent, dossier: Dossier) -> None:
        super().__init__()
        self._content, self._dossier = content, dossier
        self._tasks = content.tools.tasks
        self.ask_printer: Callable[[QPrinter, QWidget], bool] = _asked
        page = column(self, spacing=2)
        links = QWidget()
        self._flow = FlowLayout(spacing=look_of(self).sizes.px(6))
        with_sources = self.tr("With each quote, its place and when it was read")
        self.copy = CopyButton("link", self.tr("Copy all facts as JSON"), self._json)
        self.copy.setToolTip(with_sources)
        self._flow.addWidget(self.copy)
        if self._tasks is not None:
            self.save = self._add(self.tr("Save as JSON…"), "download", self.ask_json, with_sources)
            self.pdf = self._add(self.tr("Save as PDF…"), "document", self.ask_pdf, with_sources)
            self.print = self._add(self.tr("Print…"), "document", self.ask_to_print, with_sources)
        links.setLayout(self._flow)
        self.told = Para("", "secondary", "muted")
        self.trouble = Para("", "secondary", "bad")
        page.addWidget(links)
        for line in (self.told, self.trouble):
            line.hide()
            page.addWidget(line)

    def follow(self, content: SheetContent) -> None:
        """What is kept is what the sheet shows now."""
        self._content, self._dossier = content, content.dossier or self._dossier

    def save_json(self, path: Path) -> None:
        """Write in the background; what became of it is told below the links."""
        data = harmless_json(self._json().encode("utf-8", errors="replace"))
        self._write(partial(write_export, path, data))

    def save_pdf(self, path: Path) -> None:
        paper = self._paper()
        self._write(lambda: write_export(path, print_apart(paper)))

    def _paper(self) -> PdfDocument:
        title, html = shown(self._content.title), sheet_html(self._content, datetime.now(UTC))
        return PdfDocument(title, html, self._dossier.subject, "Open Model Explorer", usual_size())

    def _add(self, words: str, icon: str, call: Callable[[], None], tip: str) -> Button:
        link = Button("link", words, icon, then=call)
        link.setToolTip(tip)
        self._flow.addWidget(link)
        return link

    def _json(self) -> str:
        facts = dossier_json(self._dossier, self._dossier.subject)
        facts["license_chain"] = chain_json(self._content.chain)
        return json.dumps(facts, ensure_ascii=False, indent=2, default=str)

    @Slot()
    def ask_json(self) -> None:
        self._ask(self.tr("Save as JSON"), {self.tr("JSON (*.json)"): "json"}, self.save_json)

    @Slot()
    def ask_pdf(self) -> None:
        self._ask(self.tr("Save as PDF"), {self.tr("PDF (*.pdf)"): "pdf"}, self.save_pdf)

    def _ask(self, title: str, kinds: dict[str, str], then: Callable[[Path], None]) -> None:
        name = file_name(shown(self._content.title), "facts")
        ask_where_to_save(self, title, kinds, name, then)

    @Slot()
    def ask_to_print(self) -> None:
        from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415  a library of its own

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(shown(self._content.title))
        if self.ask_printer(printer, self):
            printer.setFullPage(True)
            print_on(printer, self._paper())
            self._tell(self.tr("Sent to the printer."))

    def _write(self, write: Callable[[], Path]) -> None:
        if self._tasks is not None:
            self._tasks.do(write, self._tell_written, self._tell_failed, owner=self)

    def _tell_written(self, path: Path) -> None:
        self._tell(self.tr("The facts are in {path}.").format(path=path))

    def _tell_failed(self, error: KnownError) -> None:
        self.told.hide()
        self.trouble.setText(shown(error.words))
        self.trouble.show()

    def _tell(self, words: str) -> None:
        self.trouble.hide()
        self.told.setText(words)
        self.told.show()


def _asked(printer: "QPrinter", parent: QWidget) -> bool:
    """The system's own dialog, which has no other way on Windows than to wait for it."""
    from PySide6.QtPrintSupport import QPrintDialog  # noqa: PLC0415  as above

    return bool(QPrintDialog(printer, parent).exec())
