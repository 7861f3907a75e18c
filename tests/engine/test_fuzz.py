"""A sample of what ``python -m tests.engine.fuzz`` does with thousands of files."""

import sys

import pytest

from tests.engine import fuzz


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes cannot be waited for with a limit")
def test_damaged_models_end_in_words_or_run() -> None:
    outcome = fuzz.run(80, seed=1)
    assert outcome.failures == []
    assert sum(outcome.counts.values()) == 80
    assert outcome.counts["refused"] > 20
    assert outcome.slowest_s < fuzz.LIMIT_S
