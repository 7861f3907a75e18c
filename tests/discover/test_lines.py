"""What a row says, from the Hub's listing alone."""

from dataclasses import replace
from datetime import UTC, datetime

from explorer.domain.fit import Yardstick
from explorer.domain.repo import Gate, RepoRow
from explorer.local.hub_search.filters import Filters, filtered
from explorer.local.hub_search.repo_lines import fits, line_of
from explorer.rooms.discover.row_tips import all_tips
from explorer.transparency.licensing.licenses import Licenses

NOW = datetime(2026, 11, 24, tzinfo=UTC)
GB = 1_000_000_000
ROW = RepoRow(
    "meadow/Meadow-1.7B-Instruct-GGUF",
    license="apache-2.0",
    parameters=1_720_000_000,
    context_length=32768,
    downloads=412_300,
    likes=2_140,
    updated=datetime(2026, 8, 20, tzinfo=UTC),
    gate=Gate.AUTO,
    datasets=("example/text",),
)


def test_a_row_is_told_in_words(licenses: Licenses) -> None:
    line = line_of(ROW, licenses, Yardstick(16 * GB), NOW)
    assert (line.name, line.license, line.size) == (
        "Meadow 1.7B Instruct",
        "Apache 2.0 · open source",
        "1.7B · 32K",
    )
    assert (line.downloads, line.likes, line.age) == ("412k", "2.1k", "3 mo")
    assert line.is_gated
    assert line.spoken.startswith("Meadow 1.7B Instruct, by meadow, Apache 2.0 · open source")


def test_a_repo_that_the_hub_has_blocked_says_so(licenses: Licenses) -> None:
    line = line_of(replace(ROW, gate=Gate.OPEN, is_disabled=True), licenses, Yardstick(16 * GB), NOW)
    assert line.is_gated
    assert "blocked by the Hub" in line.spoken
    assert "has blocked" in all_tips(line)


def test_what_the_hub_did_not_say_stays_unsaid(licenses: Licenses) -> None:
    line = line_of(RepoRow("a/b"), licenses, Yardstick(16 * GB), NOW)
    assert (line.license, line.size, line.downloads, line.age, line.fit) == ("Not stated", "", "", "", None)
    assert not fits(line)


def test_filters_keep_what_is_known_to_pass(licenses: Licenses) -> None:
    line = line_of(ROW, licenses, Yardstick(16 * GB), NOW)
    silent = line_of(RepoRow("a/b"), licenses, Yardstick(16 * GB), NOW)
    closed = line_of(replace(ROW, license="cc-by-nc-4.0"), licenses, Yardstick(16 * GB), NOW)
    for filters in (Filters(fits=True), Filters(data_named=True), Filters(license_kind="open")):
        assert list(filtered([silent, line, silent], filters)) == [line]
    assert list(filtered([closed], Filters(license_kind="open"))) == []
    assert list(filtered([closed], Filters(license_kind="stated"))) == [closed]
    other = line_of(replace(ROW, license="owl-terms", tags=("license:other",)), licenses, Yardstick(16), NOW)
    assert list(filtered([other], Filters(license_kind="other"))) == [other]
