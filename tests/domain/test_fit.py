"""Whether a file fits is an estimate from its size, and says the numbers behind it."""

from explorer.domain.fit import FitWord, estimate_fit, largest_file

GB = 1_000_000_000


def test_a_small_file_fits_and_a_huge_one_does_not() -> None:
    words = [estimate_fit(size * GB, 16 * GB).word for size in (1, 10, 40)]
    assert words == [FitWord.FITS, FitWord.TIGHT, FitWord.TOO_BIG]


def test_the_estimate_says_that_it_is_one() -> None:
    assert estimate_fit(GB, 16 * GB).text == "about 1.5 GB of 16 GB memory (estimate)"


def test_the_largest_file_still_fits() -> None:
    assert estimate_fit(largest_file(16 * GB), 16 * GB).word is FitWord.FITS
    assert largest_file(100_000_000) == 0
