"""Formulas for the screen: drawn in the background, kept, and told to whoever shows them.

``Formulas`` is a child of the application object, as ``Look`` is: ``formulas_of()`` finds it, or ``None``
where nobody draws, and then formulas are shown as they were written.
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.kit.formulas.drawn_formula import DrawnFormula, FormulaRequest, failure_words, refusal
from explorer.kit.formulas.formula_drawer import FormulaDrawer
from explorer.kit.tasks import Task, TaskContext, Tasks

_AT_ONCE = 12  # formulas of one task: some 60 ms
_MOST_WAITING = 1_000
_MOST_KEPT = 2_000
_LARGEST = 8_000_000  # characters of all that are kept
_IDLE_MS = 60_000  # after which the process is ended
_NAME = "formulas"

type Known = DrawnFormula | Words  # why there is no picture


class Formulas(QObject):
    """``drawn`` carries the requests that are known now."""

    drawn = Signal(object)

    def __init__(self, tasks: Tasks, drawer: FormulaDrawer | None = None) -> None:
        super().__init__(QCoreApplication.instance())
        self.setObjectName(_NAME)
        self._tasks, self._drawer = tasks, drawer or FormulaDrawer()
        self._known: OrderedDict[FormulaRequest, Known] = OrderedDict()
        self._size = 0
        self._waiting: dict[FormulaRequest, None] = {}
        self._task: Task | None = None
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._end_process)

    def close(self) -> None:
        """After the tasks have ended."""
        self._idle.stop()
        self._waiting.clear()
        self._drawer.close()
        self.setParent(None)
        self.deleteLater()

    def find(self, request: FormulaRequest) -> Known | None:
        """The picture, or why there is none; ``None``: it will be told."""
        known = self._known.get(request)
        if known is not None:
            self._known.move_to_end(request)
            return known
        refused = refusal(request.source)
        if refused is None and request not in self._waiting:
            if len(self._waiting) >= _MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]  # it is asked for again once it is seen
            self._waiting[request] = None
            if self._task is None:
                QTimer.singleShot(0, self, self._draw_next)
        return refused

    def seek(self, request: FormulaRequest) -> Known | None:
        """As ``find``, of one that is on the screen: it is drawn before those that are not."""
        known = self.find(request)
        if request in self._waiting:
            del self._waiting[request]
            self._waiting[request] = None
        return known

    @property
    def kept(self) -> int:
        return len(self._known)

    @property
    def is_idle(self) -> bool:
        return not self._waiting

    @Slot()
    def _draw_next(self) -> None:
        if self._task is not None or not self._waiting:
            return
        self._idle.stop()
        some = list(self._waiting)[-_AT_ONCE:]  # what was looked at, or asked for, last
        self._task = self._tasks.run(
            partial(_draw, self._drawer, some),
            partial(self._take, some),
            partial(self._give_up, some),
            owner=self,
        )

    def _take(self, some: Sequence[FormulaRequest], drawn: Sequence[DrawnFormula]) -> None:
        self._task = None
        for request, one in zip(some, drawn, strict=False):
            self._waiting.pop(request, None)
            self._keep(request, failure_words(one) if one.fault else one)
        self._idle.start()
        self._draw_next()
        self.drawn.emit(frozenset(some[: len(drawn)]))  # those that were not tried wait on

    def _give_up(self, some: Sequence[FormulaRequest], _error: KnownError) -> None:
        """A bug, which was told."""
        self._take(some, [DrawnFormula(fault="failed")] * len(some))

    def _keep(self, request: FormulaRequest, known: Known) -> None:
        self._known[request] = known
        self._size += _size(request, known)
        while len(self._known) > _MOST_KEPT or self._size > _LARGEST:
            self._size -= _size(*self._known.popitem(last=False))

    @Slot()
    def _end_process(self) -> None:
        if self._task is None:
            self._drawer.close()


def formulas_of() -> Formulas | None:
    app = QCoreApplication.instance()
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return app.findChild(Formulas, _NAME, options=direct) if app is not None else None


def _draw(
    drawer: FormulaDrawer, some: Sequence[FormulaRequest], context: TaskContext[None]
) -> list[DrawnFormula]:
    return drawer.draw(some, context.stopped)


def _size(request: FormulaRequest, known: Known) -> int:
    return len(request.source) + (len(known.shapes) if isinstance(known, DrawnFormula) else 0)
