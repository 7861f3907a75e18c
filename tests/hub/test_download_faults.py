"""Each misfortune of the network, over real sockets: the file still comes whole, or it is told why not."""

import pytest

from explorer.domain.errors import (
    DamagedFileError,
    KnownError,
    OfflineError,
)
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


def test_a_stalled_connection_is_left_and_the_download_goes_on(
    downloads: Downloads, test_hub: TestHub
) -> None:
    test_hub.fault(CDN, "stall", times=1, after=1_000_000)
    downloads.run()
    assert downloads.is_perfect
    assert ranges(test_hub)[1].startswith("bytes=")
    assert "did not answer in time" in notes(downloads.steps)


def test_server_errors_are_outlasted(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(RESOLVE, "status", times=2, code=503)
    test_hub.fault(CDN, "status", times=1, code=500)
    downloads.run()
    assert downloads.is_perfect
    assert "waiting" in {step.state for step in downloads.steps}


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


def test_a_server_that_asks_to_wait_for_hours_is_not_waited_for(
    downloads: Downloads, test_hub: TestHub
) -> None:
    test_hub.fault(RESOLVE, "rate_limit", retry_after=7200)
    with pytest.raises(KnownError, match="Wait 2 h"):
        downloads.run()


def test_an_expired_signature_is_renewed(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "signature", times=1, lifetime=-1)
    downloads.run()
    assert downloads.is_perfect
    assert [r.origin for r in test_hub.requests] == ["hub", "hub", "cdn", "cdn"]


def test_a_server_that_ignores_ranges_starts_over_and_says_so(
    downloads: Downloads, test_hub: TestHub
) -> None:
    test_hub.fault(CDN, "drop_fin", times=1, after=1_000_000)
    test_hub.fault(CDN, "range_ignored")
    downloads.run()
    assert downloads.is_perfect
    assert "beginning anew" in notes(downloads.steps)


def test_a_corrupt_byte_is_noticed_and_the_bytes_are_removed(downloads: Downloads, test_hub: TestHub) -> None:
    test_hub.fault(CDN, "corrupt", times=1, at=1_500_000)
    with pytest.raises(DamagedFileError, match="SHA-256"):
        downloads.run()
    assert list(downloads.target.parent.iterdir()) == []
    downloads.run()
    assert downloads.is_perfect


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
