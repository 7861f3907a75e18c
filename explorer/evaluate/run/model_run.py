"""One model of a run: loaded and warmed up, then asked everything, several answers at once where it can.

What fails is an outcome of its item, and the next one is asked. Where a model dies while several items are
under way, they are asked again one by one, so that only those which kill it fail. A model that cannot be
loaded, dies twice in a row, or is elsewhere and says no more, fails in all items that are left. One that
another room has loaded in another way is waited for, and what that room took away from is asked again.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, Protocol

from explorer.answers.recorder import CrashPolicy
from explorer.domain.errors import CancelledError, KnownError, record_of
from explorer.domain.generation import LoadedModel, ModelDescription
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import Together
from explorer.domain.words import wording_of
from explorer.engine.backend import AnswersTogether, Backend, Describes, Resident
from explorer.engine.backends import Backends
from explorer.engine.question import RunningRequest
from explorer.engine.state import BackendChange, BackendState
from explorer.evaluate.items import Item, Reply, ToScore, ToWrite
from explorer.evaluate.run.asking import NO_PROBABILITIES, Asked, ScoringItems, WritingItem, can_score
from explorer.evaluate.run.embedding import Around
from explorer.evaluate.run.plan import LegPart, ModelLeg
from explorer.evaluate.run.planner import EvalPlanner, cannot_run, gone
from explorer.evaluate.store import EvalStore, RunModel
from explorer.kit.tasks import Tasks
from explorer.local.models.file_cache import FileCache
from explorer.local.models.file_hashes import FileHashes
from explorer.local.warm_up import InUseError, WarmUp, WarmUpListener
from explorer.services import Core

_CHUNK = 16  # items that are scored at once
_FAILURES = 8  # in a row, for the same reason: what is asked elsewhere does not answer any more
_WAITING = 2  # answers that the worker has beside those it writes, so that it never waits for the next


class RunMeans:
    """What all runs work with, in the window and in ``omx``. ``models``: all here, those that embed too."""

    def __init__(
        self, store: EvalStore, backends: Backends, core: Core, tasks: Tasks, models: Around
    ) -> None:
        self.store, self.backends, self.core, self.tasks = store, backends, core, tasks
        self.models = models
        self.planner = EvalPlanner(store, backends, core)
        self.hashes = FileHashes(tasks, FileCache(core.store))


@dataclass(frozen=True, eq=False)
class LegItem:
    """An item of a leg, and what it is of. Told apart by itself alone."""

    part: LegPart
    item: Item


type Conditions = Callable[[RunModel], RunModel]  # as it is stored, with what is known once it is warm


class ModelRunHost(Protocol):
    """The run, as one of its models knows it."""

    def doing(self, leg: ModelLeg, what: "ModelWork", fraction: float = 0.0) -> None:
        """What goes on before it is asked."""

    def known(self, leg: ModelLeg, conditions: Conditions) -> KnownError | None:
        """Why it cannot be asked under these."""

    def came(self, items: Sequence[LegItem], replies: Sequence[Reply]) -> None:
        """To be judged and kept."""

    def leg_over(self, run: "ModelRun") -> None:
        """Nothing more comes; called once."""


type ModelWork = Literal["checking", "loading", "waiting", "warming", "asking", "held up", "judging"]


class ModelRun(WarmUpListener):
    """Drives one leg of the plan."""

    def __init__(self, leg: ModelLeg, means: RunMeans, host: ModelRunHost) -> None:
        self.leg, self._means, self._host = leg, means, host
        self._left = deque(LegItem(part, item) for part in leg.parts for item in part.items)
        self._alone = deque[LegItem]()  # suspected of what ended the model: asked one by one
        self._running: dict[LegItem | None, WritingItem | ScoringItems] = {}  # ``None``: several
        self._died: list[LegItem] = []
        self._crashes = CrashPolicy()
        self._failures, self._why = 0, ""  # in a row, and their reason
        self._warm_up: WarmUp | None = None
        self._asked: Asked | None = None
        self._describe: RunningRequest | None = None
        self._template = ""  # its SHA-256
        self._unsent = set[str]()  # settings that it was asked without
        self._is_over = self._is_waiting = self._is_held_up = False

    @property
    def is_own_load(self) -> bool:
        """Whether this run loaded it, or does so now."""
        return self._warm_up is not None and self._warm_up.is_own_load

    def start(self) -> None:
        """Load it, where it can be asked."""
        model = self.leg.model
        if model is None or self.leg.problem is not None:
            self._fail_rest(self.leg.problem or cannot_run(self.leg.reference, model))
        elif isinstance(model, LocalModel) and not model.path.is_file():
            self._fail_rest(gone(model.file_name))
        else:
            self._load()

    def stop(self) -> None:
        """Tell nothing any more; what is half said is asked again when the run goes on."""
        self._is_over = True
        self._stop_waiting()
        for running in tuple(self._running.values()):
            running.stop()
        if self._describe is not None:
            self._describe.stop(unload=False)
        if self._warm_up is not None:
            self._warm_up.stop()

    def checking(self, fraction: float) -> None:
        self._host.doing(self.leg, "checking", fraction)

    def loading(self, fraction: float) -> None:
        self._host.doing(self.leg, "loading", fraction)

    def warming(self) -> None:
        self._host.doing(self.leg, "warming")

    def held_up(self) -> None:
        self._host.doing(self.leg, "held up")

    def warm(self) -> None:
        backend = self._asked.backend if self._asked is not None else None
        if self._template or not (isinstance(backend, Describes) and self._is_chat):
            self._begin()
            return
        self._describe = RunningRequest(backend, self.leg.options, backend.describe, self._take_description)
        self._describe.start()

    def cold(self, error: KnownError) -> None:
        if not isinstance(error, InUseError) or self._asked is None:
            self._fail_rest(error)
            return
        self._is_waiting = True
        self._asked.backend.changed.connect(self._look_again)
        self._host.doing(self.leg, "waiting")

    def _look_again(self, change: BackendChange) -> None:
        """Whether the other room is through with it."""
        if change.state not in (BackendState.LOADING, BackendState.GENERATING):
            self._stop_waiting()
            self._load_soon()

    def _stop_waiting(self) -> None:
        if self._is_waiting and self._asked is not None:
            self._is_waiting = False
            self._asked.backend.changed.disconnect(self._look_again)

    @property
    def _is_chat(self) -> bool:
        return self.leg.model is not None and self.leg.model.is_chat

    def _load_soon(self) -> None:
        """Again, once all others have heard of what became of it: one of them may load it right now."""
        self._means.tasks.do(lambda: None, lambda _nothing: self._load(), self._fail_rest)

    def _load(self) -> None:
        model = self.leg.model
        if model is None or self._is_over:
            return
        try:
            backend = self._means.backends.of(model)
        except LookupError:
            self._fail_rest(cannot_run(self.leg.reference, None))
            return
        self._asked = Asked(model, backend, self.leg.options)
        if self._warm_up is None:
            self._warm_up = WarmUp(
                model, backend, self.leg.options, self._means.hashes, self, self._lacks_speed
            )
        self._warm_up.start()

    def _lacks_speed(self) -> bool:
        model, loaded = self.leg.model, self._asked.backend.model if self._asked is not None else None
        if loaded is None or not isinstance(model, LocalModel):
            return False
        return self._means.core.estimates.lacks_speed(model.path, self.leg.options, loaded)

    def _take_description(self, event: object) -> None:
        if isinstance(event, ModelDescription):
            template = self.leg.options.template or event.chat_template or ""
            self._template = hashlib.sha256(template.encode()).hexdigest() if template else ""
        elif not isinstance(event, KnownError):
            return
        self._describe = None
        if not self._is_over:
            self._begin()

    def _begin(self) -> None:
        asked, warm = self._asked, self._warm_up
        assert asked is not None  # noqa: S101  it is warm
        assert warm is not None  # noqa: S101
        conditions = partial(_known, warm.sha256, self._template, asked.backend.model, self._most_at_once)
        if (problem := self._host.known(self.leg, conditions)) is not None:
            self._fail_rest(problem)
            return
        self._host.doing(self.leg, "asking")
        self._leave_out(asked.backend)
        self._go_on()

    def _leave_out(self, backend: Backend) -> None:
        """What this model cannot be asked."""
        untold = [one for one in self._left if not can_score(one.item.ask, backend)]
        if untold:
            self._left = deque(one for one in self._left if can_score(one.item.ask, backend))
            self._host.came(untold, [Reply(not_measurable=wording_of(NO_PROBABILITIES))] * len(untold))

    @property
    def _most_at_once(self) -> int:
        """As planned, by a backend that can."""
        can = self._asked is not None and isinstance(self._asked.backend, AnswersTogether)
        return self.leg.at_once if can else 1

    def _go_on(self) -> None:
        """Ask as much as may be under way now."""
        while not self._is_over and (asks := self._next()):
            self._ask(asks)
        if not (self._is_over or self._running or self._left or self._alone):
            self._end()

    def _next(self) -> Sequence[LegItem]:
        """What may be asked now: those that are suspected alone, scores in chunks, answers side by side."""
        if self._died:
            return ()
        if self._alone:
            return () if self._running else [self._alone.popleft()]
        if self._left and isinstance(self._left[0].item.ask, ToScore):
            return () if self._running else self._chunk()
        most = self._most_at_once
        if most > 1 and self._asked is not None and isinstance(self._asked.backend, Resident):
            most += _WAITING
        is_full = None in self._running or len(self._running) >= most
        return () if is_full or not self._left else [self._left.popleft()]

    def _chunk(self) -> list[LegItem]:
        chunk: list[LegItem] = []
        while self._left and len(chunk) < _CHUNK and isinstance(self._left[0].item.ask, ToScore):
            chunk.append(self._left.popleft())
        return chunk

    def _ask(self, asks: Sequence[LegItem]) -> None:
        assert self._asked is not None  # noqa: S101  it is warm
        first = asks[0].item.ask
        running: WritingItem | ScoringItems
        if isinstance(first, ToWrite):
            one, most = asks[0], self._most_at_once
            together = Together(most, self.leg.context) if most > 1 else None
            take = partial(self._take, one)
            running = WritingItem(first, self._asked, together, take, self._tell_if_held_up)
            self._running[one] = running
        else:
            scored = [one.item.ask for one in asks if isinstance(one.item.ask, ToScore)]
            running = ScoringItems(scored, self._asked, partial(self._take_scored, asks))
            self._running[None] = running
        running.start()

    def _tell_if_held_up(self) -> None:
        """Where nothing goes on, as its server is busy; or no longer so."""
        writing = [one for one in self._running.values() if isinstance(one, WritingItem)]
        is_held_up = bool(writing) and all(one.is_held_up for one in writing)
        if is_held_up != self._is_held_up:
            self._is_held_up = is_held_up
            self._host.doing(self.leg, "held up" if is_held_up else "asking")

    def _take(self, one: LegItem, reply: Reply, has_died: bool) -> None:  # noqa: FBT001  a callback
        was_alone = len(self._running) == 1 and not self._died
        running = self._running.pop(one)
        if isinstance(running, WritingItem) and not self._unsent.issuperset(running.unsent):
            self._unsent.update(running.unsent)
            self._host.known(self.leg, partial(_asked_without, running.unsent))
        self._settle([one], [reply], has_died=has_died, was_alone=was_alone)

    def _take_scored(
        self,
        asks: Sequence[LegItem],
        came: Sequence[Reply] | KnownError,
        has_died: bool,  # noqa: FBT001  a callback
    ) -> None:
        del self._running[None]
        if not isinstance(came, KnownError):
            self._settle(asks, came, has_died=False, was_alone=True)
        elif len(asks) > 1 and not has_died:  # one of them is to blame
            self._alone += asks
            self._go_on()
        else:
            replies = [Reply(end="failed", error=record_of(came)) for _one in asks]
            self._settle(asks, replies, has_died=has_died, was_alone=len(asks) == 1)

    def _settle(
        self, asks: Sequence[LegItem], replies: Sequence[Reply], *, has_died: bool, was_alone: bool
    ) -> None:
        """Keep what came; after a death load it again, once all that was under way has heard of it."""
        if self._is_over:
            return
        error = replies[-1].error.error if replies[-1].error is not None else None
        is_taken = has_died and isinstance(error, CancelledError)  # another room unloaded it: nobody's fault
        if is_taken or (has_died and not was_alone):
            self._died += asks
        else:
            self._host.came(asks, replies)
        is_gone = (was_alone or not has_died) and self._crashes.gives_up(has_died=has_died and not is_taken)
        is_silent = self._is_silent(error)
        if error is not None and (is_gone or is_silent):
            self._fail_rest(error)
        elif (has_died or self._died) and not self._running:
            (self._left if is_taken else self._alone).extendleft(reversed(self._died))
            self._died = []
            if self._alone or self._left:
                self._load_soon()
            else:
                self._end()
        else:
            self._go_on()

    def _is_silent(self, error: KnownError | None) -> bool:
        """Whether an endpoint failed so often that it would not answer the rest either."""
        self._failures = self._failures + 1 if error is not None and str(error) == self._why else 1
        self._why = str(error)
        is_far = not isinstance(self.leg.model, LocalModel)
        return is_far and error is not None and self._failures >= _FAILURES

    def _fail_rest(self, error: KnownError) -> None:
        running = [one for one in self._running if one is not None]
        left = [*running, *self._died, *self._alone, *self._left]
        for one in running:
            self._running.pop(one).stop()
        self._died = []
        self._alone.clear()
        self._left.clear()
        if left:
            self._host.came(left, [Reply(end="failed", error=record_of(error))] * len(left))
        self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._host.leg_over(self)


def _known(sha256: str, template: str, loaded: LoadedModel | None, at_once: int, model: RunModel) -> RunModel:
    return replace(model, sha256=sha256, template_sha256=template, loaded=loaded, at_once=at_once)


def _asked_without(unsent: Sequence[str], model: RunModel) -> RunModel:
    return replace(model, unsent=tuple(dict.fromkeys((*model.unsent, *unsent))))
