"""What stands where something else is told: advice, and machines that are not those of the training."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading

code = phrases_of("code")
family = phrases_of("family")
subjects = phrases_of("subjects")


@guard("under advice")
def is_under_advice(_: Reading, passage: Passage) -> bool:
    """Whether the heading above it is one of use, tests or terms."""
    return passage.is_under(code.title_advice, 1)


@guard("advice on training")
def is_advice(reading: Reading, passage: Passage) -> bool:
    """Whether it tells people what to do, or stands where they are told: "you can fine-tune it yourself"."""
    return is_under_advice(reading, passage) or bool(passage.find(code.advice))


@guard("elsewhere")
def is_titled_elsewhere(_: Reading, passage: Passage) -> bool:
    """Whether it stands under a title of use, tests or rental, and does not plainly tell of training."""
    places = f"{passage.heading} {passage.label}"
    is_elsewhere = any(passage.is_titled(one, places) for one in (subjects.elsewhere, subjects.evaluated))
    is_rented = any(map(subjects.to_rent.search, passage.section))
    return (is_elsewhere or is_rented) and not passage.find(subjects.plainly)


@guard("other machines")
def is_of_other_machines(_: Reading, passage: Passage) -> bool:
    """ "Runs on one GPU" is no training; "was trained on 8 GPUs, which support …" still is."""
    if passage.find(subjects.plainly):
        return "can be" in passage.lower
    found = passage.find(subjects.elsewhere)
    if found and passage.is_labelled(subjects.machine_label):  # "Hardware: T4 (16GB VRAM)"
        found = subjects.elsewhere.search(family.aside.sub("", passage.said))
    if found is None or not subjects.rented.match(found[0]):
        return found is not None
    places = subjects.elsewhere.finditer(passage.text)
    return not (all(subjects.rented.match(place[0]) for place in places) and _is_rented(passage))


def _is_rented(passage: Passage) -> bool:
    """Whether a notebook's machine is the one it was trained on."""
    is_all = bool(subjects.used_rented.fullmatch(passage.text)) and passage.is_under(subjects.environment, 1)
    if is_all or passage.find(subjects.took):
        return True
    is_named = bool(subjects.rented_chip.fullmatch(passage.said)) or passage.is_under(subjects.training, 8)
    return passage.is_labelled(subjects.machine_label) and is_named
