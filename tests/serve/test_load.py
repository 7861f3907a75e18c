"""Clients that come and go: nobody who stays is lost, and nothing is left of those who went."""

from dataclasses import replace

from tests.fuzz.serve_load import holdings, load, lost
from tests.serve.served_core import Served


def test_many_requests_with_many_cancels_leave_nothing(server: Served) -> None:
    server.start()
    load(server, 60, 1)  # both models are loaded, and all threads there
    before = holdings(server)
    ends = load(server, 240, 2)
    assert not lost(ends)
    assert sum(ends.values()) == 240
    assert ends["left"] > 50
    after = holdings(server)
    assert after == replace(before, window=after.window, workers=after.workers)
    assert after.window + after.workers < 1.05 * (before.window + before.workers)
