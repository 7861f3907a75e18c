"""Where makers say that they will not tell or give what a model was trained or tuned on."""

import re

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading

_OF_TUNING = (
    r"(?:instruct(?:ion)?(?:[- ](?:tuning|following))?|(?:supervised )?fine-?[ ]?tuning|tuning|sft|rlhf|dpo"
    r"|preference|human feedback|alignment|post-?training|chat)"
)
_DATA = r"(?:data(?: ?sets?)?|corpus|corpora|mix(?:ture)?|pairs)"
_REFUSAL = re.compile(
    rf"\b(?:training data|pre-?training data|dataset|datasets|data|(?:training|pre-?training|{_OF_TUNING})"
    r" (?:corpus|mix(?:ture)?|pairs))\b[^.]{0,60}\b(?:will not be|is not|are not|cannot be|won't be|not been)"
    r" (?:publicly )?(?:disclosed|released|shared|published|made public)"
    r"|\b(?:do|does|did|will|can)(?: ?not|n['’]t) (?:publicly )?(?:disclose|release|share|publish"
    r"|reveal)\b[^.]{0,40}"
    rf"\b(?:training data|training corpus|data ?sets?|corpora|data sources|{_OF_TUNING} {_DATA})\b"
    rf"|\b(?:training|pre-?training|{_OF_TUNING}) {_DATA}\b[^.]{{0,40}}\b(?:is|are"
    r"|remains?) (?:not public(?:ly available)?\b|proprietary|confidential|undisclosed|secret)",
    re.IGNORECASE,
)
_NAMES_TUNING = re.compile(rf"\b{_OF_TUNING} {_DATA}\b", re.IGNORECASE)
# "The training data, including the SFT data", "the pretraining and instruction data".
_NAMES_TRAINING = re.compile(
    r"(?<!post-)(?<!post)(?<!instruction )(?<!alignment )\b(?:pre-?)?training"
    r"(?: (?:data|corpus|mix)|,? (?:and|or|nor) (?:the )?\w+)",
    re.IGNORECASE,
)
_TUNING_TITLE = re.compile(
    rf"^\W*(?:\d\W+)?{_OF_TUNING}(?: (?:data(?: ?sets?)?|corpus|details?|procedure))?\W*$", re.IGNORECASE
)
_OF_TESTS = re.compile(
    r"^\W{0,4}(?:(?:the|our|its|we (?:do not|will not|cannot) \w+) )?(?:the |our )?(?:evaluation|test"
    r"|benchmark|validation)(?:ing)? (?:data|set|corpus)",
    re.IGNORECASE,
)
_TUNED = re.compile(
    r"\b(?:was|were|is|are|been|we|then) (?:\w+ly |then )?(?:fine-?tuned|tuned|aligned|(?:post-?)?trained)\b",
    re.IGNORECASE,
)


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
