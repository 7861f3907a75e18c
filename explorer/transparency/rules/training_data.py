"""What a model was first trained on."""

import re

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.about_pretraining import (
    DATA_COLUMN,
    DATA_TITLE,
    PRETRAINED,
    TRAINED,
    has_data_title,
    is_about_pretraining,
)
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.corpora import named_in, names_of, names_text
from explorer.transparency.rules.languages import SPOKEN_NAME
from explorer.transparency.rules.lineage.lineage import has_parent
from explorer.transparency.rules.lineage.names import MAY_NAME
from explorer.transparency.rules.refusals import refusal_of_training
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.tuned_or_base import is_for_pretraining, is_tuned
from explorer.transparency.rules.tuning_sets import training_sets

_KINDS = phrase("data.kinds")
_NONE = phrase("data.none")
_NAMED_SO = phrase("data.named_so")
_FAMILY = phrase("data.family")
_ANNOUNCES = phrase("data.announces")
_AT_SCALE = phrase("data.at_scale")
_NAMED = phrase("data.named")
_TOLD = phrase("data.told")
_MAX_NAMES = 120  # characters behind a label that are taken for names
_NO_NAME = frozenset((
    "Custom", "Own", "Internal", "Proprietary", "Synthetic", "Various", "The", "This", "Our",
    "A", "An", "All", "Training", "Pretraining", "Each", "English", "These", "Its",
))  # fmt: skip


def pretraining_data(reading: Reading) -> Finding:
    """Open: sources are named. Partial: only kinds of data. Closed: an explicit refusal."""
    passages = _passages(reading)
    named, known = [_names(p) for p in passages], [named_in(p) for p in passages]
    names = [*names_of(known), *(n for found in named for n in found)]
    told = (p for p, found, sets in zip(passages, named, known, strict=True) if found or any(sets))
    evidence = [reading.from_card(p) for p in told]
    yaml = training_sets(reading)
    if not is_for_pretraining(reading):
        yaml = tuple(id_ for id_ in yaml if _NAMED_SO.search(id_.rsplit("/", 1)[-1]))
    if yaml:
        names = list(dict.fromkeys([*yaml, *names]))
        evidence.insert(0, reading.from_yaml("datasets"))
    evidence += _header_datasets(reading, names)
    if names:
        return reading.found("pretraining_data", Verdict.OPEN, names_text(names), names, evidence)
    return _without_names(reading, passages)


def _names(passage: Passage) -> list[str]:
    """Names that only the words around them tell to be data."""
    is_short = len(passage.said) <= _MAX_NAMES and passage.said != passage.text
    if is_short and passage.is_labelled(DATA_TITLE):
        names = re.split(r", |; | and ", passage.said.strip(" ."))
        return [
            name for name in names if name[:1].isupper() and not (_is_no_name(name) or _TOLD.search(name))
        ]
    if not passage.find(PRETRAINED) and not passage.find(TRAINED):
        return []
    found = (m["name"] or m["whole"] for m in _NAMED.finditer(passage.text))
    return [name for name in found if not (_is_no_name(name) or MAY_NAME.search(name))]


def _is_no_name(name: str) -> bool:
    """ "This corpus", "Danish corpus"."""
    return name.split(maxsplit=1)[0] in _NO_NAME or bool(SPOKEN_NAME.fullmatch(name))


def _passages(reading: Reading) -> list[Passage]:
    at_scale = [p for p in reading.likely(_AT_SCALE) if p.find(_AT_SCALE)]
    large = {p.section for p in at_scale}
    # Without a parent, all that its makers tell of data at that scale is about this model from the start.
    is_tuned_model = is_tuned(reading) and not (at_scale and not has_parent(reading))
    asked = {p.number for p in reading.likely(PRETRAINED, TRAINED, also=_titled(reading))}
    found: list[Passage] = []
    for passage in reading.own:
        is_listed = bool(found) and passage.is_item and _goes_on(found[-1], passage)
        if is_listed or (
            passage.number in asked
            and is_about_pretraining(passage, is_tuned_model=is_tuned_model and passage.section not in large)
            and not _is_of_other_family(reading, passage)
        ):
            found.append(passage)
    return found


def _is_of_other_family(reading: Reading, passage: Passage) -> bool:
    found, name = passage.find(_FAMILY), own_name(reading)
    return bool(found and len(name) >= 4 and letters(found["name"]) not in name)


def _titled(reading: Reading) -> list[Passage]:
    """What stands right below a heading such as "Training data", or behind such a label."""
    rows = [p for p in reading.rows if p.columns(DATA_COLUMN) and not reading.is_of_other_size(p)]
    told = [*reading.under(DATA_TITLE, 1), *(p for p in reading.labelled if p.is_labelled(DATA_TITLE))]
    denied = {p.section for p in told if _NONE.match(p.said)}
    return [*rows, *(p for p in told if p.section not in denied)]


def _goes_on(before: Passage, item: Passage) -> bool:
    """Whether an item belongs to the list that a sentence on the training data opens, or to its list."""
    if before.is_item and item.label and before.is_labelled(DATA_TITLE):
        return False  # the next of several facts
    is_next = 0 <= item.block - before.block <= 1 and item.section == before.section
    return is_next and (
        before.is_item or bool(_ANNOUNCES.search(before.text)) or bool(item.label and item.find(_KINDS))
    )


def _without_names(reading: Reading, passages: list[Passage]) -> Finding:
    """A refusal, kinds of data, or nothing."""
    if refused := refusal_of_training(reading):
        said = [reading.from_card(refused)]
        return reading.found("pretraining_data", Verdict.CLOSED, Words("Kept secret"), [], said)
    kinds = [p for p in passages if p.find(_KINDS)]
    kinds.sort(key=lambda p: not has_data_title(p))
    if not kinds:
        return reading.silent("pretraining_data", value=[])
    found = list(dict.fromkeys(m[0].lower() for p in kinds for m in _KINDS.finditer(p.text)))[:6]
    evidence = [reading.from_card(p) for p in kinds[:4]]
    text = Words("Kinds only: {kinds}", kinds=", ".join(found))
    return reading.found("pretraining_data", Verdict.PARTIAL, text, found, evidence)


def _header_datasets(reading: Reading, names: list[str]) -> list[Evidence]:
    found = []
    for number in range(20):
        key = f"general.dataset.{number}.repo_url"
        for name in dataset_ids((reading.header_text(key),)):
            names.append(name)
            found.append(reading.from_header(key))
    return found


PRETRAINING_DATA = apart_from_base(pretraining_data)
