"""Names of data sets: those that are known everywhere, and those of the Hub."""

from typing import NamedTuple

from explorer.domain.words import Words
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrase

_CORPORA = phrase("data.corpora")


class NamedCorpora(NamedTuple):
    """What one passage names: data sets that it links, and corpora by their names."""

    ids: list[str]
    corpora: list[str]


def named_in(passage: Passage) -> NamedCorpora:
    known = [m[0] for m in _CORPORA.finditer(passage.text)] if passage.may_match(_CORPORA) else []
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
