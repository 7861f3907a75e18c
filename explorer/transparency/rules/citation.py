"""Who made a model, and its paper, by the BibTeX entries that name it."""

import re
from collections.abc import Collection, Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.lineage.metadata import parents_of_api, parents_of_yaml
from explorer.transparency.rules.telling import told

maker = phrases_of("maker")
_CODE = re.compile(r"github\.com|huggingface\.co")
_REPORT = re.compile(r"\btechnical report\b", re.IGNORECASE)
_NEXT_LINES = 4  # from the request to the first line in the fence
_GENERIC = frozenset(("the", "model", "chat", "instruct", "gguf", "base", "large"))


def of_entries(reading: Reading, fence: Passage) -> Iterator[tuple[str, str]]:
    """ "developer" or "paper" with what BibTeX entries name; a paper if they say where it appeared."""
    entries = maker.entry.split(fence.text)[1:6]
    for entry in entries:
        if _is_own_citation(reading, entry) and not maker.entry_of_trainer.search(_key_and_title(entry)):
            yield from _developer_of(entry)
            yield from _paper_of(entry)
    for entry in entries[:1]:
        yield from _of_request(reading, fence, entry)


def _developer_of(entry: str) -> Iterator[tuple[str, str]]:
    if author := maker.entry_author.search(entry):
        yield "developer", author["name"].strip("{} ")


def _paper_of(entry: str) -> Iterator[tuple[str, str]]:
    is_paper = maker.entry_of_paper.search(entry) and not _CODE.search(entry)
    if is_paper if maker.entry_author.search(entry) else _REPORT.search(entry):
        yield "paper", entry[:80].split(",", 1)[0]


def _of_request(reading: Reading, fence: Passage, entry: str) -> Iterator[tuple[str, str]]:
    """ "If you find our work useful, please cite", and the entry right below it; "our" tells who made it.

    Or the card's only entry, below a heading that says no more than "Citation".
    """
    asked = [one.passage for one in told(reading, maker.asked_to_cite)]
    asked = [p for p in asked if 0 < fence.first_line - p.last_line <= _NEXT_LINES]
    is_of_project = _is_of_project(reading, entry)
    is_asked = asked or is_of_project or _is_cited_alone(reading, fence, entry)
    if not is_asked or not maker.entry_author.search(entry) or _is_of_others(reading, entry):
        return
    if not reading.is_quantized and (is_of_project or any(p.find(maker.ours) for p in asked)):
        yield from _developer_of(entry)
    yield from _paper_of(entry)


def _is_of_project(reading: Reading, entry: str) -> bool:
    """Whether it cites software that the card calls its project: "see [the project README](…)"."""
    found = maker.entry_url.search(entry)
    if not found:
        return False
    urls = (url for one in told(reading, maker.own_project) for url in one.passage.urls)
    return any(url.rstrip("/") == found["url"].rstrip("/") for url in urls)


def _is_cited_alone(reading: Reading, fence: Passage, entry: str) -> bool:
    """Whether this is the card's only entry, with a key, below "Citation", and no other's model was tuned."""
    entries = sum(len(maker.entry.findall(p.text)) for p in reading.fenced)
    is_titled = bool(maker.citation_heading.match(fence.heading)) and bool(
        maker.keyed_entry.search(fence.text)
    )
    if entries != 1 or not is_titled or reading.is_quantized or _stems_of_parents(reading):
        return False
    words = set(maker.long_word.findall(_title_of(entry)))
    return any(words.intersection(maker.long_word.findall(p.lower)) for p in reading.own)


def _is_of_others(reading: Reading, entry: str) -> bool:
    """Whether key or title name what this was tuned from, a method, a tool or a benchmark."""
    said = _key_and_title(entry)
    return bool(maker.entry_of_method.search(said)) or _names_one(said, _stems_of_parents(reading) - _GENERIC)


def _title_of(entry: str) -> str:
    title = maker.entry_title.search(entry)
    return title[1].lower() if title else ""


def _key_and_title(entry: str) -> str:
    return f"{entry.split(',', 1)[0].lower()} {_title_of(entry)}"


def _names_one(said: str, stems: Collection[str]) -> bool:
    plain = re.sub(r"[^a-z0-9 ]", "", said)
    return any(stem in plain for stem in stems)


def _is_own_citation(reading: Reading, entry: str) -> bool:
    """Whether key or title share a word with the model's or its owner's name."""
    said, called, of_parents = _key_and_title(entry), _name_in_title(reading), _stems_of_parents(reading)
    is_tool = called in reading.tags or called in reading.texts("library_name")
    if called and not is_tool and called not in of_parents and called in said.split(" ", 1)[0]:  # in the key
        return True
    stems = (_stems(reading.name) - of_parents | _stems(_owner(reading))) - _GENERIC
    return _names_one(said, [stem for stem in stems if len(stem) >= 3])


def _name_in_title(reading: Reading) -> str:
    """What the card calls this model first: "triallens" of "TrialLens — for trials"; "" for a plain word."""
    title = next(iter(reading.titles), None)
    word = maker.long_word.match(title.text.lstrip("# *")) if title else None
    return word[0].lower() if word and not word[0].islower() and word[0][1:] != word[0][1:].lower() else ""


def _stems(name: str) -> set[str]:
    """The words of a name, without the numbers they end on."""
    words = maker.word_of_name.findall(name.lower())
    return {re.sub(r"\d+[bm]?$|\d", "", word) or word for word in words}


def _stems_of_parents(reading: Reading) -> set[str]:
    """The words of what others made and this was tuned from: their entries name them, not this model."""
    if reading.is_quantized:
        return set()
    ids = (p.id.lower() for p in (*parents_of_yaml(reading), *parents_of_api(reading)))
    return {
        stem for id_ in ids if id_.split("/")[0] != _owner(reading) for stem in _stems(id_.split("/")[-1])
    }


def _owner(reading: Reading) -> str:
    return re.split(r"/|__", reading.sources.repo.lower())[0]
