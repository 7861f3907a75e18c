"""A phrase of ``resources/phrases`` where a rule looks for it; it is read and compiled when first needed."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Protocol, overload

from explorer.transparency.phrases.cues import lines_by_cue
from explorer.transparency.phrases.phrase_book import PhraseEntry, entries_of, entry_of

_AMBIGUOUS = re.compile(r"(?:[^(]|\\\()[?*+]|[{|]")  # a sign that may be there or not, or one of several
_REPEATS = re.compile(r"\)[?*+{]")
_GROUP_NAME = re.compile(r"\(\?P<(\w+)>")


class Find(Protocol):
    """``search``, ``match`` and ``fullmatch`` of a compiled pattern."""

    def __call__(self, string: str, pos: int = 0, endpos: int = sys.maxsize, /) -> re.Match[str] | None: ...


class FindAll(Protocol):
    """``finditer`` of a compiled pattern."""

    def __call__(
        self, string: str, pos: int = 0, endpos: int = sys.maxsize, /
    ) -> Iterator[re.Match[str]]: ...


class _Kept[T]:
    """As ``cached_property``, but what ``traced`` sets while another thread makes it stays."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, one: object, _: type | None = None) -> T:
        made = self._make(one)
        kept: T = vars(one).setdefault(self._name, made)
        return kept


class Phrase:
    """Stands where a compiled pattern stands, and has its methods.

    ``name``: "amounts.until" is the phrase ``until`` of ``amounts.yaml``. Whoever asks first for anything
    else gets a KeyError where no such phrase is written (an IndexError where the number of a list is too
    high), a ValueError where it is written wrongly.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Phrase({self.name!r})"

    @cached_property
    def entry(self) -> PhraseEntry:
        """How it is written."""
        return entry_of(self.name)

    @property
    def value(self) -> str:
        """What one of a list says, such as the relation to a parent."""
        return self.entry.value

    @cached_property
    def pattern(self) -> str:
        """All its lines as one regular expression."""
        return self.entry.pattern

    @cached_property
    def flags(self) -> int:
        """As ``re`` counts them."""
        return int(self.entry.flags)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    @cached_property
    def cues(self) -> Mapping[str, Sequence[int]]:
        """As ``lines_by_cue`` tells them."""
        return lines_by_cue(tuple(self.entry.pattern_of([n]) for n in range(len(self.entry.lines))))

    def search_lines(self, text: str, numbers: Iterable[int]) -> re.Match[str] | None:
        """``search`` in a text that no other line can match; ``numbers`` in their order.

        It finds the same, but lines are compiled one by one, and most never are.
        """
        if not self._is_line_by_line:
            return self.search(text)
        first = None
        for number in numbers:
            found = (self._searches.get(number) or self._search_of(number))(text)
            if found and (first is None or found.start() < first.start()):
                first = found
        return first

    @cached_property
    def _is_line_by_line(self) -> bool:
        """Whether what stands before the lines can be read in one way, and one line is enough; else all are
        tried with each."""
        before, _, behind = self.entry.within.partition("{}")
        return len(self.entry.lines) > 1 and not (_AMBIGUOUS.search(before) or _REPEATS.match(behind))

    @cached_property
    def _searches(self) -> dict[int, Find]:
        return {}

    def _search_of(self, number: int) -> Find:
        line = self.entry.pattern_of([number])
        missing = set(_GROUP_NAME.findall(self.pattern)) - set(_GROUP_NAME.findall(line))
        line += "".join(f"|(?!)(?P<{name}>)" for name in sorted(missing))  # there, as when all are compiled
        found = self._searches[number] = re.compile(line, self.flags).search
        return found

    # The bound methods themselves: these are called a hundred thousand times a card.

    @_Kept
    def search(self) -> Find:
        return self.compiled.search

    @_Kept
    def match(self) -> Find:
        return self.compiled.match

    @_Kept
    def fullmatch(self) -> Find:
        return self.compiled.fullmatch

    @_Kept
    def finditer(self) -> FindAll:
        return self.compiled.finditer

    def findall(self, text: str) -> list[str]:
        """What each match holds. Raises as above."""
        found: list[str] = self.compiled.findall(text)
        return found

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """The text with each match replaced, or the first ``count``."""
        return self.compiled.sub(instead, text, count)

    def split(self, text: str) -> list[str]:
        """The text between the matches."""
        return self.compiled.split(text)


class PhraseList(Sequence[Phrase]):
    """The phrases of one or several lists, in the order in which they are tried."""

    def __init__(self, *names: str) -> None:
        self.names = names

    @cached_property
    def _all(self) -> tuple[Phrase, ...]:
        return tuple(phrase(f"{name}.{at}") for name in self.names for at in range(len(entries_of(name))))

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, at: int) -> Phrase: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Phrase]: ...

    def __getitem__(self, at: int | slice) -> Phrase | Sequence[Phrase]:
        return self._all[at]

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._all)


class PhraseArea:
    """The phrases of a file, each called as it is written there."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Phrase:
        if name.startswith("__"):
            raise AttributeError(name)
        found = phrase(f"{self._name}.{name}")
        setattr(self, name, found)  # it is not asked for here again
        return found


type Finder = Phrase | re.Pattern[str]


@cache
def phrase(name: str) -> Phrase:
    """The phrase of that name, "AREA.NAME" or "AREA.LIST.NUMBER"; the same one each time."""
    return Phrase(name)


def phrase_list(*names: str) -> PhraseList:
    """The lists of those names, "AREA.LIST", as one."""
    return PhraseList(*names)


def phrases_of(area: str) -> PhraseArea:
    """``use.how_to`` is the phrase "use.how_to" where ``use = phrases_of("use")``."""
    return PhraseArea(area)
