"""Personal data in what a model was trained on: what was done about it, or that it is there."""

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.said import is_asked, is_open, said_at
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading

personal = phrases_of("personal")


def personal_data(reading: Reading) -> Finding:
    """Open: concrete measures. Partial: a bare claim, or a warning that it is or was left in the data."""
    labelled = [p for p in reading.labelled if p.is_labelled(personal.personal)]
    asked = reading.likely(personal.of_persons, personal.claimed, personal.personal, also=labelled)
    told = [p for p in asked if _answers(p) or _tells_of_people(p)]
    if not told:
        return reading.silent("personal_data")
    measures = [p for p in told if said_at(p, personal.measure) and not p.find(personal.claimed)]
    shown = measures or told
    text = shown[0].short
    evidence = [reading.from_card(p) for p in shown[:4]]
    return reading.found("personal_data", Verdict.OPEN if measures else Verdict.PARTIAL, text, text, evidence)


def _answers(row: Passage) -> bool:
    """Whether a row of two cells asks for personal data in training and says something to it."""
    return bool(
        len(row.cells) == 2
        and personal.asked.match(row.cells[0])
        and not personal.no_answer.fullmatch(row.cells[1])
    )


def _tells_of_people(passage: Passage) -> bool:
    is_masked = passage.find(personal.of_persons) and (
        passage.find(personal.measure) or passage.find(personal.replaced)
    )
    is_masked = is_masked or passage.find(personal.claimed)
    if passage.header or not (
        is_masked or passage.find(personal.personal) or passage.is_labelled(personal.personal)
    ):
        return False
    # "Privacy violations: models were trained on data filtered for PII": what follows the label counts.
    is_elsewhere = passage.find(personal.not_of_data) and personal.not_of_data.search(passage.said)
    if passage.length < 3 or is_elsewhere or _is_planned(passage):
        return False
    is_of_data = (
        passage.find(personal.done_to_it)
        or passage.find(personal.trained_on)
        or passage.is_labelled(personal.trained_on)
    )
    return bool(is_of_data) or passage.is_under(personal.of_people, 1)


def _is_planned(passage: Passage) -> bool:
    """ "We will remove it", "was it removed?": nobody knows yet."""
    told = personal.measure if passage.find(personal.measure) else personal.personal
    places = [m.span() for m in told.finditer(passage.text)]
    return is_asked(passage.text) or (bool(places) and all(is_open(passage.text, *span) for span in places))


PERSONAL_DATA = apart_from_base(personal_data)
