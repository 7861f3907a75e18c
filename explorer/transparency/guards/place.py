"""Whether a sentence names machines that are not those of the training."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.rules.subject import ASIDE

subjects = phrases_of("subjects")


def is_titled_elsewhere(passage: Passage) -> bool:
    """Whether it stands under a title of use, tests or rental, and does not plainly tell of training."""
    places = f"{passage.heading} {passage.label}"
    is_elsewhere = passage.is_titled(subjects.elsewhere, places) or passage.is_titled(
        subjects.evaluated, places
    )
    is_rented = any(subjects.to_rent.search(title) for title in passage.section)
    return (is_elsewhere or is_rented) and not passage.find(subjects.plainly)


def is_elsewhere(passage: Passage) -> bool:
    """ "Runs on one GPU" is no training; "was trained on 8 GPUs, which support …" still is."""
    if passage.find(subjects.plainly):
        return "can be" in passage.lower
    found = passage.find(subjects.elsewhere)
    if found and passage.is_labelled(subjects.machine_label):  # "Hardware: T4 (16GB VRAM)"
        found = subjects.elsewhere.search(ASIDE.sub("", passage.said))
    if found is None or not subjects.rented.match(found[0]):
        return found is not None
    return not (
        all(subjects.rented.match(m[0]) for m in subjects.elsewhere.finditer(passage.text))
        and _is_rented(passage)
    )


def _is_rented(passage: Passage) -> bool:
    """Whether a notebook's machine is the one it was trained on."""
    is_machine = passage.is_labelled(subjects.machine_label)
    is_named = is_machine and bool(subjects.rented_chip.fullmatch(passage.said))
    is_all = bool(subjects.used_rented.fullmatch(passage.text)) and passage.is_under(subjects.environment, 1)
    return (
        is_named
        or is_all
        or (is_machine and passage.is_under(subjects.training, 8))
        or bool(passage.find(subjects.took))
    )
