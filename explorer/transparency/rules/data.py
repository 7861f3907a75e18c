"""What a model was first trained on."""

import re

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.corpora import data_names, names_text
from explorer.transparency.rules.parents import has_parent
from explorer.transparency.rules.subject import TUNING
from explorer.transparency.rules.tuning import is_tuned

_KINDS = re.compile(
    r"\b(?:web (?:documents?|data|pages?|text|crawls?)|internet (?:data|text)"
    r"|publicly available (?:\w+ ){0,3}?(?:data|sources|documents|text)"
    r"|(?:synthetic|proprietary|licensed|internal|multilingual|high[- ]quality|filtered|educational"
    r"|textbook[\w-]*) (?:\w+ ){0,2}?(?:data|text|sources|corpus)"
    r"|source code|code|books|mathematic\w*|scientific (?:papers|articles|text)|news|images"
    r"|natural languages|programming languages"
    r"|(?:text|training) (?:corpus|corpora))\b|语料",
    re.IGNORECASE,
)
_PRETRAINED = re.compile(
    r"\bpre-?train(?:ed|ing)\b[^.]{0,120}?\b(?:on|with|using|for|data|corpus|corpora)\b|预训练", re.IGNORECASE
)
_TRAINED = re.compile(
    r"\b(?:was|were|is|are|been|and|models?) trained (?:on|with|using|for)\b"
    r"|\b(?:training|pre-?training) (?:data|data ?set|corpus|corpora)\b[^.]{0,60}?\b(?:is|are|includes?"
    r"|consists?|comprises?|contains?)\b",
    re.IGNORECASE,
)
_DATA_TITLE = re.compile(
    r"^(?:\W|\d)*(?:(?:pre-?)?train(?:ing)?[ -]?)?(?:data(?: ?sets?)?|data sources?|corpus|corpora)$"
    r"|^pre-?training(?: data(?:sets?)?)?$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"evaluat|acknowledg|thanks|credits|citation|contact|prepar|process|benchmark", re.IGNORECASE
)
# Nobody tunes on trillions of tokens: a section that counts them is about pretraining.
_AT_SCALE = re.compile(r"\btrillion\b.{0,40}?\btokens\b|\b\d[\d.]*\s?T (?:\w+ )?tokens\b", re.IGNORECASE)
_TRAINING_TOO = re.compile(
    r"\b(?:pre-?training|training) (?:and|&|/)|(?:and|&|/) (?:pre-?)?training\b", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"\b(?:training data|pre-?training data|dataset|datasets|data)\b[^.]{0,60}\b(?:will not be|is not"
    r"|are not|cannot be|won't be|not been)"
    r" (?:publicly )?(?:disclosed|released|shared|published|made public)",
    re.IGNORECASE,
)


def pretraining_data(reading: Reading) -> Finding:
    """Open: sources are named. Partial: only kinds of data. Closed: an explicit refusal."""
    passages = _passages(reading)
    names = data_names(passages)
    evidence = [reading.from_card(p) for p in passages if data_names([p])]
    yaml = reading.texts("datasets")
    if yaml and not is_tuned(reading) and not reading.is_quantized:
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    evidence += _header_datasets(reading, names)
    if names:
        return reading.found("pretraining_data", Verdict.OPEN, names_text(names), names, evidence)
    return _without_names(reading, passages)


def _passages(reading: Reading) -> list[Passage]:
    at_scale = [p for p in reading.own if p.find(_AT_SCALE)]
    large = {p.section for p in at_scale}
    # Without a parent, all that its makers tell of data at that scale is about this model from the start.
    is_tuned_model = is_tuned(reading) and not (at_scale and not has_parent(reading))
    return [
        p
        for p in reading.own
        if _is_about_pretraining(p, is_tuned_model=is_tuned_model and p.section not in large)
    ]


def _without_names(reading: Reading, passages: list[Passage]) -> Finding:
    """A refusal, kinds of data, or nothing."""
    if refusal := next((p for p in reading.own if p.find(_REFUSAL)), None):
        said = [reading.from_card(refusal)]
        return reading.found("pretraining_data", Verdict.CLOSED, Words("Kept secret"), [], said)
    kinds = [p for p in passages if p.find(_KINDS)]
    kinds.sort(key=lambda p: not any(_DATA_TITLE.match(t.strip(" *:")) for t in (p.heading, p.label)))
    if not kinds:
        return reading.silent("pretraining_data", value=[])
    found = list(dict.fromkeys(m[0].lower() for p in kinds for m in _KINDS.finditer(p.text)))[:6]
    evidence = [reading.from_card(p) for p in kinds[:4]]
    text = Words("Kinds only: {kinds}", kinds=", ".join(found))
    return reading.found("pretraining_data", Verdict.PARTIAL, text, found, evidence)


def _is_about_pretraining(passage: Passage, *, is_tuned_model: bool) -> bool:
    """Of a tuned model, only what is said to be pretraining; its "training data" are the tuning's."""
    is_of_training = passage.mentions(("train", "训练"))
    is_pretrained = is_of_training and bool(passage.find(_PRETRAINED))
    is_trained = is_of_training and bool(passage.find(_TRAINED))
    titles = (passage.heading, passage.label)
    is_titled = any(_DATA_TITLE.match(t.strip(" *:")) for t in titles)
    if not (is_pretrained or is_trained or is_titled):
        return False
    is_of_tuning = bool(passage.find(TUNING))
    if is_of_tuning and not is_pretrained:
        return False
    if passage.is_under(_ELSEWHERE, 8) or any(_is_of_tuning_only(s) for s in passage.section):
        return False
    if is_pretrained and not re.search(
        r"\bpre-?trained (?:language )?models?\b"
        r"|\b(?:an?|the|its|any|highly|performant|open|large|existing|from|with|on) pre-?trained\b",
        passage.text,
        re.IGNORECASE,
    ):
        return True
    if is_tuned_model or is_of_tuning:
        return False
    return is_trained or is_titled


def _is_of_tuning_only(title: str) -> bool:
    """ "Fine-tuning" is; "Training and fine-tuning" may tell of both."""
    return bool(TUNING.search(title)) and not _TRAINING_TOO.search(title)


def _header_datasets(reading: Reading, names: list[str]) -> list[Evidence]:
    found = []
    for number in range(20):
        key = f"general.dataset.{number}.repo_url"
        for name in dataset_ids((reading.header_text(key),)):
            names.append(name)
            found.append(reading.from_header(key))
    return found
