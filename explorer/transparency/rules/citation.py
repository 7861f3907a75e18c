"""Who made a model, and its paper, by the BibTeX entries that name it."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.lineage.metadata import parents_of_api, parents_of_yaml

_CITATION = phrase("maker.citation")
_AUTHOR = phrase("maker.author")
_CITE_PAPER = phrase("maker.cite_paper")
_ASKED = phrase("maker.asked")
_TITLE = phrase("maker.title")
_KEYED = phrase("maker.keyed")
_OURS = phrase("maker.ours")
_ASKED_FOR_OTHERS = phrase("maker.asked_for_others")
_OF_METHOD = phrase("maker.of_method")
_OF_TRAINER = phrase("maker.of_trainer")
_NEXT_LINES = 4  # from the request to the first line in the fence
_ENTRY_TITLE = phrase("maker.entry_title")
_ENTRY_URL = phrase("maker.entry_url")
_PROJECT = phrase("maker.project")
_LONG_WORD = phrase("maker.long_word")
_WORD = phrase("maker.word")
_GENERIC = frozenset(("the", "model", "chat", "instruct", "gguf", "base", "large"))


def of_citation(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    """A BibTeX entry that names this model: its authors made it; a paper if it says where it appeared."""
    for entry in _CITATION.split(passage.text)[1:6]:
        author = _AUTHOR.search(entry)
        if not _is_own_citation(reading, entry) or _OF_TRAINER.search(" ".join(_key_and_title(entry))):
            continue
        if author is None:
            if re.search(r"\btechnical report\b", entry, re.IGNORECASE):
                yield "paper", entry[:80].split(",", 1)[0]
            continue
        yield "developer", author["name"].strip("{} ")
        if _CITE_PAPER.search(entry) and not re.search(r"github\.com|huggingface\.co", entry):
            yield "paper", entry[:80].split(",", 1)[0]


def of_request(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    """ "If you find our work useful, please cite", and the entry right below it; "our" tells who made it.

    Or the card's only entry, below a heading that says no more than "Citation".
    """
    entry = next(iter(_CITATION.split(passage.text)[1:2]), "")
    asked = [p for p in reading.likely(_ASKED) if 0 < passage.first_line - p.last_line <= _NEXT_LINES]
    asked = [p for p in asked if p.find(_ASKED) and not p.find(_ASKED_FOR_OTHERS)]
    is_alone = bool(entry) and (_is_cited_alone(reading, passage) or _is_of_project(reading, entry))
    if not entry or not (asked or is_alone) or _is_of_others(reading, entry):
        return
    author = _AUTHOR.search(entry)
    is_ours = any(p.find(_OURS) for p in asked) or _is_of_project(reading, entry)
    if author and not reading.is_quantized and is_ours:
        yield "developer", author["name"].strip("{} ")
    if author and _CITE_PAPER.search(entry) and not re.search(r"github\.com|huggingface\.co", entry):
        yield "paper", entry[:80].split(",", 1)[0]


def _is_of_project(reading: Reading, entry: str) -> bool:
    """Whether it cites software that the card calls its project: "see [the project README](…)"."""
    found = _ENTRY_URL.search(entry)
    if not found:
        return False
    told = (p for p in reading.likely(_PROJECT) if p.find(_PROJECT))
    return any(url.rstrip("/") == found["url"].rstrip("/") for p in told for url in p.urls)


def _is_cited_alone(reading: Reading, passage: Passage) -> bool:
    """Whether this is the card's only entry, with a key, below "Citation", and no other's model was tuned."""
    entries = sum(len(_CITATION.findall(p.text)) for p in reading.card.fenced) if reading.card else 0
    is_titled = bool(_TITLE.match(passage.heading)) and bool(_KEYED.search(passage.text))
    if entries != 1 or not is_titled or reading.is_quantized or _stems_of_parents(reading):
        return False
    words = set(_LONG_WORD.findall(_key_and_title(_CITATION.split(passage.text)[1])[1]))
    return any(words.intersection(_LONG_WORD.findall(p.lower)) for p in reading.own)


def _is_of_others(reading: Reading, entry: str) -> bool:
    """Whether key or title name what this was tuned from, a method, a tool or a benchmark."""
    said = " ".join(_key_and_title(entry))
    stems = _stems_of_parents(reading) - _GENERIC
    return bool(_OF_METHOD.search(said)) or any(stem in re.sub(r"[^a-z0-9 ]", "", said) for stem in stems)


def _key_and_title(entry: str) -> tuple[str, str]:
    title = _ENTRY_TITLE.search(entry)
    return entry.split(",", 1)[0].lower(), title[1].lower() if title else ""


def _is_own_citation(reading: Reading, entry: str) -> bool:
    """Whether key or title share a word with the model's or its owner's name."""
    said = " ".join(_key_and_title(entry))
    owner = re.split(r"/|__", reading.sources.repo.lower())[0]
    of_parents = _stems_of_parents(reading)
    stems = (_stems(reading.name) - of_parents | _stems(owner)) - _GENERIC
    called = _first_word(reading)
    is_tool = called in reading.tags or called in reading.texts("library_name")
    if called and not is_tool and called not in of_parents and called in said.split(" ", 1)[0]:  # in the key
        return True
    return any(len(stem) >= 3 and stem in re.sub(r"[^a-z0-9 ]", "", said) for stem in stems)


def _first_word(reading: Reading) -> str:
    """What the card calls this model first: "triallens" of "TrialLens — for trials"; "" for a plain word."""
    title = next(iter(titles(reading)), None)
    word = _LONG_WORD.match(title.text.lstrip("# *")) if title else None
    return word[0].lower() if word and not word[0].islower() and word[0][1:] != word[0][1:].lower() else ""


def _stems(name: str) -> set[str]:
    """The words of a name, without the numbers they end on."""
    words = _WORD.findall(name.lower())
    return {re.sub(r"\d+[bm]?$|\d", "", word) or word for word in words}


def _stems_of_parents(reading: Reading) -> set[str]:
    """The words of what others made and this was tuned from: their entries name them, not this model."""
    if reading.is_quantized:
        return set()
    owner = re.split(r"/|__", reading.sources.repo.lower())[0]
    ids = (p.id.lower() for p in (*parents_of_yaml(reading), *parents_of_api(reading)))
    return {stem for id_ in ids if id_.split("/")[0] != owner for stem in _stems(id_.split("/")[-1])}
