"""What the table of faults (test_fault_table.py) does not say: exact waits, ranges and numbers of tries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from explorer.domain.errors import DamagedFileError, KnownError, OfflineError
from explorer.domain.repo import RepoFile
from tests.hub.server import TestHub
from tests.hub.tools import BIG, CDN, FILE, RESOLVE, Downloads, notes, ranges


@pytest.mark.parametrize("kind", ["drop_fin", "drop_rst", "truncate"])
def test_a_broken_connection_goes_on_at_the_byte(downloads: Downloads, test_hub: TestHub, kind: str) -> None:
    test_hub.fault(CDN, kind, times=2, after=1_000_000)
    downloads.run()
    assert downloads.is_perfect
    asked = ranges(test_hub)
    assert len(asked) == 3
    assert asked[0] == ""
    assert 0 < int(asked[1][6:-1]) < int(asked[2][6:-1])


def test_retry_after_is_honoured_and_told(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(RESOLVE, "rate_limit", times=1, retry_after=1)
    waits: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    downloads.run(sleep=sleep, clock=lambda: now[0])
    assert sum(waits) == pytest.approx(1.0)
    assert "wants fewer requests. Trying again in 1 s" in notes(downloads.steps)
    assert downloads.is_perfect


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True), 30.0, 40.0),
        (lambda: format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True), 0.0, 1.0),
        (lambda: "soon", 0.0, 1.0),
    ],
)
def test_retry_after_may_be_a_moment(
    downloads: Downloads, test_hub: TestHub, said: Callable[[], str], least: float, most: float
) -> None:
    test_hub.fault(RESOLVE, "rate_limit", times=1, retry_after=said())
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    downloads.run(sleep=sleep, clock=lambda: now[0])
    assert least <= now[0] <= most
    assert downloads.is_perfect


def test_an_expired_signature_is_renewed(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "signature", times=1, lifetime=-1)
    downloads.run()
    assert downloads.is_perfect
    assert [r.origin for r in test_hub.requests] == ["hub", "hub", "cdn", "cdn"]


def test_the_hash_the_hub_names_is_checked_when_the_page_had_none(
    downloads: Downloads, test_hub: TestHub
) -> None:
    downloads.file = RepoFile(FILE)
    test_hub.fault(CDN, "corrupt", times=1, at=10)
    with pytest.raises(DamagedFileError):
        downloads.run()


def test_after_five_tries_without_a_byte_it_gives_up_in_words(
    downloads: Downloads, test_hub: TestHub
) -> None:
    fault = test_hub.fault(RESOLVE, "status", code=502)
    with pytest.raises(OfflineError, match="has a problem"):
        downloads.run()
    assert fault.hits == 5


def test_a_redirect_to_what_is_no_address_is_told(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(RESOLVE, "status", code=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(KnownError, match="no address"):
        downloads.run()


def test_redirects_in_a_circle_are_told(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(RESOLVE, "status", code=302, headers={"Location": f"/{BIG}/resolve/main/{FILE}"})
    with pytest.raises(KnownError, match="in circles"):
        downloads.run()
