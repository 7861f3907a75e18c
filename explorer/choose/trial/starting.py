"""The tests that a decision begins with, where the person has none of their own: those of its purposes."""

from explorer.choose.decision import Decision
from explorer.choose.trial.tried import StartingSet
from explorer.choose.uses.starting_sets import starting_set, starting_title
from explorer.kit.language import shown, spoken_language


def starting_of(decision: Decision) -> StartingSet:
    """In the language of the window."""
    purposes = decision.need.purposes
    return StartingSet(shown(starting_title(purposes)), starting_set(purposes, spoken_language()))
