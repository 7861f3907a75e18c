"""Checks that another model must answer: asked when all models have replied, so that each is loaded once.

An embedding model says how alike two texts are; a judge model answers a question about an answer. What
cannot be asked leaves its check without a verdict, and says why. What is said of a check is kept at once, so
that a run which is killed goes on with those that no model has spoken on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from explorer.domain.errors import ErrorRecord, KnownError
from explorer.domain.generation import AnswerTiming
from explorer.domain.model_names import name_of_reference
from explorer.evaluate.checks.second_pass import JUDGE_PROMPT
from explorer.evaluate.items import Help, Item, JudgedByModels, Outcome, Reply, ToEmbed, ToWrite
from explorer.evaluate.run.embedding import EmbeddingTexts, Place
from explorer.evaluate.run.judging import CameOf
from explorer.evaluate.run.model_run import (
    Conditions,
    LegItem,
    ModelRun,
    ModelRunHost,
    ModelWork,
    RunMeans,
)
from explorer.evaluate.run.plan import Assignment, LegPart, ModelLeg, WorkLoad
from explorer.evaluate.run.planner import run_model_of
from explorer.evaluate.store import EvalRun, JudgeModel

_EMBEDDING = ""  # in place of its reference


class Doing(Protocol):
    def __call__(self, leg: ModelLeg, what: ModelWork, fraction: float) -> None: ...


@dataclass
class _Open:
    """A check that no model has spoken on. ``helps``: what came of its ``asks``, by their places."""

    run: EvalRun
    subject: JudgedByModels
    title: str
    outcome: Outcome
    check: int
    asks: tuple[ToEmbed | ToWrite, ...]
    helps: dict[int, Help] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        return len(self.helps) == len(self.asks)

    @property
    def spoke(self) -> str | None:
        """The reference of the model that did."""
        if any(isinstance(one, ErrorRecord) for one in self.helps.values()):
            return None
        return self.subject.judge_model if isinstance(self.asks[0], ToWrite) else _EMBEDDING

    @property
    def timings(self) -> list[AnswerTiming]:
        """Of what a judge replied."""
        replies = [one for one in self.helps.values() if isinstance(one, Reply)]
        return [one.timing for one in replies if one.timing is not None]

    def judged(self, outcome: Outcome) -> Outcome:
        """As the outcome is by now."""
        helps = [self.helps[n] for n in range(len(self.asks))]
        return replace(outcome, judged=self.subject.judge_helped(outcome, self.check, helps))


class SecondPass(ModelRunHost):
    """``told`` gets what is judged anew, ``over`` is called once; ``doing`` hears which model is asked.

    ``is_settling``: what was said is being kept; after ``stop``, ``over`` is called when that is done.
    """

    def __init__(
        self,
        runs: Sequence[tuple[Assignment, EvalRun]],
        means: RunMeans,
        doing: Doing,
        told: Callable[[CameOf], None],
        over: Callable[[KnownError | None], None],
    ) -> None:
        self._runs, self._means = runs, means
        self._doing, self._told, self._over = doing, told, over
        self._open: list[_Open] = []
        self._judges: list[ModelLeg] = []
        self._asked: dict[str, JudgeModel] = {}  # by reference; the embedding model by ""
        self._running: ModelRun | None = None
        self._judged = 0  # what it said so far
        self._embedding: EmbeddingTexts | None = None
        self._left = 0  # that are not kept yet
        self._ready: list[_Open] = []  # to be kept
        self._is_stopped = self._is_over = self.is_settling = False

    def start(self) -> None:
        self._means.tasks.do(self._collect, self._begin, self._fail)

    def stop(self) -> None:
        """Ask nothing any more, and tell nothing of what was said."""
        self._is_stopped = True
        if self._running is not None:
            running, self._running = self._running, None
            running.stop()
            self._unload(running)
        if self._embedding is not None:
            self._embedding.stop()

    def doing(self, leg: ModelLeg, what: ModelWork, fraction: float = 0.0) -> None:
        if what == "asking":
            what, fraction = "judging", self._judged / max(1, leg.count)
        self._doing(leg, what, fraction)

    def known(self, leg: ModelLeg, conditions: Conditions) -> KnownError | None:
        """Kept with the runs that it judges."""
        known = self._asked.get(leg.reference)
        model = conditions(known.model if known is not None else run_model_of(leg, leg.reference))
        self._asked[leg.reference] = JudgeModel("judge", model, JUDGE_PROMPT)
        return None

    def came(self, items: Sequence[LegItem], replies: Sequence[Reply]) -> None:
        places = [one.item.key.split(".") for one in items]
        said = {(int(at), int(ask)): reply for (at, ask), reply in zip(places, replies, strict=True)}
        self._note({place: reply if reply.error is None else reply.error for place, reply in said.items()})
        self._judged += len(items)
        if self._running is not None:
            self.doing(self._running.leg, "asking")

    def leg_over(self, run: ModelRun) -> None:
        self._unload(run)
        self._running = None
        self._judge_next()

    def _unload(self, run: ModelRun) -> None:
        if run.is_own_load and run.leg.model is not None:
            self._means.backends.release(run.leg.model)

    def _collect(self) -> list[_Open]:
        """On another thread."""
        return [one for assignment, run in self._runs for one in self._of_run(assignment, run)]

    def _of_run(self, assignment: Assignment, run: EvalRun) -> Iterable[_Open]:
        subject = assignment.subject
        if not isinstance(subject, JudgedByModels) or not subject.needs_models:
            return
        chats = {model.key: model.is_chat for model in run.models}
        items = {is_chat: {item.key: item for item in subject.items(is_chat=is_chat)}
                 for is_chat in set(chats.values())}  # fmt: skip
        for outcome in self._means.store.outcomes(run.id):
            item = items[chats[outcome.model]].get(outcome.item)
            if item is None or outcome.reply.error is not None:
                continue
            for check, asks in subject.helpers(item, outcome).items():
                yield _Open(run, subject, item.title, outcome, check, asks)

    def _begin(self, found: list[_Open]) -> None:
        if self._is_stopped:
            return
        self._open, self._left = found, len(found)
        texts = {
            (place, n): ask.texts
            for place, one in enumerate(found)
            for n, ask in enumerate(one.asks)
            if isinstance(ask, ToEmbed)
        }
        if not texts:
            self._judge()
            return
        means = self._means
        self._embedding = EmbeddingTexts(
            texts, means.backends, means.core, means.hashes, means.models, self._doing, self._take_embedded
        )
        means.tasks.run(self._embedding.find, self._embedding.start, self._fail)

    def _take_embedded(self, helps: Mapping[Place, Help]) -> None:
        assert self._embedding is not None  # noqa: S101  it tells
        if self._embedding.asked is not None:
            self._asked[_EMBEDDING] = JudgeModel("embedding", self._embedding.asked)
        self._note(helps)
        if self._embedding.is_over:
            self._embedding = None
            self._judge()

    def _note(self, helps: Mapping[Place, Help]) -> None:
        for (place, n), one in helps.items():
            self._open[place].helps[n] = one
        asked = (self._open[place] for place in dict.fromkeys(place for place, _n in helps))
        self._ready += [one for one in asked if one.is_asked]
        self._settle_next()

    def _judge(self) -> None:
        """Each judge model that is named, with all its questions."""
        self._means.tasks.do(lambda: [*self._judge_legs()], self._take_judges, self._fail)

    def _take_judges(self, legs: list[ModelLeg]) -> None:
        self._judges = legs
        self._judge_next()

    def _judge_legs(self) -> Iterable[ModelLeg]:
        """On another thread: headers of files are read."""
        models = {model.id: model for model in self._means.models()}
        questions: dict[str, list[Item]] = {}
        for place, one in enumerate(self._open):
            for n, ask in enumerate(one.asks):
                if isinstance(ask, ToWrite):
                    item = Item(f"{place}.{n}", one.title, ask)
                    questions.setdefault(one.subject.judge_model, []).append(item)
        for reference, items in questions.items():
            model = models.get(reference)
            part = LegPart(self._runs[0][0], "", tuple(items), WorkLoad())
            title = model.title if model is not None else name_of_reference(reference)
            yield self._means.planner.leg(reference, title, model, (part,))

    def _judge_next(self) -> None:
        if self._is_stopped:
            return
        if self._judges:
            self._judged = 0
            self._running = ModelRun(self._judges.pop(0), self._means, self)
            self._running.start()
        else:
            self._settle_next()

    def _settle_next(self) -> None:
        """What was said meanwhile is kept together."""
        if self._is_over or self._is_stopped or self.is_settling:
            return
        if self._ready:
            some, self._ready = self._ready, []
            self._left -= len(some)
            self.is_settling = True
            self._means.tasks.do(partial(self._settle, some), self._take, self._fail)
        elif not self._left:
            self._end(None)

    def _settle(self, some: Sequence[_Open]) -> list[CameOf]:
        """On another thread: judged with what came, and kept."""
        store, came = self._means.store, list[CameOf]()
        for run in {one.run.id: one.run for one in some}.values():
            own = [one for one in some if one.run.id == run.id]
            store.note_judges(run.id, self._judges_of(own))
            changed = store.change_outcomes(run.id, [(one.outcome, one.judged) for one in own])
            came.append(CameOf(run, changed, is_again=True))
        return came

    def _judges_of(self, some: Sequence[_Open]) -> list[JudgeModel]:
        """With what these took of them."""
        judges: list[JudgeModel] = []
        for spoke in dict.fromkeys(one.spoke for one in some):
            if spoke is not None:
                timings = [timing for one in some if one.spoke == spoke for timing in one.timings]
                read = sum(one.prompt_tokens for one in timings)
                written = sum(one.answer_tokens for one in timings)
                judges.append(replace(self._asked[spoke], read=read, written=written))
        return judges

    def _take(self, came: Sequence[CameOf]) -> None:
        self.is_settling = False
        if self._is_stopped:
            self._end(None)
            return
        for one in came:
            self._told(one)
        self._settle_next()

    def _fail(self, error: KnownError) -> None:
        if not self._is_stopped:
            self.stop()
            self._end(error)
        elif self.is_settling:
            self._end(None)

    def _end(self, error: KnownError | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._over(error)
