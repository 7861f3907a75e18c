"""The tests that a decision begins with, where the person has none of their own."""

from explorer.choose.decision import Decision
from explorer.choose.trial.tried import StartingSet, example_set
from explorer.kit.language import spoken_language


def starting_of(_decision: Decision) -> StartingSet | None:
    """Of everyday tasks, in the language of the window."""
    return example_set(spoken_language())
