"""What a fine-tune's card tells of the model it was made from: facts of that one, none of its own.

Where the base is this maker's own, of the same name, its story is this model's as well.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from explorer.domain.facts import Finding
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.guard import guard
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import PartOfReading, Reading, asked_once
from explorer.transparency.rules.lineage.choice import parents_of_prose
from explorer.transparency.rules.lineage.metadata import parents_of_api, parents_of_header, parents_of_yaml
from explorer.transparency.rules.subject import own_name

subjects = phrases_of("subjects")

_NO_NAMES = frozenset(
    ("base", "model", "models", "the", "large", "small", "chat", "instruct", "open", "tiny", "mini", "llm")
)
_NEAR = 120  # characters before a clause, in which its subject stands
_SHORT = 3  # letters of a name
_WORDS = 4  # of the longest name before a clause


@dataclass(frozen=True)
class _Bases:
    """``names``: the letters by which the models are called, that are of another name than this one."""

    names: frozenset[str]

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What every text has that names one of them: "llama" of "llama27b", also of "Llama 2 7B"."""
        return frozenset(found[0] for name in self.names if (found := subjects.beginning.match(name)))

    def may_be_in(self, text: str) -> bool:
        return any(beginning in text for beginning in self._beginnings)

    def are_called(self, text: str) -> bool:
        return letters(text) in self.names

    def end(self, text: str) -> bool:
        """Whether a text ends with one of the names, or with "the base model"."""
        words = text.split()
        return bool(subjects.ends_with_base.search(text)) or any(
            self.are_called(" ".join(words[-n:])) for n in range(1, _WORDS + 1)
        )


def apart_from_base(rule: Callable[[Reading], Finding]) -> Callable[[Reading], Finding]:
    """The rule, asked without what the card tells of the model that this one was made from."""

    def asked(reading: Reading) -> Finding:
        return rule(_without_base(reading))

    return asked


@asked_once
def _without_base(reading: Reading) -> Reading:
    bases = _strangers(reading)
    if bases is None:
        return reading
    own = tuple(_without_clause(p, bases) for p in reading.own if not is_of_base(reading, p))
    return PartOfReading(reading, own) if own != reading.own else reading


@guard("the base")
def is_of_base(reading: Reading, passage: Passage) -> bool:
    """Whether the model that this one was made from is what it tells of."""
    return passage.number in _told_of_base(reading)


@asked_once
def _told_of_base(reading: Reading) -> set[int]:
    """The numbers of these passages."""
    found: set[int] = set()
    bases = _strangers(reading)
    if bases is None:
        return found
    headings = reading.card.headings[1:] if reading.card else ()
    titles = {title for title in headings if _is_title(title, bases)}
    own = letters(subjects.word.split(reading.name)[0])
    told = (-1, -1)  # the block and number of the last of them
    mine: set[tuple[str, ...]] = set()  # sections of such a title that tell of this model all the same
    for passage in reading.own:
        if subjects.this_model.match(passage.text):
            mine.add(passage.section)
        is_titled = passage.section not in mine and not titles.isdisjoint(passage.section)
        is_titled = is_titled or _is_label(passage.label)
        goes_on = told == (passage.block, passage.number - 1) and bool(subjects.goes_on.match(passage.text))
        if (is_titled or goes_on or _begins(passage, bases)) and not _is_own_work(passage, own):
            told = (passage.block, passage.number)
            found.add(passage.number)
    return found


def _is_own_work(passage: Passage, own: str) -> bool:
    return bool(passage.find(subjects.own_work)) or (len(own) > _SHORT and own in letters(passage.text))


def _is_title(title: str, bases: _Bases) -> bool:
    if subjects.base_title.fullmatch(title):
        return True
    titles = (subjects.title_of, subjects.title_on, subjects.title_with_name, subjects.name_with_title)
    named = (one.fullmatch(title) for one in titles)
    return any(found and bases.are_called(found["name"]) for found in named)


def _is_label(label: str) -> bool:
    return bool(subjects.label.fullmatch(label)) and not subjects.label_of_parent.search(label)


def _begins(passage: Passage, bases: _Bases) -> bool:
    """Whether the base is what a sentence, or what stands behind its label, speaks of."""
    if passage.find(subjects.of_phrase):
        return True
    if not bases.may_be_in(passage.lower):
        return False
    texts = (passage.text, passage.said) if passage.label else (passage.text,)
    return any(bases.are_called(found["name"]) for found in map(subjects.begins.match, texts) if found)


def _without_clause(passage: Passage, bases: _Bases) -> Passage:
    clauses = subjects.clause.finditer(passage.text) if passage.may_match(subjects.clause) else ()
    for clause in clauses:
        start = clause.start()
        if bases.end(passage.text[max(0, start - _NEAR) : start]):
            return replace(passage, text=passage.text[:start] + passage.text[clause.end() :], index=None)
    return passage


@asked_once
def _strangers(reading: Reading) -> _Bases | None:
    """The models that this one was made from, unless they are of its own maker and name, or it is a copy."""
    if reading.is_quantized or reading.card is None:
        return None
    metadata = (find(reading) for find in (parents_of_yaml, parents_of_api, parents_of_header))
    ids = {p.id for p in next(filter(None, metadata), None) or parents_of_prose(reading)}
    if not ids or any(_is_of_own_family(reading, id_) for id_ in ids):
        return None
    return _Bases(frozenset(name for id_ in ids for name in _names(reading, id_)))


def _is_of_own_family(reading: Reading, id_: str) -> bool:
    return _is_kin(reading, id_) and id_.rpartition("/")[0].lower() in {"", _owner(reading)}


def _is_kin(reading: Reading, id_: str) -> bool:
    """Whether its name is in this model's."""
    owner, _, name = id_.rpartition("/")
    words = _words(owner, name)
    first = words[0].rstrip("0123456789") if words else ""
    return bool(first) and first in own_name(reading)


def _words(owner: str, name: str) -> list[str]:
    """The words of a name, without its maker's before it: of "Meta-Llama-3-8B" from "Llama" on."""
    words = [letters(word) for word in subjects.word.split(name) if letters(word)]
    is_maker = len(words) > 1 and words[1][:1].isalpha() and words[0] in letters(owner)
    return words[1:] if is_maker else words


def _names(reading: Reading, id_: str) -> Iterable[str]:
    """As it may be called: "mistral", "mistral7b", "mistral7bv01", its id, and its maker."""
    if _is_kin(reading, id_):
        return ()
    owner, _, name = id_.rpartition("/")
    words = _words(owner, name)
    called = {"".join(words[:n]) for n in range(1, len(words) + 1)}
    called |= {letters(name), letters(id_), letters(owner), letters(re.split(r"[-_]", owner)[0])}
    return {name for name in called - _NO_NAMES - {letters(_owner(reading))} if len(name) >= _SHORT}


def _owner(reading: Reading) -> str:
    return re.split(r"/|__", reading.sources.repo.lower())[0]
