"""Personal data in what a model was trained on: what was done about it, or that it is there."""

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.said import is_asked, is_open, said_at
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading

_OF_PERSONS = phrase("personal.of_persons")
_CLAIMED = phrase("personal.claimed")
_PERSONAL = phrase("personal.personal")
_MEASURE = phrase("personal.measure")
_REPLACED = phrase("personal.replaced")
_TRAINED_ON = phrase("personal.trained_on")
_DONE_TO_IT = phrase("personal.done_to_it")
_ASKED = phrase("personal.asked")
_NO_ANSWER = phrase("personal.no_answer")
_OF_PEOPLE = phrase("personal.of_people")
_NOT_OF_DATA = phrase("personal.not_of_data")


def personal_data(reading: Reading) -> Finding:
    """Open: concrete measures. Partial: a bare claim, or a warning that it is or was left in the data."""
    labelled = [p for p in reading.labelled if p.is_labelled(_PERSONAL)]
    asked = reading.likely(_OF_PERSONS, _CLAIMED, _PERSONAL, also=labelled)
    told = [p for p in asked if _answers(p) or _tells_of_people(p)]
    if not told:
        return reading.silent("personal_data")
    measures = [p for p in told if said_at(p, _MEASURE) and not p.find(_CLAIMED)]
    shown = measures or told
    text = shown[0].short
    evidence = [reading.from_card(p) for p in shown[:4]]
    return reading.found("personal_data", Verdict.OPEN if measures else Verdict.PARTIAL, text, text, evidence)


def _answers(row: Passage) -> bool:
    """Whether a row of two cells asks for personal data in training and says something to it."""
    return bool(len(row.cells) == 2 and _ASKED.match(row.cells[0]) and not _NO_ANSWER.fullmatch(row.cells[1]))


def _tells_of_people(passage: Passage) -> bool:
    is_masked = passage.find(_OF_PERSONS) and (passage.find(_MEASURE) or passage.find(_REPLACED))
    is_masked = is_masked or passage.find(_CLAIMED)
    if passage.header or not (is_masked or passage.find(_PERSONAL) or passage.is_labelled(_PERSONAL)):
        return False
    # "Privacy violations: models were trained on data filtered for PII": what follows the label counts.
    is_elsewhere = passage.find(_NOT_OF_DATA) and _NOT_OF_DATA.search(passage.said)
    if passage.length < 3 or is_elsewhere or _is_planned(passage):
        return False
    is_of_data = passage.find(_DONE_TO_IT) or passage.find(_TRAINED_ON) or passage.is_labelled(_TRAINED_ON)
    return bool(is_of_data) or passage.is_under(_OF_PEOPLE, 1)


def _is_planned(passage: Passage) -> bool:
    """ "We will remove it", "was it removed?": nobody knows yet."""
    told = _MEASURE if passage.find(_MEASURE) else _PERSONAL
    places = [m.span() for m in told.finditer(passage.text)]
    return is_asked(passage.text) or (bool(places) and all(is_open(passage.text, *span) for span in places))


PERSONAL_DATA = apart_from_base(personal_data)
