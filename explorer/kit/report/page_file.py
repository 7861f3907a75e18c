"""A report for people as a file: the same blocks as HTML, PDF or Markdown."""

from collections.abc import Callable, Mapping

from explorer.kit.report.html_format import html_of, paper_html
from explorer.kit.report.markdown_format import markdown_of
from explorer.kit.report.report_blocks import ReportPage, spoken

type Say = Callable[[str], str]


def page_bytes(page: ReportPage, ending: str, marks: Mapping[str, str], app: str, say: Say = str) -> bytes:
    """For a file ending ".html", ".pdf" or ".md". ``marks``: the words of the shapes that stand in it;
    ``app``: what made it; ``say``: a text in the language of the page. Raises KnownError for a PDF.
    """
    told, words = spoken(page, say), {mark: say(word) for mark, word in marks.items()}
    if ending == ".md":
        return markdown_of(told, words).encode()
    if ending == ".pdf":
        from explorer.kit.printing.pdf import PdfDocument, usual_size  # noqa: PLC0415  only who needs it loads Qt's painting
        from explorer.kit.printing.pdf_process import print_apart  # noqa: PLC0415

        html = paper_html(told, words)
        return print_apart(PdfDocument(told.title, html, told.footer, say(app), usual_size()))
    return html_of(told, words)
