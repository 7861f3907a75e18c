"""Personal data in what a model was trained on: what was done about it, or that it is there."""

import re

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.denials import is_asked, is_open, said_at

# Of people, if something was done about it.
_OF_PERSONS = re.compile(
    r"\bnames and (?:\w+ )?addresses\b|\be-?mail addresses\b|\bphone numbers\b|\buser ?names\b"
    r"|\bnames of (?:patients|people|persons|individuals|authors)\b"
    r"|\bde-?identif\w+|\bpersonal identifiers\b|\bprotected health information\b"
    r"|\b(?:identity|identifying) information\b",
    re.IGNORECASE,
)
# "a set of anonymized sessions": claimed in a word.
_CLAIMED = re.compile(
    r"\b(?:anonymi[sz]ed|pseudonymi[sz]ed) (?:[\w-]+ ){0,2}?(?:sessions?|patients?|records?|conversations?"
    r"|chats?|users?|notes|dialogues?|transcripts|messages|logs|reports|letters)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:personal, [\w, -]{0,40}information|personal(?:ly)?[- ](?:identifiable|identifying|data|information"
    r"|and sensitive)(?: information)?|PII\b|(?:(?<!public and )private|sensitive|personal) (?:user )?(?:data"
    r"|information)"
    r"|publicly shared posts from [A-Z]\w+"
    r"|\bno (?:real )?(?:PHI|patient data)\b"
    r"|user data|users['’] data|robots\.txt|opt-?out|data subjects?|GDPR"
    r"|persoonsgegevens|personenbezogene\w* daten|datos personales|dados pessoais|dati personali"
    r"|données (?:à caractère )?personnel\w*|персональн\w+ данн\w+)\b|개인 ?정보|个人信息|個人情報",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?:remov(?:ed|al|ing)|filter(?:ed|ing)?|redact\w+|anonymi[sz]\w+|pseudonymi[sz]\w+|mask(?:ed"
    r"|ing)|exclud(?:e|ed|ing)|scrubb\w+|honou?r\w*|respect\w*|detect\w+)\b",
    re.IGNORECASE,
)
_REPLACED = re.compile(r"\breplaced (?:by|with)\b|\bde-?identif", re.IGNORECASE)
_TRAINED_ON = re.compile(
    r"\b(?:train\w*|pre-?train\w*|(?:training|the|our|web|text|raw|source|all) data|data ?sets?|web ?sites?"
    r"|crawler|corpus|corpora|contain\w*|includ\w*|collect\w*"
    r"|memori[sz]\w+|fine-?tun\w*|tuned|logs|notes|records|crawl\w*|red[- ]team\w*)\b",
    re.IGNORECASE,
)
_DONE_TO_IT = re.compile(
    r"\b(?:we|was|were|been) (?:\w+ ){0,2}?(?:removed|filtered|masked|redacted|anonymi[sz]ed"
    r"|scrubbed|excluded)\b",
    re.IGNORECASE,
)
# "Personal data used to create this model? | None known": a question that a table answers.
_ASKED = re.compile(
    r"^[^|]{0,40}\bpersonal(?:ly)?[- ](?:identifiable |identifying )?(?:data|information)\b[^|]{0,40}"
    r"\b(?:used|create|train(?:ed|ing)?|development)\b[^|]{0,60}$",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\W*(?:unknown|unsure|unclear|n\W?a|tb[ad]|undisclosed|no information|not (?:known"
    r"|applicable|specified|stated|available|disclosed|provided))?\W*",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(r"data|privacy|personal", re.IGNORECASE)
# Warnings to people who use it, terms of a service, and what an attacker might do.
_NOT_OF_DATA = re.compile(
    r"^\W{0,4}(?:responses|outputs|prompts|content|messages) that (?:contain|include|reveal|may|could)\b"
    r"|\b(?:can (?:\w+ ){0,3}?(?:detect|remove|identify|mask)|users['’]|you (?:agree|must|may|should|are)"
    r"|your|log in|do not (?:enter|share|use|input)|never|prohibited"
    r"|without (?:the )?consent|privacy policy|terms of|illegal|violat\w+"
    r"|mishandling|collect, process|generat(?:e|es|ed|ing) .{0,40}personal|doxx\w+|applications?|we (?:do not"
    r"|don't) (?:collect|store)|share your|contact information|gated|users? (?:should|must|agree))\b",
    re.IGNORECASE,
)


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
