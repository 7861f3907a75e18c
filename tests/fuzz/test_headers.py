"""A sample of what ``python -m tests.fuzz.headers`` does with thousands of files."""

import sys

import pytest

from tests.fuzz import headers


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes cannot be waited for with a limit")
def test_damaged_models_end_in_words_or_run() -> None:
    outcome = headers.run(seed=1, count=80)
    assert outcome.failures == []
    assert sum(outcome.counts.values()) == 80
    assert outcome.counts["refused"] > 20
    assert outcome.slowest_s < headers.LIMIT_S
