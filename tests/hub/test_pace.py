"""Speed and time left are numbers that can be read: smooth, and none before there is one."""

from explorer.domain.units import wait_text
from explorer.hub.transfer.progress import TransferSpeed


def filled(pace: TransferSpeed, *, rate: int, seconds: float, start: float = 0.0, before: int = 0) -> int:
    """Marks each tenth of a second."""
    received = before
    for step in range(round(seconds * 10) + 1):
        received = before + round(rate * step / 10)
        pace.mark(received, start + step / 10)
    return received


def test_a_burst_at_the_beginning_is_no_speed() -> None:
    pace = TransferSpeed()
    pace.mark(0, 0.0)
    pace.mark(4_000_000, 0.001)
    assert pace.speed == 0
    assert pace.seconds_left(1000) is None


def test_a_steady_rate_is_told_as_it_is() -> None:
    pace = TransferSpeed()
    filled(pace, rate=2_000_000, seconds=10)
    assert round(pace.speed) == 2_000_000
    assert pace.seconds_left(10_000_000) == 5


def test_a_short_pause_moves_the_number_only_a_little() -> None:
    pace = TransferSpeed()
    received = filled(pace, rate=2_000_000, seconds=10)
    pace.mark(received, 10.5)
    assert 1_700_000 < pace.speed < 2_000_000


def test_many_marks_cost_no_memory() -> None:
    pace = TransferSpeed()
    for step in range(100_000):
        pace.mark(step, step / 100_000)
    assert len(pace._marks) < 50


def test_after_a_break_it_begins_anew() -> None:
    pace = TransferSpeed()
    filled(pace, rate=2_000_000, seconds=5)
    pace.restart()
    assert pace.speed == 0


def test_a_wait_of_years_is_told_in_words() -> None:
    assert wait_text(0.2) == "1 s"
    assert wait_text(3 * 3600) == "3 h 0 min"
    assert wait_text(2_300_206_860.0) == "a day or more"
