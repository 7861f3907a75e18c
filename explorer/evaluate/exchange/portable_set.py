"""What an import makes: a set of tests with what was understood, and what was not, in words."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.checks.finding import quoted
from explorer.evaluate.eval_set import MOST_CASES, EvalSet

_MOST_TOLD = 50  # rows, and kinds of checks


@dataclass(frozen=True)
class ImportedSet:
    """``told``: how the file was understood, a sentence each. ``left_out``: of the first rows that could
    not be read, why; ``left_out_count``: all of them.
    """

    title: str
    document: EvalSet
    told: tuple[Words, ...] = ()
    left_out: tuple[Words, ...] = ()
    left_out_count: int = 0

    @property
    def words(self) -> Words:
        """What came, in a sentence or two."""
        count = len(self.document.cases)
        came = (
            Words("1 test was read.") if count == 1 else Words("{count} tests were read.", count=f"{count:,}")
        )
        if not self.left_out_count:
            return came
        left = self.left_out_count
        rest = (
            Words("1 row could not be.")
            if left == 1
            else Words("{count} rows could not be.", count=f"{left:,}")
        )
        return joined(" ", (came, rest))


@dataclass
class SetReading:
    """One import, as its reader sees it."""

    stopped: Callable[[], bool] = lambda: False
    told: list[Words] = field(default_factory=list)
    left_out: list[Words] = field(default_factory=list)
    left_out_count: int = 0
    unknown: Counter[str] = field(default_factory=Counter)  # checks, by their names, that are not known here
    elsewhere: Counter[str] = field(
        default_factory=Counter
    )  # what stands in other files, by what it would be
    public: str = ""  # the name of the public set that it is
    _count: int = 0

    def count(self) -> None:
        """Of one more test. Raises KnownError for too many, CancelledError once the person stopped it."""
        self._count += 1
        if self._count > MOST_CASES:
            raise KnownError(
                Words("A set can have {count} tests at most.", count=f"{MOST_CASES:,}"),
                Words("Divide the file, and import its parts as sets of their own."),
            )
        if not self._count % 1000 and self.stopped():
            raise CancelledError

    def leave_out(self, line: int, why: Words) -> None:
        """``line``: in the file, counted from 1; of a list in one piece, its number."""
        self.left_out_count += 1
        if len(self.left_out) < _MOST_TOLD:
            self.left_out.append(Words("Line {line}: {why}", line=f"{line:,}", why=why))
        if not self.left_out_count % 1000 and self.stopped():
            raise CancelledError

    def sentences(self) -> tuple[Words, ...]:
        """All that is told of it."""
        unknown = (_unknown(name, count) for name, count in self.unknown.most_common(_MOST_TOLD))
        elsewhere = (_elsewhere(name, count) for name, count in self.elsewhere.most_common(_MOST_TOLD))
        return (*self.told, *unknown, *elsewhere)


def names_words(names: list[str]) -> Words:
    """Names of columns in quotes, the first ten."""
    more = ["…"] if len(names) > 10 else []
    return enumerated([*(f"“{quoted(name, 40)}”" for name in names[:10]), *more])


def _unknown(name: str, count: int) -> Words:
    name = quoted(name, 40)
    if count == 1:
        return Words("1 check “{name}” is not known here and was left out.", name=name)
    return Words(
        "{count} checks “{name}” are not known here and were left out.", count=f"{count:,}", name=name
    )


def _elsewhere(name: str, count: int) -> Words:
    said = {"name": name, "count": f"{count:,}"}
    return Words("{count} × “{name}” stands in another file, which was not followed.", **said)
