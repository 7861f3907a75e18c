"""Where makers say that they will not tell or give what a model was trained or tuned on."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

_REFUSAL = phrase("data.refusal")
_NAMES_TUNING = phrase("data.names_tuning")
_NAMES_TRAINING = phrase("data.names_training")
_TUNING_TITLE = phrase("data.tuning_title")
_OF_TESTS = phrase("data.of_tests")
_TUNED = phrase("data.tuned")


def refusal_of_training(reading: Reading) -> Passage | None:
    """What keeps secret what a model was first trained on, or "the data" without saying which."""
    refused = reading.once(_refusals)
    return next((p for p in refused if _NAMES_TRAINING.search(p.text) or not _is_of_tuning(p)), None)


def refusal_of_tuning(reading: Reading) -> Passage | None:
    """What keeps secret what it was tuned on."""
    return next((p for p in reading.once(_refusals) if _is_of_tuning(p)), None)


def only_refuses(passage: Passage) -> bool:
    """Whether a sentence refuses the data of a tuning, and tells nothing of how it was tuned."""
    return bool(passage.find(_REFUSAL)) and _is_of_tuning(passage) and not passage.find(_TUNED)


def _refusals(reading: Reading) -> list[Passage]:
    likely = reading.likely(_REFUSAL)
    return [p for p in likely if p.find(_REFUSAL) and not _OF_TESTS.match(p.text)]


def _is_of_tuning(passage: Passage) -> bool:
    return bool(passage.find(_NAMES_TUNING)) or passage.is_under(_TUNING_TITLE, 1)
