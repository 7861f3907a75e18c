"""Where pages are cut: everything once and in order, nothing higher than a page, nothing through a line."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from explorer.kit.printing.paging import PageOf, PagePiece, PageSpan, pages_of_pieces

HEIGHT = 100.0


def _column(heights: Sequence[float], gap: float = 0.0) -> list[PagePiece]:
    pieces, top = [], 0.0
    for height in heights:
        pieces.append(PagePiece(PageSpan(top, top + height)))
        top += height + gap
    return pieces


def _tops(page: PageOf) -> list[tuple[float, float]]:
    return [(segment.span.top, segment.span.bottom) for segment in page]


def test_pieces_that_fit_share_a_page() -> None:
    assert [_tops(page) for page in pages_of_pieces(_column([40, 40, 40]), HEIGHT)] == [
        [(0, 80)],
        [(80, 120)],
    ]


def test_a_heading_goes_with_what_it_heads() -> None:
    pieces = _column([60, 30, 30])
    pieces[1] = PagePiece(pieces[1].span, keeps_next=True)
    assert [_tops(page) for page in pages_of_pieces(pieces, HEIGHT)] == [[(0, 60)], [(60, 120)]]


def test_a_new_page_is_begun_where_it_is_asked_for() -> None:
    pieces = _column([10, 10])
    pieces[1] = PagePiece(pieces[1].span, begins_page=True)
    assert len(pages_of_pieces(pieces, HEIGHT)) == 2


def test_a_table_that_goes_on_repeats_its_head() -> None:
    head = PageSpan(0, 20)
    rows = [PagePiece(PageSpan(20 + 50 * n, 70 + 50 * n), head=head) for n in range(3)]
    pages = pages_of_pieces([PagePiece(head, keeps_next=True), *rows], HEIGHT)
    assert [_tops(page) for page in pages] == [[(0, 70)], [(0, 20), (70, 120)], [(0, 20), (120, 170)]]
    assert [segment.at for segment in pages[1]] == [0, 20]


def test_a_row_higher_than_a_page_is_cut_between_its_lines() -> None:
    row = PagePiece(PageSpan(0, 250), cuts=(90.0, 95.0, 180.0, 250.0))
    assert [_tops(page) for page in pages_of_pieces([row], HEIGHT)] == [[(0, 95)], [(95, 180)], [(180, 250)]]


def test_a_high_row_without_lines_to_cut_between_still_ends() -> None:
    pages = pages_of_pieces([PagePiece(PageSpan(0, 1000))], HEIGHT)
    assert sum(segment.span.height for page in pages for segment in page) == 1000


@st.composite
def _pieces(draw: st.DrawFn) -> list[PagePiece]:
    pieces, top = [], 0.0
    for _number in range(draw(st.integers(1, 30))):
        height = draw(st.floats(1, 300))
        cuts = tuple(sorted(top + height * share for share in draw(st.lists(st.floats(0.01, 1), max_size=5))))
        pieces.append(
            PagePiece(PageSpan(top, top + height), draw(st.booleans()), draw(st.booleans()), cuts=cuts)
        )
        top += height + draw(st.floats(0, 20))
    return pieces


@given(_pieces())
def test_everything_stands_on_a_page_once_and_in_order_and_no_page_is_too_high(
    pieces: list[PagePiece],
) -> None:
    pages = pages_of_pieces(pieces, HEIGHT)
    spans = [segment.span for page in pages for segment in page]
    assert all(one.bottom <= other.top + 1e-6 for one, other in pairwise(spans))
    for piece in pieces:
        shown = sum(
            max(0.0, min(span.bottom, piece.span.bottom) - max(span.top, piece.span.top)) for span in spans
        )
        assert abs(shown - piece.span.height) < 1e-6
    for page in pages:
        assert page
        assert all(segment.at + segment.span.height <= HEIGHT + 1e-6 for segment in page)
