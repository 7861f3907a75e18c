"""What a row says first: nothing that is not known looks good."""

from explorer.choose.candidate import Candidate, FoundIn, Reason
from explorer.domain.fit import Fit, FitWord
from explorer.domain.words import Words
from explorer.rooms.choose.candidates.candidate_rows import by_words, fit_words
from explorer.rooms.choose.candidates.shown_candidates import ShownCandidate, good_line, unclear_line

FITS = Reason("for", Words("It fits here"), about="fit")


def row(*reasons: Reason) -> ShownCandidate:
    return ShownCandidate(Candidate("hub:a/b", "B 2B", "a", FoundIn.HUB, reasons, parameters=1_700_000_000))


def test_where_nobody_knows_whether_it_may_be_used_nothing_else_comes_first() -> None:
    told = row(Reason("unknown", Words("its license (not read yet)"), about="license"), FITS)
    assert unclear_line(told) == "May you use it? Not known: its license (not read yet)"
    assert good_line(told) == ""


def test_a_row_tells_its_size_and_the_number_behind_its_pill() -> None:
    fit = Fit(FitWord.FITS, 3 << 30, 16 << 30)
    assert by_words(row().candidate) == "a · 1.7B"
    assert fit_words(fit, 2_500_000_000) == "Fits · 2.5 GB"
    assert fit_words(Fit(FitWord.RUNS_WELL, 3 << 30, 16 << 30, 14.0), 2_500_000_000) == "Runs well · 14 tok/s"
