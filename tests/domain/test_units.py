"""Numbers as people read them."""

from datetime import UTC, datetime, timedelta

from explorer.domain.units import ago_text, context_text, count_text, duration_text, size_text


def test_sizes_are_decimal_with_at_most_one_place() -> None:
    sizes = [0, 999, 253_113_024, 1_100_000_000, 12_345_000_000]
    assert [size_text(s) for s in sizes] == ["0 B", "999 B", "253 MB", "1.1 GB", "12 GB"]


def test_counts_use_the_letters_of_the_field() -> None:
    assert [count_text(c) for c in (38, 412_000, 268_098_176, 1_700_000_000)] == [
        "38",
        "412k",
        "268M",
        "1.7B",
    ]


def test_context_lengths_are_said_as_makers_write_them() -> None:
    assert [context_text(t) for t in (32768, 131072, 4000, 512)] == ["32K", "128K", "4,000", "512"]


def test_durations_have_a_unit_that_fits() -> None:
    assert [duration_text(s) for s in (0.18, 2.34, 22, 185, 7500)] == [
        "0.18 s",
        "2.3 s",
        "22 s",
        "3 min",
        "2 h 5 min",
    ]


def test_ages_are_one_short_word() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    ages = [timedelta(seconds=5), timedelta(minutes=7), timedelta(hours=3), timedelta(days=4)]
    assert [ago_text(now - a, now) for a in ages] == ["now", "7 min", "3 h", "4 d"]
    assert ago_text(now - timedelta(days=100), now) == "3 mo"
    assert ago_text(now - timedelta(days=800), now) == "2 y"
    assert ago_text(now + timedelta(hours=1), now) == "now"  # a clock that is ahead
