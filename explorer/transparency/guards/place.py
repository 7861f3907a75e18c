"""Whether a sentence names machines that are not those of the training."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.rules.subject import ASIDE

TRAINING = phrase("subjects.training")
_RENTED = phrase("subjects.rented")
_RENTED_CHIP = phrase("subjects.rented_chip")
ENVIRONMENT = phrase("subjects.environment")
USED_RENTED = phrase("subjects.used_rented")
_MACHINE_LABEL = phrase("subjects.machine_label")
_ELSEWHERE = phrase("subjects.elsewhere")
_PLAINLY = phrase("subjects.plainly")
_TOOK = phrase("subjects.took")
_TO_RENT = phrase("subjects.to_rent")  # by who uses it
_EVALUATED = phrase("subjects.evaluated")


def is_titled_elsewhere(passage: Passage) -> bool:
    """Whether it stands under a title of use, tests or rental, and does not plainly tell of training."""
    places = f"{passage.heading} {passage.label}"
    is_elsewhere = passage.is_titled(_ELSEWHERE, places) or passage.is_titled(_EVALUATED, places)
    is_rented = any(_TO_RENT.search(title) for title in passage.section)
    return (is_elsewhere or is_rented) and not passage.find(_PLAINLY)


def is_elsewhere(passage: Passage) -> bool:
    """ "Runs on one GPU" is no training; "was trained on 8 GPUs, which support …" still is."""
    if passage.find(_PLAINLY):
        return "can be" in passage.lower
    found = passage.find(_ELSEWHERE)
    if found and passage.is_labelled(_MACHINE_LABEL):  # "Hardware: T4 (16GB VRAM)"
        found = _ELSEWHERE.search(ASIDE.sub("", passage.said))
    if found is None or not _RENTED.match(found[0]):
        return found is not None
    return not (all(_RENTED.match(m[0]) for m in _ELSEWHERE.finditer(passage.text)) and _is_rented(passage))


def _is_rented(passage: Passage) -> bool:
    """Whether a notebook's machine is the one it was trained on."""
    is_machine = passage.is_labelled(_MACHINE_LABEL)
    is_named = is_machine and bool(_RENTED_CHIP.fullmatch(passage.said))
    is_all = bool(USED_RENTED.fullmatch(passage.text)) and passage.is_under(ENVIRONMENT, 1)
    return is_named or is_all or (is_machine and passage.is_under(TRAINING, 8)) or bool(passage.find(_TOOK))
