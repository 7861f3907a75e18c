"""The names of the data sets that a model was tuned on, also of those that no link leads to."""

from collections.abc import Iterable

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.corpora import named_in
from explorer.transparency.rules.lineage.names import MAY_NAME
from explorer.transparency.rules.tuning_words import ADVICE, CORPUS_NAME, DATA_TITLE, LABEL

_BEHIND_LABEL = phrase("tuning.behind_label")
_ON_SET = phrase("tuning.on_set")
_OPENS_LIST = phrase("tuning.opens_list")
_IS_SET = phrase("tuning.is_set")
_LONGEST_NAME = 60  # characters of an item that is the name of a data set
_SOURCE_COLUMN = phrase("tuning.source_column")
_HUB_ID = phrase("tuning.hub_id")
_OF_TRAINING = phrase("tuning.of_training")
_OF_TESTS = phrase("tuning.of_tests")
_FILE = phrase("tuning.file")
_CALIBRATES = phrase("tuning.calibrates")
_OF_OTHERS = phrase("tuning.of_others")


def training_sets(reading: Reading) -> tuple[str, ...]:
    """The data sets of the metadata, without those that only calibrated a quantized copy."""
    return reading.once(_training_sets)


def _training_sets(reading: Reading) -> tuple[str, ...]:
    names = reading.texts("datasets")
    if not names or not reading.is_quantized:
        return names
    told = [p for p in reading.likely(_CALIBRATES) if p.find(_CALIBRATES)]
    told += reading.under(_CALIBRATES, 1)
    said = " ".join(f"{p.text} {' '.join(p.urls)}" for p in told).lower()
    return tuple(name for name in names if name.lower() not in said)


def sentences_on_sets(reading: Reading) -> list[Passage]:
    return [p for p in reading.likely(_ON_SET) if _on_set(p)]


def linked_sets(reading: Reading) -> list[str]:
    """The names, without owners, of the data sets that "Dataset: …" links, other than those of tests."""
    labelled = (p for p in reading.labelled if p.is_labelled(DATA_TITLE) and not p.is_under(_OF_TESTS, 8))
    return [id_.rsplit("/", 1)[-1] for p in labelled for id_ in dataset_ids(p.urls)]


def listed_sets(reading: Reading) -> list[Passage]:
    """The links right below "Instructions used to train the model:", the names below "Training data:"."""
    opening = next((p for p in reading.likely(_OPENS_LIST, also=reading.labelled) if _opens_list(p)), None)
    found: list[Passage] = []
    before = opening
    for passage in reading.own if before else ():
        is_next = before and passage.block == before.block + 1 and passage.section == before.section
        is_short = is_next and passage.is_item and len(passage.text) <= _LONGEST_NAME
        if is_short and (passage.urls or _IS_SET.match(passage.text)):
            found.append(passage)
            before = passage
    return [] if any(CORPUS_NAME.search(p.text) for p in found) else found


def tabled_sets(reading: Reading) -> list[Passage]:
    """The rows "owl/songs-2k | 300" of a table of sources below "Training data"."""
    rows = [p for p in reading.rows if p.is_under(_OF_TRAINING, 3) and not p.is_under(_OF_TESTS, 8)]
    found = [p for p in rows if _tabled(p)]
    return [] if any(CORPUS_NAME.search(p.cells[0]) for p in found) else found


def _tabled(passage: Passage) -> str:
    is_source = bool(passage.header and passage.cells) and _SOURCE_COLUMN.match(passage.header[0])
    found = _HUB_ID.match(passage.cells[0]) if is_source else None
    return found[0] if found else ""


def _opens_list(passage: Passage) -> bool:
    is_labelled = passage.is_labelled(DATA_TITLE) and passage.text.endswith(":")
    return bool(passage.find(_OPENS_LIST)) or (is_labelled and not passage.is_under(_OF_TESTS, 8))


def named_sets(passages: Iterable[Passage]) -> list[str]:
    """The names that labels and sentences give, each once."""
    each = (labelled_set(p) or _tabled(p) or _on_set(p) for p in passages)
    return list(dict.fromkeys(name for name in each if name))


def labelled_set(passage: Passage) -> str:
    """ "Dataset: owl/songs-2k (300 samples)", "Dataset: OwlSongs2"; no "Dataset: own songs"."""
    if not (passage.is_labelled(DATA_TITLE) or passage.is_labelled(LABEL)):
        return ""
    found = _BEHIND_LABEL.match(passage.said)
    return _unless_other(found[0]) if found else ""


def _on_set(passage: Passage) -> str:
    found = None if passage.header else passage.find(_ON_SET)
    if not found or any(named_in(passage)) or passage.find(_OF_OTHERS) or passage.find(ADVICE):
        return ""
    return _unless_other(found["name"])


def _unless_other(name: str) -> str:
    """ "" for a file, a corpus or what may be the name of a model."""
    is_other = _FILE.search(name) or CORPUS_NAME.search(name)
    return "" if is_other or ("/" not in name and MAY_NAME.search(name)) else name
