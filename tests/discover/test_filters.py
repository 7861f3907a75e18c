"""Which filter the Hub applies, which is applied here, and what a use is found by."""

from datetime import UTC, datetime

import pytest

from explorer.domain.fit import Yardstick
from explorer.domain.repo import RepoQuery, RepoRow, RepoSort
from explorer.hub.client import parameters
from explorer.local.hub_search.filters import Filters, filtered, queries, with_reason
from explorer.local.hub_search.repo_lines import RepoLine, line_of
from explorer.local.hub_search.uses import use_of, uses
from explorer.rooms.discover.row_tips import all_tips
from explorer.transparency.licensing.licenses import Licenses

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def asked(filters: Filters, text: str = "") -> list[list[tuple[str, str]]]:
    """What goes to the Hub, without what is always the same."""
    same = {"sort", "limit", "expand"}
    return [
        [(k, v) for k, v in parameters(query) if k not in same and v != "gguf"]
        for query in queries(text, RepoSort.DOWNLOADS, filters, 50)
    ]


@pytest.fixture
def line(licenses: Licenses) -> RepoLine:
    return make_line(licenses, "meadow/Meadow-1.7B-Instruct-GGUF")


def make_line(licenses: Licenses, repo_id: str, **said: object) -> RepoLine:
    row = RepoRow(repo_id, **said)  # type: ignore[arg-type]  # any of its fields
    return line_of(row, licenses, Yardstick(16_000_000_000), NOW)


def test_without_filters_one_question_is_asked() -> None:
    assert queries(" qwen ", RepoSort.LIKES, Filters(), 50) == (RepoQuery("qwen", RepoSort.LIKES, limit=50),)


def test_the_hub_is_asked_for_what_it_can_filter_by() -> None:
    filters = Filters(fits=True, data_named=True, license_kind="mit", size="2-5.5", language="fr")
    assert asked(filters, "qwen") == [
        [
            ("filter", "license:mit"),
            ("filter", "fr"),
            ("search", "qwen"),
            ("num_parameters", "min:2B,max:5.5B"),
        ]
    ]
    assert asked(Filters(license_kind="open", size="40-")) == [[("num_parameters", "min:40B")]]


def test_a_use_is_asked_sign_by_sign_the_surest_first() -> None:
    assert asked(Filters(use="vision")) == [
        [("pipeline_tag", "image-text-to-text")],
        [("search", "vision")],
        [("search", "vl")],
    ]
    assert asked(Filters(use="finance"), "small") == [
        [("filter", "finance"), ("search", "small")],
        [("search", "small")],
    ]


@pytest.mark.parametrize(
    ("use", "said", "reason"),
    [
        ("healthcare", {"tags": ("gguf", "Medical")}, "tag “medical”"),
        ("vision", {"pipeline": "image-text-to-text", "tags": ("x",)}, "task “image-text-to-text”"),
        ("chat", {}, "“instruct” in its name"),
    ],
)
def test_each_row_says_why_it_is_listed(
    licenses: Licenses, use: str, said: dict[str, object], reason: str
) -> None:
    line = make_line(licenses, "meadow/Meadow-Instruct-GGUF", **said)
    told = with_reason(line, use_of(use))
    assert told.reason == reason
    assert f"Listed for its {reason}" in all_tips(told)
    assert told.spoken.endswith(reason)
    assert list(filtered([line], Filters(use=use))) == [line]


def test_short_words_of_a_name_count_only_whole(licenses: Licenses) -> None:
    law, lawn = make_line(licenses, "a/Law-7B"), make_line(licenses, "a/Lawn-7B")
    assert list(filtered([law, lawn], Filters(use="law"))) == [law]


def test_what_the_hub_applied_is_checked_here(licenses: Licenses) -> None:
    right = make_line(licenses, "a/right", parameters=3_000_000_000, languages=("fr",), license="MIT")
    wrong = make_line(licenses, "a/wrong", parameters=9_000_000_000, languages=("en",), license="gemma")
    silent = make_line(licenses, "a/silent")
    for filters in (Filters(size="2-5"), Filters(language="fr"), Filters(license_kind="mit")):
        assert list(filtered([right, wrong, silent], filters)) == [right]


def test_commercial_use_is_allowed_with_and_without_conditions(licenses: Licenses) -> None:
    kinds = {
        name: make_line(licenses, f"a/{name}", license=name) for name in ("mit", "gemma", "cc-by-nc-4.0")
    }
    silent = make_line(licenses, "a/silent")
    kept = filtered([*kinds.values(), silent], Filters(license_kind="commercial"))
    assert [line.row.name for line in kept] == ["mit", "gemma"]


def test_a_note_names_what_the_hub_cannot_filter_by() -> None:
    assert Filters(fits=True, license_kind="open", size="2-5").applied_here == "fits this machine, license"
    assert not Filters(license_kind="mit", language="fr", use="law").applied_here


def test_every_use_has_a_sign_and_a_name_of_its_own() -> None:
    assert all(use.signs for use in uses())
    assert len({use.id for use in uses()}) == len({use.name for use in uses()}) == len(uses())


@pytest.mark.parametrize("size", ["", "x-y", "-", "1e400-2", "5"])
def test_a_size_that_is_no_range_limits_nothing_or_one_side(size: str) -> None:
    least, most = Filters(size=size).limits
    assert least >= 0
    assert most >= 0
