"""The texts that quotes were read in, as they are at hand: cards, the Hub's answer, the header of a file.

What is not at hand is not guessed at: then there is only the address where it was read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.words import Words
from explorer.transparency.sources import Sources

_OF_CARD = (SourceKind.CARD, SourceKind.YAML)
_LONGEST = 400_000  # characters of a text that are shown
_DEEPEST = 80  # columns of indent; what lies deeper stands in one line


@dataclass(frozen=True)
class SourceText:
    """A text, and the lines of it, from 1, that hold the quote; 0 where it is not in this text (any more).

    ``note``: what must be known of it, "" if nothing.
    """

    text: str
    first: int = 0
    last: int = 0
    note: str = ""


@dataclass(frozen=True)
class SourceTexts:
    """``cards`` and the Hub's ``answers`` by repo; ``entries``, the header's keys and values, of ``subject``.

    ``endpoint``: of the Hub it was read from, "" for no addresses. ``sources``: what the facts of each repo
    were read from.
    """

    subject: str = ""
    cards: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    entries: Sequence[tuple[str, str]] = ()
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)  # of files, by repo and path
    endpoint: str = ""
    sources: Mapping[str, Sources] = field(default_factory=dict)

    def has(self, evidence: Evidence) -> bool:
        """Whether ``get`` gives a text."""
        if evidence.kind in _OF_CARD:
            return bool(self.cards.get(evidence.repo))
        if evidence.kind is SourceKind.API:
            return bool(self.answers.get(evidence.repo))
        if evidence.kind is SourceKind.HEADER:
            return evidence.repo == self.subject and evidence.locator in dict(self.entries)
        return (evidence.repo, evidence.path) in self.texts

    def get(self, evidence: Evidence) -> SourceText | None:
        """``None`` where the text is not at hand."""
        if not self.has(evidence):
            return None
        if evidence.kind in _OF_CARD:
            return in_card(evidence, self.cards[evidence.repo])
        if evidence.kind is SourceKind.API:
            return self._in_answer(evidence)
        if evidence.kind is SourceKind.HEADER:
            text, lines = self._header
            return _marked(text, lines.get(evidence.locator, 0))
        return in_card(evidence, self.texts[evidence.repo, evidence.path])

    def address(self, evidence: Evidence) -> str:
        """Where it stands on the Hub at that commit, "" for what is no repo of the Hub."""
        repo, commit = evidence.repo, evidence.commit
        if not self.endpoint or not commit or repo.count("/") != 1 or repo.lower().endswith(".gguf"):
            return ""
        place, at = f"{self.endpoint}/{quote(repo)}", quote(commit, safe="")
        lines = f"#L{evidence.first_line}-L{evidence.last_line}" if evidence.first_line else ""
        if evidence.kind in _OF_CARD:
            return f"{place}/blob/{at}/README.md?plain=1{lines}"
        if evidence.kind is SourceKind.API:
            return f"{self.endpoint}/api/models/{quote(repo)}/revision/{at}"
        return f"{place}/blob/{at}/{quote(evidence.path)}{lines}" if evidence.path else f"{place}/tree/{at}"

    def _in_answer(self, evidence: Evidence) -> SourceText:
        """At the value that was quoted: in a list, it stands some lines below its key."""
        text, lines = self._answer(evidence.repo)
        key = str(evidence.locator)
        value = evidence.quote.removeprefix(f"{key}: ").strip()
        start = lines.get(key, 1)
        below = enumerate(text.split("\n")[start - 1 :], start)
        return _marked(text, next((n for n, line in below if value and value in line), lines.get(key, 0)))

    def _answer(self, repo: str) -> tuple[str, dict[str, int]]:
        return _numbered(_json_lines("", "", dict(self.answers[repo]), ""))

    @cached_property
    def _header(self) -> tuple[str, dict[str, int]]:
        return _numbered((key, f"{key}: {' '.join(value.split())}") for key, value in self.entries)


def in_card(evidence: Evidence, text: str) -> SourceText:
    """The card at the quoted lines; where it has changed since, at the quote, if that is still in it.

    Lines end where the reader ends them, at "\\n" alone.
    """
    lines = text.split("\n")
    first, last = evidence.first_line, max(evidence.first_line, evidence.last_line)
    opening = next((line.strip() for line in evidence.quote.splitlines() if line.strip()), "")
    if first and any(opening in line for line in lines[first - 1 : last]):
        return _shown(text, first, last, opening)
    moved = next((n for n, line in enumerate(lines, 1) if opening and opening in line), 0)
    if moved:
        note = Words("What is at hand is another state of it: the quote stands in another line.")
        return _shown(text, moved, moved + max(0, last - first), opening, note)
    gone = Words("What is at hand is another state of it: the quote is not in it.")
    return SourceText(text[:_LONGEST], note=gone)


def _shown(text: str, first: int, last: int, opening: str, note: str = "") -> SourceText:
    """The start of a text; whether the quote, which opens with ``opening`` in line ``first``, is in it."""
    start = 0
    for _line in range(1, first):
        start = text.index("\n", start) + 1
    if text.find(opening, start) + len(opening) > _LONGEST:
        return SourceText(text[:_LONGEST], note=_beyond(first))
    return SourceText(text[:_LONGEST], first, last, note)


def _beyond(line: int) -> Words:
    return Words("The quote stands in line {line}, behind the part that is shown here.", line=line)


def _marked(text: str, line: int) -> SourceText:
    if line > text.count("\n") + 1:
        return SourceText(text, note=_beyond(line))
    note = "" if line else Words("The line that was quoted could not be found in it.")
    return SourceText(text, line, line, note)


def _numbered(lines: Iterator[tuple[str, str]]) -> tuple[str, dict[str, int]]:
    """The text, and the line of each key path, from 1."""
    texts: list[str] = []
    places: dict[str, int] = {}
    for path, line in lines:
        texts.append(line)
        if path:
            places.setdefault(path, len(texts))
    return "\n".join(texts)[:_LONGEST], places


def _json_lines(path: str, name: str, value: Any, indent: str, end: str = "") -> Iterator[tuple[str, str]]:
    """As ``json.dumps`` with an indent writes it, each line with the key path it begins."""
    lead = f"{indent}{json.dumps(name, ensure_ascii=False)}: " if name else indent
    is_deep = len(indent) > _DEEPEST
    if isinstance(value, Mapping) and value and not is_deep:
        yield path, f"{lead}{{"
        last = len(value) - 1
        for number, (key, item) in enumerate(value.items()):
            below = f"{path}.{key}" if path else str(key)
            yield from _json_lines(below, str(key), item, f"{indent}  ", "" if number == last else ",")
        yield "", f"{indent}}}{end}"
    elif isinstance(value, list) and value and not is_deep:
        yield path, f"{lead}["
        for number, item in enumerate(value):
            yield from _json_lines("", "", item, f"{indent}  ", "" if number == len(value) - 1 else ",")
        yield "", f"{indent}]{end}"
    else:
        yield path, f"{lead}{json.dumps(value, ensure_ascii=False, default=str)}{end}"
