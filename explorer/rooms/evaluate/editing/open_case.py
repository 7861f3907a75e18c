"""The test that is written: which one it is, and every change of it. Knows no widget."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from explorer.base.listeners import Listeners
from explorer.domain.places import Place, Room
from explorer.evaluate.eval_set import (
    MOST_CASES,
    EvalCase,
    EvalSet,
    blank_case,
    new_key,
    title_of,
    written_cases,
)
from explorer.evaluate.kept_tests import AskedInChat, case_of
from explorer.evaluate.set_problems import CaseProblem, case_problems
from explorer.kit.language import shown, tr
from explorer.rooms.evaluate.session import EvaluateSession

type Cases = tuple[EvalCase, ...]


class OpenCase:
    """``changed``: another one is open, or it or its neighbours are otherwise. ``row``: -1 for none."""

    def __init__(self, session: EvaluateSession) -> None:
        self._session = session
        self.row = -1
        self._rows: dict[int, int] = {}  # by sets: where the person was
        self._set = 0
        self._wanted = ""  # key of the test to open when its set is read
        self.changed = Listeners[None]()
        session.opened.add(self._follow)
        session.set_changed.add(self._follow)
        self._follow()

    @property
    def cases(self) -> Sequence[EvalCase]:
        return self._session.set.document.cases if self._session.set is not None else ()

    @property
    def case(self) -> EvalCase | None:
        return self.cases[self.row] if 0 <= self.row < len(self.cases) else None

    @property
    def place(self) -> tuple[int, str]:
        """The set of the open one and its key, which a copy of the set has too."""
        return self._set, self.case.key if self.case is not None else ""

    @property
    def document(self) -> EvalSet | None:
        return self._session.set.document if self._session.set is not None else None

    @property
    def problems(self) -> Sequence[CaseProblem]:
        """Of the open one."""
        case, document = self.case, self.document
        here = self._session.problems.told.here
        return case_problems(document, case, here) if case is not None and document is not None else ()

    def open_row(self, row: int) -> None:
        if row != self.row and 0 <= row < len(self.cases):
            self.row = row
            self.changed.emit(None)

    def open_key(self, key: str) -> None:
        """Once the set is read."""
        self._wanted = key if self._session.reading is not None else ""
        self.open_row(next((row for row, case in enumerate(self.cases) if case.key == key), -1))

    def change(self, change: Callable[[EvalCase], EvalCase]) -> None:
        """The open one; kept at once."""
        case, row = self.case, self.row
        if case is not None and (now := change(case)) != case:
            self._change_cases(lambda cases: _with(cases, row, (now,), row + 1))

    def change_document(self, change: Callable[[EvalSet], EvalSet]) -> None:
        """What holds for all tests of the set."""
        self._session.change_set(change)

    def add(self) -> None:
        """An empty one behind the open one."""
        self._insert(blank_case(), len(self.cases))

    def add_asked(self, asked: Sequence[AskedInChat]) -> None:
        """Tests of what was asked in a chat; the first of them is open then."""
        document = self.document
        if document is not None:
            before = written_cases(document)
            new = [case_of(one, document) for one in asked][: MOST_CASES - len(before)]
            self.row = len(before)
            self._change_cases(lambda _cases: (*before, *new))

    def duplicate(self) -> None:
        if self.case is not None:
            self._insert(replace(self.case, key=new_key()), self.row + 1)

    def move(self, by: int) -> None:
        """Up or down in the list; it stays open."""
        case, row = self.case, self.row + by
        if case is not None and 0 <= row < len(self.cases):
            rest = [one for one in self.cases if one is not case]
            rest.insert(row, case)
            self.row = row
            self._change_cases(lambda _cases: tuple(rest))

    def delete(self) -> None:
        """Undo is offered."""
        case, row, stored = self.case, self.row, self._session.set
        if case is None or stored is None:
            return
        words = tr("Test {number}, “{title}”, was deleted.").format(
            number=row + 1, title=shown(title_of(case))
        )
        self._change_cases(lambda cases: _with(cases, row, (), row + 1))
        services = self._session.services
        back = partial(_put_back, self._session, stored.id, case, row)
        services.messages.removed(words, back)

    def _insert(self, case: EvalCase, row: int) -> None:
        if len(self.cases) < MOST_CASES:
            self.row = row
            self._change_cases(lambda cases: _with(cases, row, (case,), row))

    def _change_cases(self, change: Callable[[Cases], Cases]) -> None:
        self._session.change_set(lambda document: replace(document, cases=change(document.cases)))

    def _follow(self, _change: object = None) -> None:
        """Another set is open, or this one has another document."""
        stored = self._session.set
        number = stored.id if stored is not None else 0
        if number != self._set:
            self._rows[self._set] = self.row
            self._set, self.row = number, self._rows.get(number, 0)
        self.row = min(max(self.row, 0), len(self.cases) - 1)
        self.changed.emit(None)
        if self._wanted and self.cases:
            self.open_key(self._wanted)


def _with(cases: Cases, start: int, new: Cases, end: int) -> Cases:
    """In place of those from ``start`` to ``end``; as quick as many thousands allow."""
    return cases[:start] + new + cases[end:]


def _put_back(session: EvaluateSession, number: int, case: EvalCase, row: int) -> None:
    """Whatever became of its set meanwhile."""
    keeper, services = session.keeper, session.services

    def change(document: EvalSet) -> EvalSet:
        if document.case(case.key) is not None:
            return document
        return replace(document, cases=_with(document.cases, row, (case,), row))

    def work() -> None:
        keeper.store.restore_set(number)
        if (stored := keeper.read(number)) is not None:
            keeper.store.change_set(number, stored.title, change(stored.document), stored.document)

    go = partial(services.go, Place(Room.EVALUATE, eval_set_id=number))
    if session.set is not None and session.set.id == number:
        session.change_set(change)
        go()
    else:
        services.tasks.do(work, lambda _done: go(), services.messages.fail)
