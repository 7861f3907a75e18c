"""Personal data in what a model was trained on: what was done about it, or that it is there."""

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.said import is_asked, is_open, said_at
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.telling import quoted, told, told_in

personal = phrases_of("personal")


def personal_data(reading: Reading) -> Finding:
    """Open: concrete measures. Partial: a bare claim, or a warning that it is or was left in the data."""
    answers = [row for row in reading.rows if _answers(row)]
    told_so = told(reading, personal.of_persons, personal.claimed, personal.personal)
    said = [*answers, *(one.passage for one in told_so if _is_of_data(reading, one.passage))]
    if not said:
        return reading.silent("personal_data")
    said.sort(key=lambda p: p.number)
    measures = [p for p in said if said_at(p, personal.measure) and not p.find(personal.claimed)]
    verdict = Verdict.OPEN if measures else Verdict.PARTIAL
    return quoted(reading, "personal_data", verdict, (measures or said)[:4])


def _answers(row: Passage) -> bool:
    """Whether a row of two cells asks for personal data in training and says something to it."""
    question, answer = row.cells if len(row.cells) == 2 else ("", "")
    return bool(personal.asked.match(question)) and not personal.no_answer.fullmatch(answer)


def _is_of_data(reading: Reading, passage: Passage) -> bool:
    """Whether a sentence tells it of data, of which it is known."""
    if passage.header or passage.length < 3 or _is_planned(passage):
        return False
    # "Privacy violations: models were trained on data filtered for PII": what follows the label counts.
    if passage.find(personal.not_of_data) and personal.not_of_data.search(passage.said):
        return False
    return bool(told_in(reading, passage, personal.done_to_it, personal.trained_on, personal.of_people))


def _is_planned(passage: Passage) -> bool:
    """ "We will remove it", "was it removed?": nobody knows yet."""
    named = personal.measure if passage.find(personal.measure) else personal.personal
    places = [m.span() for m in named.finditer(passage.text)]
    return is_asked(passage.text) or (bool(places) and all(is_open(passage.text, *span) for span in places))


PERSONAL_DATA = apart_from_base(personal_data)
