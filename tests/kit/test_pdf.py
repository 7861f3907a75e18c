"""PDFs out of a process of their own: vector shapes, true text, and a failure that is told."""

import io
import sys

import pypdf
import pytest

from explorer.domain.errors import KnownError
from explorer.kit.printing import pdf_process
from explorer.kit.printing.pdf import PdfDocument, with_true_text
from explorer.kit.printing.pdf_process import print_apart

HTML = (
    '<h1>Title</h1><p class="line"><img src="mark:partial" width="9" height="9">&nbsp;a (b) “c” 1-2</p>'
    '<p><img src="bar:0.5:0.4:0.6" width="90" height="9"></p><p><img src="/etc/hostname"></p>'
)


def paper(html: str, size: str = "A4") -> PdfDocument:
    return PdfDocument("Title of it", html, "the foot", "A test", size)  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_a_page_has_the_size_that_was_asked_for(size: str, points: tuple[int, int]) -> None:
    page = pypdf.PdfReader(io.BytesIO(print_apart(paper(HTML, size)))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == points


def test_text_can_be_copied_as_it_is_read_and_shapes_are_no_pictures() -> None:
    reader = pypdf.PdfReader(io.BytesIO(print_apart(paper(HTML))))
    assert "a (b) “c” 1-2" in reader.pages[0].extract_text().replace("\xa0", "")
    assert not reader.pages[0].images
    assert reader.metadata is not None
    assert reader.metadata.title == "Title of it"


def test_rows_are_never_cut_and_a_head_is_repeated() -> None:
    rows = "".join(f"<tr><td>row {n} begins<br>and<br>row {n} ends</td></tr>" for n in range(100))
    table = f"<table><thead><tr><th>the head</th></tr></thead><tbody>{rows}</tbody></table>"
    pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(print_apart(paper(table)))).pages]
    assert len(pages) > 2
    for page in pages:
        assert page.count("the head") == 1
        assert page.count("begins") == page.count("ends")
    assert sum(page.count("begins") for page in pages) == 100


def test_only_the_tables_of_codes_are_changed() -> None:
    data = b"<0009> beginbfrange\n<0001> <0002> [<0009> <02EE>]\nendbfrange <0009>"
    assert with_true_text(data) == b"<0009> beginbfrange\n<0001> <0002> [<0020> <201D>]\nendbfrange <0009>"


def test_a_process_that_fails_is_told_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = [sys.executable, "-c", "import sys; sys.exit('no fonts here')"]
    monkeypatch.setattr(pdf_process, "own_command", lambda _part: spoilt)
    with pytest.raises(KnownError, match="PDF could not be made") as told:
        print_apart(paper(HTML))
    assert "no fonts here" in told.value.details
