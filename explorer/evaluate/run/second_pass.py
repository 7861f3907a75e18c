"""Checks that another model must answer: asked when all models have replied, so that each is loaded once.

An embedding model says how alike two texts are; a judge model answers a question about an answer. What
cannot be asked leaves its check without a verdict, and says why. Each answer is judged and kept as soon as
all is said of it, so that a run which is killed goes on with what nobody has said yet.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from explorer.domain.errors import KnownError, record_of
from explorer.domain.model_names import name_of_reference
from explorer.domain.words import Words
from explorer.evaluate.checks.second_pass import JUDGE_PROMPT
from explorer.evaluate.items import Help, Item, Judged, JudgedByModels, Outcome, Reply, ToEmbed, ToWrite
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


@dataclass(frozen=True)
class _Open:
    """An outcome that has checks for other models."""

    run: EvalRun
    assignment: Assignment
    item: Item
    outcome: Outcome
    asks: tuple[ToEmbed | ToWrite, ...]


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
        self._helps: dict[Place, Help] = {}  # by place of the outcome, and of the ask
        self._judges: list[ModelLeg] = []
        self._asked: dict[str, JudgeModel] = {}  # by reference; the embedding model by ""
        self._running: ModelRun | None = None
        self._judged = 0  # what it said so far
        self._embedding: EmbeddingTexts | None = None
        self._ready: list[int] = []  # places of outcomes of which all is said
        self._settled: set[int] = set()
        self._is_asked = self._is_stopped = self._is_over = self.is_settling = False

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
        model = conditions(run_model_of(leg, leg.reference))
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
        """On another thread: the outcomes with checks that nobody has said anything of."""
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
            is_told = all(result.passed is not None for result in outcome.judged.results)
            if item is None or outcome.reply.error is not None or is_told:
                continue
            if asks := subject.helpers(item, outcome.reply):
                yield _Open(run, assignment, item, outcome, asks)

    def _begin(self, found: list[_Open]) -> None:
        if self._is_stopped:
            return
        self._open = found
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
        if self._embedding is not None and self._embedding.asked is not None:
            self._asked[_EMBEDDING] = JudgeModel("embedding", self._embedding.asked)
        self._embedding = None
        self._note(helps)
        self._judge()

    def _note(self, helps: Mapping[Place, Help]) -> None:
        """What was said; what is whole now is judged."""
        self._helps.update(helps)
        for place in dict.fromkeys(place for place, _ask in helps):
            if all((place, n) in self._helps for n in range(len(self._open[place].asks))):
                self._ready.append(place)
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
            subject = one.assignment.subject
            judge = subject.judge_model if isinstance(subject, JudgedByModels) else ""
            asks = [(n, ask) for n, ask in enumerate(one.asks) if isinstance(ask, ToWrite)]
            for n, ask in asks:
                questions.setdefault(judge, []).append(Item(f"{place}.{n}", one.item.title, ask))
        for reference, items in questions.items():
            model = models.get(reference)
            part = LegPart(self._open[0].assignment, "", tuple(items), WorkLoad())
            title = model.title if model is not None else name_of_reference(reference)
            yield self._means.planner.leg(reference, title, model, (part,))

    def _judge_next(self) -> None:
        if self._is_stopped:
            return
        if self._judges:
            self._judged = 0
            self._running = ModelRun(self._judges.pop(0), self._means, self)
            self._running.start()
            return
        self._is_asked = True
        self._ready = [place for place in range(len(self._open)) if place not in self._settled]
        self._settle_next()

    def _settle_next(self) -> None:
        """One after the other: whoever judges does it in one thread at a time."""
        if self._is_over or self._is_stopped or self.is_settling:
            return
        if self._ready:
            places, self._ready = self._ready, []
            self._settled.update(places)
            self.is_settling = True
            self._means.tasks.do(partial(self._settle, places), self._take, self._fail)
        elif self._is_asked:
            self._end(None)

    def _settle(self, places: Sequence[int]) -> list[CameOf]:
        """On another thread: judged with what came, and kept."""
        unasked: Help = record_of(KnownError(Words("It was not asked.")))
        asked: dict[int, dict[str, None]] = {}
        judged: dict[int, tuple[EvalRun, list[tuple[Outcome, Callable[[Outcome], Outcome]]]]] = {}
        for place in places:
            one = self._open[place]
            subject = one.assignment.subject
            assert isinstance(subject, JudgedByModels)  # noqa: S101  collected as such
            helps = [self._helps.get((place, n), unasked) for n in range(len(one.asks))]
            verdict = subject.judge_helped(one.item, one.outcome.reply, helps)
            change = partial(_with_verdict, subject, verdict)
            judged.setdefault(one.run.id, (one.run, []))[1].append((one.outcome, change))
            for ask in one.asks:
                reference = subject.judge_model if isinstance(ask, ToWrite) else _EMBEDDING
                asked.setdefault(one.run.id, {})[reference] = None
        for run, references in asked.items():
            known = [self._asked[reference] for reference in references if reference in self._asked]
            self._means.store.note_judges(run, known)
        change_all = self._means.store.change_outcomes
        return [CameOf(run, change_all(run.id, changes), is_again=True) for run, changes in judged.values()]

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


def _with_verdict(subject: JudgedByModels, verdict: Judged, outcome: Outcome) -> Outcome:
    judged = replace(outcome, judged=verdict)
    return replace(judged, judged=subject.settled(judged))
