"""What an answer is given of documents: those that come with the question whole, of the others the passages
that are nearest to it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explorer.documents.index.search import QuestionVector, is_near, search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import FoundPassage, GivenPassage
from explorer.documents.prompt import chosen, whole

_MOST_NUMBER = 85
_TOP = 20  # passages that are looked at
_A_LETTER = 0.3  # tokens of a letter, where nobody counts
_OTHER = 1.0  # of a sign outside the Latin letters


WhyNothing = Literal["", "no room", "gone", "kept here"]  # was given; "": nothing fits the question


@dataclass(frozen=True)
class AnswerSources:
    """Keys. ``whole``: documents given as they are; ``documents`` and ``collections`` are searched."""

    whole: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @property
    def are_searched(self) -> bool:
        return bool(self.documents or self.collections)

    def __bool__(self) -> bool:
        return bool(self.whole) or self.are_searched


@dataclass(frozen=True)
class LookedUp:
    """``whole`` is given in any case, of ``found`` what there is room for. Not ``is_there``: all of it was
    forgotten.
    """

    whole: tuple[GivenPassage, ...] = ()
    found: tuple[FoundPassage, ...] = ()
    is_there: bool = True

    @property
    def why_nothing(self) -> WhyNothing:
        if not self.is_there:
            return "gone"
        return "no room" if self.found else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Whose tokens count."""
        return tuple(one.passage.text for one in self.found)


def look_up(
    index: DocumentIndex,
    question: str,
    sources: AnswerSources,
    vector: QuestionVector | None = None,
    beside: Sequence[DocumentIndex] = (),
) -> LookedUp:
    """Reads the index, and those ``beside`` it: not on the screen's thread. What was forgotten meanwhile is
    left out, and what no word and no meaning speaks for: it would only fill the prompt.
    """
    documents = [index.document(key) for key in sources.whole]
    there = [document for document in documents if document is not None and document.state == "read"]
    given = tuple(whole(one, index.pages(one.key), number) for number, one in enumerate(there, 1))
    if not sources.are_searched:
        return LookedUp(given, is_there=bool(there))
    found = search(
        index,
        question,
        beside=beside,
        collections=sources.collections,
        documents=sources.documents,
        vector=vector,
        top=_TOP,
    )
    is_there = any(_is_any_there(one, sources) for one in (index, *beside))
    return LookedUp(given, tuple(one for one in found if is_near(one)), is_there)


def _is_any_there(index: DocumentIndex, sources: AnswerSources) -> bool:
    if {one.key for one in index.collections()}.intersection(sources.collections):
        return True
    return any(index.document(key) is not None for key in (*sources.whole, *sources.documents))


def given_of(
    looked: LookedUp, room: int, count: Callable[[str], int], first: int = 1
) -> tuple[GivenPassage, ...]:
    """Numbered from ``first``; ``room``: tokens for what was found."""
    whole = (replace(one, number=number) for number, one in enumerate(looked.whole, first))
    return (*whole, *chosen(looked.found, room, count, first=first + len(looked.whole)))


def next_number(given: Iterable[Sequence[GivenPassage]]) -> int:
    """After all that the answers of a conversation were given: a number means one passage in all of it, for
    the model reads the earlier ones too. References have two digits: it begins again before they end.
    """
    most = max((one.number for passages in given for one in passages), default=0)
    return most + 1 if most < _MOST_NUMBER else 1


def about_tokens(text: str) -> int:
    """Where no model counts them; rather too many than too few."""
    other = sum(1 for sign in text if ord(sign) > 0x2FFF) if not text.isascii() else 0
    return round((len(text) - other) * _A_LETTER + other * _OTHER) + 1
