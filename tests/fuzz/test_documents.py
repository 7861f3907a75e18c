"""A sample of what ``python -m tests.fuzz.documents`` does for hours."""

from tests.fuzz import documents


def test_damaged_documents_end_in_pages_or_in_words() -> None:
    outcome = documents.run(seed=24, count=300)
    assert outcome.failures == []
    assert outcome.counts["read"] > 100
    assert outcome.counts["broken"] > 50
    assert outcome.slowest_s < documents.LIMIT_S
