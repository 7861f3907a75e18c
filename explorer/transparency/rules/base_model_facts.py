"""What a fine-tune's card tells of the model it was made from: facts of that one, none of its own.

Where the base is this maker's own, of the same name, its story is this model's as well.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from explorer.domain.facts import Finding
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import PartOfReading, Reading
from explorer.transparency.rules.lineage.choice import parents_of_prose
from explorer.transparency.rules.lineage.metadata import parents_of_api, parents_of_header, parents_of_yaml
from explorer.transparency.rules.subject import own_name

_TITLE = phrase("subjects.title_of_base_model_facts")
_TITLE_OF = phrase("subjects.title_of")
_TITLE_ON = phrase("subjects.title_on")
_TITLE_WITH_NAME = phrase("subjects.title_with_name")
_NAME_WITH_TITLE = phrase("subjects.name_with_title")
_LABEL = phrase("subjects.label")
_LABEL_OF_PARENT = phrase("subjects.label_of_parent")
_OF_PHRASE = phrase("subjects.of_phrase")
_BEGINS = phrase("subjects.begins")
_GOES_ON = phrase("subjects.goes_on")
_OWN_WORK = phrase("subjects.own_work")
_CLAUSE = phrase("subjects.clause")
_THIS_MODEL = phrase("subjects.this_model")
_BEGINNING = phrase("subjects.beginning")
_WORD = phrase("subjects.word")
_NO_NAMES = frozenset(
    ("base", "model", "models", "the", "large", "small", "chat", "instruct", "open", "tiny", "mini", "llm")
)
_ENDS_WITH_BASE = phrase("subjects.ends_with_base")
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
        return frozenset(found[0] for name in self.names if (found := _BEGINNING.match(name)))

    def may_be_in(self, text: str) -> bool:
        return any(beginning in text for beginning in self._beginnings)

    def are_called(self, text: str) -> bool:
        return letters(text) in self.names

    def end(self, text: str) -> bool:
        """Whether a text ends with one of the names, or with "the base model"."""
        words = text.split()
        return bool(_ENDS_WITH_BASE.search(text)) or any(
            self.are_called(" ".join(words[-n:])) for n in range(1, _WORDS + 1)
        )


def apart_from_base(rule: Callable[[Reading], Finding]) -> Callable[[Reading], Finding]:
    """The rule, asked without what the card tells of the model that this one was made from."""

    def asked(reading: Reading) -> Finding:
        return rule(reading.once(_without_base))

    return asked


def _without_base(reading: Reading) -> Reading:
    bases = _strangers(reading)
    if bases is None:
        return reading
    own = tuple(_own(reading, bases))
    return PartOfReading(reading, own) if own != reading.own else reading


def _own(reading: Reading, bases: _Bases) -> Iterator[Passage]:
    """The passages on this model; of some the words without a clause on its base."""
    card = reading.card
    headings = card.headings[1:] if card else ()
    titles = {title for title in headings if _is_title(title, bases)}
    own = letters(_WORD.split(reading.name)[0])
    told = (-1, -1)  # the block and number of the last that was told of the base
    mine: set[tuple[str, ...]] = set()  # sections of such a title that tell of this model all the same
    for passage in reading.own:
        if _THIS_MODEL.match(passage.text):
            mine.add(passage.section)
        is_titled = passage.section not in mine and not titles.isdisjoint(passage.section)
        is_titled = is_titled or _is_label(passage.label)
        goes_on = told == (passage.block, passage.number - 1) and bool(_GOES_ON.match(passage.text))
        is_said = _begins(passage, bases)
        if (is_titled or goes_on or is_said) and not _is_own_work(passage, own):
            told = (passage.block, passage.number)
        else:
            yield _without_clause(passage, bases)


def _is_own_work(passage: Passage, own: str) -> bool:
    return bool(passage.find(_OWN_WORK)) or (len(own) > _SHORT and own in letters(passage.text))


def _is_title(title: str, bases: _Bases) -> bool:
    if _TITLE.fullmatch(title):
        return True
    named = (
        pattern.fullmatch(title) for pattern in (_TITLE_OF, _TITLE_ON, _TITLE_WITH_NAME, _NAME_WITH_TITLE)
    )
    return any(found and bases.are_called(found["name"]) for found in named)


def _is_label(label: str) -> bool:
    return bool(_LABEL.fullmatch(label)) and not _LABEL_OF_PARENT.search(label)


def _begins(passage: Passage, bases: _Bases) -> bool:
    """Whether the base is what a sentence, or what stands behind its label, speaks of."""
    if passage.find(_OF_PHRASE):
        return True
    if not bases.may_be_in(passage.lower):
        return False
    texts = (passage.text, passage.said) if passage.label else (passage.text,)
    return any(bases.are_called(found["name"]) for found in map(_BEGINS.match, texts) if found)


def _without_clause(passage: Passage, bases: _Bases) -> Passage:
    clauses = _CLAUSE.finditer(passage.text) if passage.may_match(_CLAUSE) else ()
    for clause in clauses:
        start = clause.start()
        if bases.end(passage.text[max(0, start - _NEAR) : start]):
            return replace(passage, text=passage.text[:start] + passage.text[clause.end() :], index=None)
    return passage


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
    words = [letters(word) for word in _WORD.split(name) if letters(word)]
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
