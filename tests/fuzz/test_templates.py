"""A few seconds of what ``python -m tests.fuzz.templates`` does for hours."""

from tests.fuzz import templates


def test_made_up_templates_end_in_a_text_or_in_words() -> None:
    outcome = templates.run(seed=20, count=60)
    assert outcome.failures == []
    assert outcome.counts["rendered"] > 10
    assert len(outcome.counts) > 4  # ways to end
