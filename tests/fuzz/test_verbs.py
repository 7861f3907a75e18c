"""A sample of what ``python -m tests.fuzz.verbs`` does for an hour."""

from PySide6.QtCore import QCoreApplication

from tests.fuzz import verbs


def test_made_up_command_lines_end_in_words(qapp: QCoreApplication) -> None:
    outcome = verbs.run(seed=42, count=84)
    assert outcome.failures == []
    assert sum(outcome.counts.values()) == 84
    answered = {kind.partition(" ")[0] for kind in outcome.counts if kind.endswith((" 0", " 1"))}
    # They get as far as their work
    assert answered >= {"search", "list", "inspect", "card", "score", "chats", "documents"}
