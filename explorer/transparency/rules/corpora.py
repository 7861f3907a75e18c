"""Names of data sets: those that are known everywhere, and those of the Hub."""

import re
from typing import NamedTuple

from explorer.domain.words import Words
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids

_CORPORA = re.compile(
    r"\b(?:[Tt]he Pile|Proof-?Pile(?:-2)?|C4|mC4|Common ?Crawl|Wikipedia|RedPajama[\w-]*|RefinedWeb"
    r"|FineWeb[\w-]*|Dolma|Dolmino[\w-]*"
    r"|SlimPajama[\w-]*|The Stack(?: v2)?|StarCoder ?Data|ROOTS|OpenWebText|WebText|BookCorpus|Books3"
    r"|OSCAR[\w-]*|CC-?100|CulturaX"
    r"|MADLAD-400|OpenWebMath|peS2o|arXiv|PubMed(?: Central)?|StackExchange|OLMo-mix[\w-]*"
    r"|Nemotron-CC|DCLM[\w-]*|LAION-[\w-]+|LibriSpeech|Libri-?Light|VoxPopuli|ImageNet(?:-\d+[kK])?|JFT-300M"
    r"|CC-?News|TinyStories)(?![\w-])"
)


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
