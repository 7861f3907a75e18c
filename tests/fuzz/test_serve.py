"""A sample of what ``python -m tests.fuzz.serve`` does for an hour."""

from PySide6.QtWidgets import QApplication

from tests.fuzz import serve


def test_made_up_requests_end_in_words(qapp: QApplication) -> None:
    outcome = serve.run(seed=7, count=80)
    assert outcome.failures == []
    assert sum(outcome.counts.values()) == 80
    answered = {kind.partition(" ")[0] for kind in outcome.counts if kind.endswith(" 200")}
    assert answered == {"/v1/chat/completions", "/v1/completions", "/v1/embeddings"}
