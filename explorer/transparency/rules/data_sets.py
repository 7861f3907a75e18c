"""Names of data sets: those that are known everywhere, those of the Hub, and those that no link leads to."""

from collections.abc import Iterable
from typing import NamedTuple

from explorer.domain.words import Words
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading, asked_once
from explorer.transparency.rules.telling import told

data = phrases_of("data")
models = phrases_of("models")
tuning = phrases_of("tuning")

_LONGEST_NAME = 60  # characters of an item that is the name of a data set


class NamedCorpora(NamedTuple):
    """What one passage names: data sets that it links, and corpora by their names."""

    ids: list[str]
    corpora: list[str]


def named_in(passage: Passage) -> NamedCorpora:
    known = [m[0] for m in data.corpora.finditer(passage.text)] if passage.may_match(data.corpora) else []
    return NamedCorpora(dataset_ids(passage.urls), known)


def data_names(passages: list[Passage]) -> list[str]:
    return names_of([named_in(passage) for passage in passages])


def names_of(each: list[NamedCorpora]) -> list[str]:
    """All of them once; a corpus that is in the name of a data set is that."""
    found = [id_ for named in each for id_ in named.ids]
    for named in each:
        found += [k for k in named.corpora if not any(k.lower() in f.lower() for f in found)]
    return list(dict.fromkeys(found))[:30]


def names_text(names: list[str]) -> str:
    said = ", ".join(names[:3])
    return Words("{names} and {count} more", names=said, count=len(names) - 3) if len(names) > 3 else said


@asked_once
def training_sets(reading: Reading) -> tuple[str, ...]:
    """The data sets of the metadata, without those that only calibrated a quantized copy."""
    names = reading.texts("datasets")
    if not names or not reading.is_quantized:
        return names
    calibrating = [one.passage for one in told(reading, tuning.calibrates)]
    calibrating += reading.under(tuning.calibrates, 1)
    said = " ".join(f"{p.text} {' '.join(p.urls)}" for p in calibrating).lower()
    return tuple(name for name in names if name.lower() not in said)


def sentences_on_sets(reading: Reading) -> list[Passage]:
    return [p for p in reading.likely(tuning.on_set) if _on_set(p)]


def linked_sets(reading: Reading) -> list[str]:
    """The names, without owners, of the data sets that "Dataset: …" links, other than those of tests."""
    labelled = (p for p in reading.labelled if _is_labelled_data(p))
    return [id_.rsplit("/", 1)[-1] for p in labelled for id_ in dataset_ids(p.urls)]


def listed_sets(reading: Reading) -> list[Passage]:
    """The links right below "Instructions used to train the model:", the names below "Training data:"."""
    likely = reading.likely(tuning.opens_list, also=reading.labelled)
    before = next(filter(_opens_list, likely), None)
    found: list[Passage] = []
    for passage in reading.own if before else ():
        is_next = before and passage.block == before.block + 1 and passage.section == before.section
        is_short = is_next and passage.is_item and len(passage.text) <= _LONGEST_NAME
        if is_short and (passage.urls or tuning.is_set.match(passage.text)):
            found.append(passage)
            before = passage
    return [] if any(tuning.corpus_name.search(p.text) for p in found) else found


def tabled_sets(reading: Reading) -> list[Passage]:
    """The rows "owl/songs-2k | 300" of a table of sources below "Training data"."""
    found = [p for p in reading.rows if p.is_under(tuning.of_training, 3) and _tabled(p)]
    found = [p for p in found if not p.is_under(tuning.of_tests, 8)]
    return [] if any(tuning.corpus_name.search(p.cells[0]) for p in found) else found


def _tabled(passage: Passage) -> str:
    is_source = bool(passage.header and passage.cells) and tuning.source_column.match(passage.header[0])
    found = tuning.hub_id.match(passage.cells[0]) if is_source else None
    return found[0] if found else ""


def _opens_list(passage: Passage) -> bool:
    if passage.find(tuning.opens_list):
        return True
    return passage.text.endswith(":") and _is_labelled_data(passage)


def _is_labelled_data(passage: Passage) -> bool:
    """Whether it begins with a label such as "Dataset", and is not of tests."""
    return passage.is_labelled(tuning.data_title) and not passage.is_under(tuning.of_tests, 8)


def named_sets(passages: Iterable[Passage]) -> list[str]:
    """The names that labels and sentences give, each once."""
    each = (labelled_set(p) or _tabled(p) or _on_set(p) for p in passages)
    return list(dict.fromkeys(name for name in each if name))


def labelled_set(passage: Passage) -> str:
    """ "Dataset: owl/songs-2k (300 samples)", "Dataset: OwlSongs2"; no "Dataset: own songs"."""
    if not (passage.is_labelled(tuning.data_title) or passage.is_labelled(tuning.label)):
        return ""
    found = tuning.behind_label.match(passage.said)
    return _unless_other(found[0]) if found else ""


def _on_set(passage: Passage) -> str:
    found = None if passage.header else passage.find(tuning.on_set)
    if not found or any(named_in(passage)) or passage.find(tuning.of_others) or passage.find(tuning.advice):
        return ""
    return _unless_other(found["name"])


def _unless_other(name: str) -> str:
    """ "" for a file, a corpus or what may be the name of a model."""
    is_other = tuning.file.search(name) or tuning.corpus_name.search(name)
    return "" if is_other or ("/" not in name and models.may_name.search(name)) else name
