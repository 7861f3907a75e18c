"""Several connections for one file: each byte once, in order, and not where it does not pay."""

import pytest

from explorer.domain.errors import CancelledError
from explorer.domain.repo import RepoFile
from tests.hub.server import TestHub
from tests.hub.tools import CDN, FILE, Downloads, ranges, stop_after

_SIZE, _PIECE = 3_000_000, 250_000


def asked(hub: TestHub) -> list[tuple[int, int]]:
    """The first and the last byte of each range, by place in the file."""
    return sorted((int(first), int(last)) for first, _, last in (r[6:].partition("-") for r in ranges(hub)))


def test_pieces_cover_the_file_and_no_byte_comes_twice(downloads: Downloads, test_hub: TestHub) -> None:
    downloads.run(connections=4, piece=_PIECE)
    assert downloads.is_perfect
    assert asked(test_hub) == [(at, at + _PIECE - 1) for at in range(0, _SIZE, _PIECE)]


def test_the_hub_is_asked_once_for_all_pieces(downloads: Downloads, test_hub: TestHub) -> None:
    downloads.run(connections=4, piece=_PIECE)
    assert [r.origin for r in test_hub.requests].count("hub") == 1


def test_connections_run_side_by_side(downloads: Downloads, test_hub: TestHub) -> None:
    """While the first piece comes slowly, those behind it are asked for already."""
    test_hub.fault(CDN, "slow", times=1, rate=500_000)
    seen: list[int] = []

    def look() -> bool:
        received = downloads.steps[-1].received if downloads.steps else 0
        if 0 < received < _PIECE:
            seen.append(len(ranges(test_hub)))
        return False

    downloads.run(stop=look, connections=4, piece=_PIECE)
    assert max(seen) >= 4
    assert downloads.is_perfect


def test_a_small_file_has_one_connection(downloads: Downloads, test_hub: TestHub) -> None:
    downloads.run(connections=4, piece=_SIZE)
    assert ranges(test_hub) == [""]


def test_a_file_of_unknown_size_has_one_connection(downloads: Downloads, test_hub: TestHub) -> None:
    downloads.file = RepoFile(FILE)
    downloads.run(connections=4, piece=_PIECE)
    assert ranges(test_hub) == [""]
    assert downloads.is_perfect


def test_a_pause_keeps_a_whole_beginning(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "slow", rate=1_000_000)
    with pytest.raises(CancelledError):
        downloads.run(
            stop=lambda: any(s.received >= 600_000 for s in downloads.steps), connections=4, piece=_PIECE
        )
    kept = downloads.part.read_bytes()
    assert kept == downloads.original.read_bytes()[: len(kept)]
    assert len(kept) >= 600_000
    test_hub.faults.clear()
    downloads.run(connections=4, piece=_PIECE)
    assert downloads.is_perfect
    assert downloads.steps[0].received == len(kept)


def test_one_connection_goes_on_with_what_several_began(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "slow", rate=1_000_000)
    with pytest.raises(CancelledError):
        downloads.run(stop=lambda: any(s.received > 0 for s in downloads.steps), connections=4, piece=_PIECE)
    with pytest.raises(CancelledError):
        stop_after(downloads, 800_000)
    test_hub.faults.clear()
    downloads.run(connections=4, piece=_PIECE)
    assert downloads.is_perfect
