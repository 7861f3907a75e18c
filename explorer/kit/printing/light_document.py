"""Documents for paper: light whatever the window looks like, in the same letters, with numbered pages.

``write_pdf`` may run on any thread; ``print_document`` speaks to a printer and belongs to the screen's.
"""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from explorer.kit.design_tokens import Theme, light_theme

_BODY, _SMALL, _HEADING, _TITLE = 9, 8, 13, 20  # points
_FAMILY = "Inter"


def paper_css(theme: Theme) -> str:
    """Classes of a document: sub, muted, source, quote; good, caution, bad and plain for verdicts."""
    line = theme.line.name()
    return f"""
    body, p, td, th, li {{ color: {theme.text.name()}; font-size: {_BODY}pt; }}
    p {{ margin: 0 0 2px 0; }}
    h1 {{ font-size: {_TITLE}pt; font-weight: 600; margin: 0 0 4px 0; }}
    h2 {{ font-size: {_HEADING}pt; font-weight: 600; margin: 18px 0 6px 0; }}
    h3 {{ font-size: {_BODY + 1}pt; font-weight: 600; margin: 14px 0 4px 0; }}
    table {{ border-collapse: collapse; margin: 2px 0 6px 0; }}
    td {{ border-top: 1px solid {line}; padding: 4px 10px 4px 0; }}
    .sub, .muted {{ color: {theme.muted.name()}; }}
    .note {{ color: {theme.muted.name()}; font-size: {_BODY}pt; font-weight: 400; }}
    .source {{ color: {theme.muted.name()}; font-size: {_SMALL}pt; }}
    .quote {{ background-color: {theme.quote.name()}; font-size: {_SMALL}pt; }}
    .good {{ color: {theme.good.name()}; font-weight: 600; }}
    .caution {{ color: {theme.caution.name()}; font-weight: 600; }}
    .bad {{ color: {theme.bad.name()}; font-weight: 600; }}
    .plain {{ color: {theme.muted.name()}; font-weight: 600; }}
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
    device.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)  # the document has its own, of 2 cm
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
