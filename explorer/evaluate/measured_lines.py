"""What was measured here, as the sheets of models show it; read in the background."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.places import Go, evaluate_place
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.clock import near_day
from explorer.kit.tasks import LatestTask, Tasks
from explorer.local.fit.measurements import model_key

if TYPE_CHECKING:  # rules of packs and checks: not before they are asked for
    from explorer.evaluate.measured_here import MeasuredBefore, MeasuredHere
    from explorer.transparency.sheet_view.sheet_content import MeasuredLine

type _Measured = tuple[tuple[str, "MeasuredHere"], ...]


class MeasuredReader:
    """``tell`` is called whenever ``lines`` are others."""

    def __init__(
        self, store: Store, tasks: Tasks, go: Go, tell: Callable[[], None], fail: Callable[[KnownError], None]
    ) -> None:
        self._store, self._go, self._tell, self._fail = store, go, tell, fail
        self._reading = LatestTask(tasks)
        self._found: _Measured = ()
        self._files: tuple[str, ...] = ()

    def read(self, models: Sequence[LocalModel]) -> None:
        """Of these files, each named where there are several. What was read of others is forgotten."""
        names = {model_key(one): one.quantization if len(models) > 1 else "" for one in models}
        if tuple(names) != self._files:
            self._files, self._found = tuple(names), ()
        if not names:
            self._reading.stop()
            return
        store = self._store

        def work() -> _Measured:
            from explorer.evaluate.measured_here import measured_here  # noqa: PLC0415  see above

            return tuple((name, one) for file, name in names.items() for one in measured_here(store, file))

        self._reading.do(work, self._take, self._fail)

    def lines(self) -> "tuple[MeasuredLine, ...]":
        return tuple(self._line(name, one) for name, one in self._found)

    def close(self) -> None:
        self._reading.stop()

    def _take(self, found: _Measured) -> None:
        if found != self._found:
            self._found = found
            self._tell()

    def _line(self, name: str, one: "MeasuredHere") -> "MeasuredLine":
        from explorer.transparency.sheet_view.sheet_content import MeasuredLine  # noqa: PLC0415  with the sheet

        def open_it() -> None:
            self._go(evaluate_place(one.subject))

        return MeasuredLine(
            title=joined(" · ", (one.title, name)),
            words=one.words,
            day=_day(one.began_at),
            conditions=Words("{conditions}. {caveat}", conditions=one.conditions, caveat=one.caveat),
            action=Action(Words("Open in Evaluate"), open_it),
            earlier=tuple(map(_before, one.earlier)),
        )


def _before(one: "MeasuredBefore") -> Words:
    what = one.words or Words("another version or other settings, which is another measurement")
    return Words("{date}: {what}", date=_day(one.began_at), what=what)


def _day(at: str) -> str:
    return near_day(datetime.fromisoformat(at))
