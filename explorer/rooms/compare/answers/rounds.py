"""Which prompt and point of the grid is shown, and the steps to the others. No Qt."""

from collections.abc import Sequence

from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import AnswerCell, Outcome, Round, rounds_of


class Rounds:
    """All rounds of a comparison, one of which is shown. With a grid a prompt has several: its siblings."""

    def __init__(self) -> None:
        self._rounds: tuple[Round, ...] = ()
        self._at = 0

    @property
    def shown(self) -> Round | None:
        return self._rounds[self._at] if self._rounds else None

    @property
    def siblings(self) -> list[Round]:
        """The rounds of the prompt that is shown, one for each point of the grid."""
        shown = self.shown
        return [one for one in self._rounds if shown is not None and one.key == shown.key]

    def show(
        self, document: ComparisonDocument, outcomes: Sequence[Outcome], *, to_end: bool = False
    ) -> None:
        """``to_end``: show the last prompt, else the one that is shown stays."""
        before = self.shown
        self.refresh(document, outcomes)
        last = max(0, len(self._rounds) - 1)
        self._at = last if to_end else min(self._at, last)
        if before is not None and not to_end:
            self._go_to(before.key, before.point)

    def refresh(self, document: ComparisonDocument, outcomes: Sequence[Outcome]) -> None:
        """Answers came to the prompts that there are."""
        self._rounds = rounds_of(document, outcomes)

    def cell(self, column: str) -> AnswerCell | None:
        """The answer of this column that is looked at."""
        shown = self.shown
        return AnswerCell(column, shown.key, shown.point) if shown is not None else None

    def go_to(self, cell: AnswerCell) -> None:
        self._go_to(cell.prompt, cell.point)

    def choose(self, row: int) -> None:
        """One of the siblings."""
        self._at = self._rounds.index(self.siblings[row])

    def step(self, by: int, *, over_points: bool) -> None:
        """``over_points``: to the next prompt, not to the next point of this one."""
        last, at = len(self._rounds) - 1, self._at + by
        while over_points and 0 < at < last and self._rounds[at].key == self._rounds[self._at].key:
            at += by
        self._at = max(0, min(last, at))

    def place(self, *, over_points: bool) -> tuple[int, int]:
        """The number of what is shown, from 0, and of how many."""
        shown = self.shown
        if not over_points or shown is None:
            return self._at, len(self._rounds)
        keys = list(dict.fromkeys(one.key for one in self._rounds))
        return keys.index(shown.key), len(keys)

    def _go_to(self, key: str, point: str) -> None:
        places = [(one.key, one.point) for one in self._rounds]
        if (key, point) in places:
            self._at = places.index((key, point))
