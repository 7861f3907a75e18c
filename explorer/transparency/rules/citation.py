"""Who made a model, and its paper, by the BibTeX entries that name it."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.parents import parents_of_api, parents_of_yaml

_CITATION = re.compile(
    r"@(?:misc|article|inproceedings|techreport|software|online|book|phdthesis|unpublished|report|llm|model)\s{0,3}\{",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"\bauthors?\s{0,8}=\s{0,4}[{\"']{1,2}(?P<name>(?:(?!\s{1,4}and\s)[^\n}\"']){1,80})", re.IGNORECASE
)
_CITE_PAPER = re.compile(r"\b(?:eprint|journal|booktitle|archiveprefix|arxiv)\b", re.IGNORECASE)
# Above an entry: what follows is about this model, whatever it is called.
_ASKED = re.compile(
    r"\b(?:if|when) you (?:use|find|are using|build on)\b[^.]{0,60}\b(?:our|this|the|these) (?:[\w-]+ ){0,4}?"
    r"(?:models?|works?|papers?|checkpoints?|weights|research|study|repo(?:sitory)?)\b[^.]{0,140}"
    r"\b(?:cite|citing|citation)\b"
    r"|\bcit(?:e|ing) (?:us|this model|our (?:[\w-]+ )?(?:work|papers?|models?))\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^\W{0,4}(?:citation|cite|citing|how to cite|bibtex(?: citation)?)\W{0,3}$", re.IGNORECASE
)
_KEYED = re.compile(r"\{\s{0,3}[^\s,{}=]{2,80},")
_OURS = re.compile(r"\b(?:our|us)\b", re.IGNORECASE)
_ASKED_FOR_OTHERS = re.compile(
    r"\b(?:original|base|underlying|data ?sets?|corpus|library|framework|toolkit|benchmark)\b", re.IGNORECASE
)
_OF_METHOD = re.compile(
    r"\bq?-?lora\b|\blow-rank\b|\bdpo\b|direct preference|\brlhf\b|\borpo\b|\bgrpo\b|\bpeft\b|\btrl\b"
    r"|\btransformers:|attention is all|flash-?attention|\bgptq\b|\bawq\b|quanti[sz]|\bties\b|\bdare\b"
    r"|mergekit|task arithmetic|model stock|unsloth|llama-?factory|axolotl|deepspeed|evaluation harness"
    r"|sentence-bert|\b(?:benchmark|library|toolkit|framework|data ?set|corpus)\b",
    re.IGNORECASE,
)
_OF_TRAINER = re.compile(
    r"\btrl\b|transformer reinforcement learning|\bunsloth\b|llama-?factory|\baxolotl\b|\bdeepspeed\b"
)
_NEXT_LINES = 4  # from the request to the first line in the fence
_ENTRY_TITLE = re.compile(r"\btitle\s{0,8}=\s{0,4}(.{2,300})", re.IGNORECASE)
_ENTRY_URL = re.compile(
    r"\burl\s{0,8}=\s{0,4}[{\"'](?P<url>https?://(?:github\.com|huggingface\.co)/[^\s{}\"']{3,120})"
)
_PROJECT = re.compile(
    r"\b(?:the|our) (?:project|project['’]s) (?:readme|repo(?:sitory)?|page)\b|\bour repo(?:sitory)?\b",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{5,40}")
_WORD = re.compile(r"[a-z0-9]{3,}")
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
