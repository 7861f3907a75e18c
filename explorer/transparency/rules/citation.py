"""Who made a model, and its paper, by the BibTeX entries that name it."""

import re
from collections.abc import Iterator

from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading

_CITATION = re.compile(
    r"@(?:misc|article|inproceedings|techreport|software|online|book|phdthesis|unpublished|report)\s{0,3}\{",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"\bauthors?\s{0,8}=\s{0,4}[{\"']{1,2}(?P<name>(?:(?! and )[^\n}\"']){1,80})", re.IGNORECASE
)
_CITE_PAPER = re.compile(r"\b(?:eprint|journal|booktitle|archiveprefix|arxiv)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]{3,}")


def of_citation(reading: Reading, passage: Passage) -> Iterator[tuple[str, str]]:
    """A BibTeX entry that names this model: its authors made it; a paper if it says where it appeared."""
    for entry in _CITATION.split(passage.text)[1:6]:
        author = _AUTHOR.search(entry)
        if not _is_own_citation(reading, entry):
            continue
        if author is None:
            if re.search(r"\btechnical report\b", entry, re.IGNORECASE):
                yield "paper", entry[:80].split(",", 1)[0]
            continue
        yield "developer", author["name"].strip("{} ")
        if _CITE_PAPER.search(entry) and not re.search(r"github\.com|huggingface\.co", entry):
            yield "paper", entry[:80].split(",", 1)[0]


def _is_own_citation(reading: Reading, entry: str) -> bool:
    """Whether key or title share a word with the model's name."""
    key = entry.split(",", 1)[0].lower()
    title = re.search(r"\btitle\s{0,8}=\s{0,4}(.{2,300})", entry, re.IGNORECASE)
    said = f"{key} {title[1].lower() if title else ''}"
    names = set(_WORD.findall(reading.sources.repo.lower().split("/")[-1])) - {
        "the",
        "model",
        "chat",
        "instruct",
        "gguf",
        "base",
        "large",
    }
    stems = {re.sub(r"\d+[bm]?$|\d", "", n) or n for n in names}
    return any(len(stem) >= 3 and stem in re.sub(r"[^a-z0-9 ]", "", said) for stem in stems)
