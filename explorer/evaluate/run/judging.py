"""What came of items is judged and kept, beside the screen's thread: a person's own patterns may be slow."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import batched

from explorer.domain.errors import KnownError
from explorer.domain.words import Words, wording_of
from explorer.evaluate.items import Item, Judged, Outcome, Reply, Subject
from explorer.evaluate.run.plan import LegPart
from explorer.evaluate.store import EvalRun, EvalStore
from explorer.kit.tasks import TaskContext, Tasks

_PIECE = 500  # that are judged, kept and told together
NO_ANSWER = Words("no answer")


@dataclass(frozen=True)
class CameOf:
    """What came of some items of one run. ``is_again``: it was there, and is judged in full now."""

    run: EvalRun
    outcomes: tuple[Outcome, ...]
    is_again: bool = False


@dataclass(frozen=True)
class _Came:
    run: EvalRun
    part: LegPart
    items: tuple[Item, ...]
    replies: tuple[Reply, ...]


class Judging:
    """One after the other, in the order they came. ``told`` gets each CameOf once it is kept, ``failed`` what
    keeps it from being kept.
    """

    def __init__(
        self,
        store: EvalStore,
        tasks: Tasks,
        told: Callable[[CameOf], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        self._store, self._tasks, self._told, self._failed = store, tasks, told, failed
        self._waiting = deque[_Came]()
        self._is_judging = False

    @property
    def is_over(self) -> bool:
        """Whether all that came is kept."""
        return not (self._waiting or self._is_judging)

    def add(self, run: EvalRun, part: LegPart, items: Sequence[Item], replies: Sequence[Reply]) -> None:
        for piece in batched(zip(items, replies, strict=True), _PIECE, strict=False):
            asked, said = zip(*piece, strict=True)
            self._waiting.append(_Came(run, part, asked, said))
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self._is_judging:
            self._is_judging = True
            self._tasks.run(partial(self._judge, self._waiting.popleft()), self._take, self._fail)

    def _judge(self, came: _Came, context: TaskContext[None]) -> CameOf:
        """On another thread. What is judged when the app ends is kept; the rest is asked again."""
        subject = came.part.assignment.subject
        outcomes = tuple(
            Outcome(came.part.key, item.key, reply, judged(subject, item, reply), datetime.now(UTC))
            for item, reply in zip(came.items, came.replies, strict=True)
            if not context.stopped()
        )
        self._store.add_outcomes(came.run.id, outcomes)
        return CameOf(came.run, outcomes)

    def _take(self, came: CameOf) -> None:
        self._is_judging = False
        self._go_on()
        self._told(came)

    def _fail(self, error: KnownError) -> None:
        self._is_judging = False
        self._waiting.clear()
        self._failed(error)


def judged(subject: Subject, item: Item, reply: Reply) -> Judged:
    """As the subject says; what failed has no verdict."""
    if reply.error is not None:
        return Judged("unknown", wording_of(NO_ANSWER))
    return subject.judge(item, reply)
