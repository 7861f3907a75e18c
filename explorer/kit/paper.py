"""Documents for paper: light whatever the window looks like, in the same letters, with numbered pages.

``write_pdf`` may run on any thread; ``print_document`` speaks to a printer and belongs to the screen's.
"""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from explorer.kit.tokens import Theme, light_theme

_MARGIN = 16.0  # millimetres
_BODY, _SMALL, _HEADING, _TITLE = 9, 8, 11, 18  # points
_FAMILY = "Inter"


def paper_css(theme: Theme) -> str:
    """Classes of a document: sub, muted, source, quote; good, caution, bad and plain for verdicts."""
    return f"""
    body, p, td, th, li {{ color: {theme.text.name()}; font-size: {_BODY}pt; }}
    p {{ margin: 0 0 3pt 0; }}
    h1 {{ font-size: {_TITLE}pt; font-weight: 600; margin: 0 0 2pt 0; }}
    h2 {{ font-size: {_HEADING}pt; font-weight: 600; margin: 12pt 0 4pt 0; }}
    .sub, .muted {{ color: {theme.muted.name()}; }}
    .source {{ color: {theme.muted.name()}; font-size: {_SMALL}pt; }}
    .quote {{ background-color: {theme.quote.name()}; font-size: {_SMALL}pt; }}
    .good {{ color: {theme.good.name()}; font-weight: 600; }}
    .caution {{ color: {theme.caution.name()}; font-weight: 600; }}
    .bad {{ color: {theme.bad.name()}; font-weight: 600; }}
    .plain {{ color: {theme.muted.name()}; font-weight: 600; }}
    td {{ padding: 3pt 6pt 3pt 0; }}
    """


def write_pdf(html: str, path: Path, title: str) -> None:
    """Raises OSError if the file cannot be written."""
    with path.open("ab"):
        pass  # Qt only warns where a file cannot be written
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Open Model Explorer")
    writer.setResolution(300)
    print_document(html, writer)


def print_document(html: str, device: QPagedPaintDevice) -> None:
    """Onto a printer or into a file, on its own paper; A4 where it has none of its own."""
    if not device.pageLayout().isValid():
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    paper_document(html).print_(device)


def paper_document(html: str) -> QTextDocument:
    """The document before it has pages."""
    document = QTextDocument()
    font = QFont(_FAMILY)
    font.setPointSize(_BODY)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(paper_css(light_theme()))
    document.setHtml(html)
    document.setPageSize(QSizeF())  # that of the device; then the pages are numbered, too
    return document
