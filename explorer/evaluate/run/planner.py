"""Makes the plan of a run from what is to be asked, the models here, and earlier runs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

import msgspec

from explorer.domain.elsewhere import AskedElsewhere, most_cost, moved, unusable
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel, writes_nothing
from explorer.domain.model import Capability, Model, Whereabouts, is_endpoint_reference
from explorer.domain.model_names import name_of_reference
from explorer.domain.tokens import Together
from explorer.domain.words import Words
from explorer.engine.backends import Backends
from explorer.evaluate.asked_counts import is_another_file
from explorer.evaluate.items import Item, TimedSubject, ToScore, ToWrite
from explorer.evaluate.run.plan import Assignment, EvalPlan, LegPart, ModelLeg, WorkLoad
from explorer.evaluate.store import EvalStore, RunModel
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.fit.measurements import model_key
from explorer.local.fit.together import MOST_TOGETHER, at_once_of
from explorer.local.warm_up import is_loaded_as, why_not_here
from explorer.services import Core

_BYTES = 3.0  # of UTF-8 in a token, rather too few
_TEMPLATE = 64  # tokens that a chat template adds, rather too many
_ROUND, _LEAST_CONTEXT = 256, 1024
_AS_SET = LoadChoice()


class EvalPlanner:
    """Reads what is known; changes nothing. Reads headers that ``Estimates.warm`` has not read yet."""

    def __init__(self, store: EvalStore, backends: Backends, core: Core) -> None:
        self._store, self._backends = store, backends
        self._estimates, self._settings, self._cores = core.estimates, core.settings, core.machine.cores

    def plan(
        self,
        assignments: Sequence[Assignment],
        models: Sequence[Model],
        load: LoadChoice = _AS_SET,
        *,
        is_forced: bool = False,
    ) -> EvalPlan:
        """All of it asked of all ``models``, loaded as the settings say where ``load`` does not."""
        legs = []
        for number, model in enumerate(models, 1):
            parts = tuple(_whole(assignments, model, str(number)))
            needed = context_needed((item for part in parts for item in part.items), model.context_length)
            options = replace(self._options(model, needed, load), is_forced=is_forced)
            legs.append(self.leg(model.id, model.title, model, parts, options))
        return EvalPlan(tuple(assignments), tuple(legs), self._backends.room())

    def join(self, assignments: Sequence[Assignment], models: Sequence[Model]) -> EvalPlan:
        """Of these models alone: what is missing of stored runs, and all of it where one is new to a run, or
        the run to be begun.
        """
        begun = [one for one in assignments if one.run is not None]
        named = {model.id: model for model in models}
        again = self.go_on(begun, named, only=True)
        legs = list(again.legs)
        for model in models:
            parts = tuple(
                _part(one, _next_key(one, model, models), one.subject.items(is_chat=model.is_chat))
                for one in assignments
                if one.run is None or not any(_is_known(known, model) for known in one.run.models)
            )
            if parts:
                needed = context_needed((item for part in parts for item in part.items), model.context_length)
                same = next((one for one in legs if _holds(one, model, needed)), None)
                if same is not None:
                    legs.remove(same)
                    parts = (*same.parts, *parts)
                options = same.options if same is not None else self._options(model, needed, _AS_SET)
                legs.append(self.leg(model.id, model.title, model, parts, options))
        return EvalPlan(tuple(assignments), tuple(legs), self._backends.room(), again.done)

    def go_on(
        self, assignments: Sequence[Assignment], models: Mapping[str, Model], *, only: bool = False
    ) -> EvalPlan:
        """What is missing of stored runs. ``models`` by their references; ``only`` they are asked."""
        parts: dict[tuple[str, LoadOptions, str], list[LegPart]] = {}
        asked: dict[tuple[str, LoadOptions, str], RunModel] = {}
        done = 0
        for assignment in assignments:
            assert assignment.run is not None  # noqa: S101  what goes on was begun
            known = self._store.done_items(assignment.run.id)
            done += sum(map(len, known.values()))
            for one in assignment.run.models:
                model = models.get(one.reference)
                if only and (model is None or is_another_file(one.file, one.sha256, model)):
                    continue
                items = assignment.subject.items(is_chat=one.is_chat)
                left = tuple(item for item in items if item.key not in known.get(one.key, ()))
                key = one.reference, one.options, one.elsewhere.host if one.elsewhere is not None else ""
                asked.setdefault(key, one)
                parts.setdefault(key, []).append(_part(assignment, one.key, left))
        legs = [
            self._leg_again(one, models.get(one.reference), tuple(parts[key])) for key, one in asked.items()
        ]
        return EvalPlan(tuple(assignments), tuple(legs), self._backends.room(), done)

    def _leg_again(self, one: RunModel, model: Model | None, parts: tuple[LegPart, ...]) -> ModelLeg:
        leg = self.leg(one.reference, one.full_title, model, parts, one.options)
        problem = moved(model, one.elsewhere) if model is not None else None
        return leg if problem is None else replace(leg, problem=problem)

    def leg(
        self,
        reference: str,
        title: str,
        model: Model | None,
        parts: tuple[LegPart, ...],
        options: LoadOptions | None = None,
    ) -> ModelLeg:
        """What a model is asked. ``options``: as it is to be loaded, such as it was before."""
        leg = ModelLeg(reference, title, parts, model, options or LoadOptions())
        if model is None or why_not_here(model):
            return replace(leg, problem=cannot_run(reference, model))
        items = [item for part in parts for item in part.items]
        needed = context_needed(items, model.context_length)
        options = options or self._options(model, needed, _AS_SET)
        written = sum(isinstance(item.ask, ToWrite) for item in items)
        most = Together(1 if any(part.is_timed for part in parts) else min(MOST_TOGETHER, written), needed)
        at_once = at_once_of(self._estimates, self._backends, model, options, most)
        warning = None
        if isinstance(model, LocalModel):
            warning = self._estimates.check(model.path, options, self._backends.room())
        able = model.capabilities
        unscored = sum(isinstance(item.ask, ToScore) and not _scores(item.ask, able) for item in items)
        leg = replace(
            leg,
            options=options,
            at_once=at_once.count,
            context=needed,
            warning=warning,
            not_measurable=unscored,
            memory=at_once.memory,
            most_cost=most_cost(model, map(_cost_of, items)),
        )
        return self._timed(leg, model)

    def _options(self, model: Model, needed: int, load: LoadChoice) -> LoadOptions:
        """As it is in memory already, if that does; else as the settings say, with the context it needs."""
        chosen = msgspec.structs.replace(load, context_length=needed)
        usual = chosen.options(self._settings.current, self._cores, model)
        found = self._backends.find(model)
        if found is None:
            return usual
        larger = replace(usual, context_length=found.options.context_length)
        is_there = found.options.context_length >= needed and is_loaded_as(self._backends, model, larger)
        return larger if is_there else usual

    def _timed(self, leg: ModelLeg, model: Model) -> ModelLeg:
        if not isinstance(model, LocalModel):
            return leg
        fit = self._estimates.fit(model.path, leg.options.context_length)
        foretold = self._estimates.predicted(model.path)
        speed = fit.speed if fit is not None else 0.0
        reading = foretold.prompt_per_second if foretold is not None else 0.0
        if not speed or not reading:
            return leg
        usual, work = self._usual_answers(leg), [part.work for part in leg.parts]
        read = sum(one.read for one in work) / reading
        at_most = read + sum(one.written for one in work) / speed
        likely = None
        if usual is not None:
            likely = read + sum(min(one.written, usual * one.answers) for one in work) / speed
        return replace(leg, at_most=at_most, likely=likely)

    def _usual_answers(self, leg: ModelLeg) -> float | None:
        """Tokens that answers of this subject had when it was run last."""
        means = [
            mean
            for part in leg.parts
            if part.items and (mean := self._store.usual_answer(part.assignment.subject.id))
        ]
        return fmean(means) if means else None


def _is_known(one: RunModel, model: Model) -> bool:
    return one.reference == model.id and not is_another_file(one.file, one.sha256, model)


def _holds(leg: ModelLeg, model: Model, needed: int) -> bool:
    """Whether more can be asked of this model as it is loaded for this leg."""
    return leg.reference == model.id and leg.problem is None and leg.options.context_length >= needed


def _cost_of(item: Item) -> tuple[str, int]:
    """Its prompt, and the tokens that the answer may have."""
    ask = item.ask
    prompt = ask.prompt if isinstance(ask.prompt, str) else "\n".join(turn.text for turn in ask.prompt)
    return prompt, ask.sampling.max_tokens if isinstance(ask, ToWrite) else 1


def load_of(item: Item) -> WorkLoad:
    ask = item.ask
    prompt = ask.prompt if isinstance(ask.prompt, str) else "\n".join(turn.text for turn in ask.prompt)
    read = tokens_of(prompt) + (0 if isinstance(ask.prompt, str) else _TEMPLATE)
    if isinstance(ask, ToScore):
        return WorkLoad(read + sum(map(tokens_of, ask.continuations)))
    return WorkLoad(read, ask.sampling.max_tokens, 1)


def tokens_of(text: str) -> int:
    """About, and rather too many."""
    return round(len(text.encode("utf-8", "replace")) / _BYTES) + 1


def context_needed(items: Iterable[Item], trained: int | None) -> int:
    """Tokens that the longest of them needs, with its answer; no more than the model was trained with."""
    work = map(load_of, items)
    needed = max((one.read + one.written for one in work), default=0)
    rounded = max(_LEAST_CONTEXT, -(-needed // _ROUND) * _ROUND)
    return min(rounded, trained) if trained else rounded


def _next_key(assignment: Assignment, model: Model, models: Sequence[Model]) -> str:
    """Of a model that joins with these ``models``, after those that are there."""
    known = assignment.run.models if assignment.run is not None else ()
    last = max((int(one.key) for one in known if one.key.isdecimal()), default=0)
    return str(last + 1 + models.index(model))


def _whole(assignments: Sequence[Assignment], model: Model, key: str) -> Iterable[LegPart]:
    for assignment in assignments:
        yield _part(assignment, key, assignment.subject.items(is_chat=model.is_chat))


def _part(assignment: Assignment, key: str, items: Sequence[Item]) -> LegPart:
    work = [load_of(item) for item in items]
    whole = WorkLoad(
        sum(one.read for one in work), sum(one.written for one in work), sum(one.answers for one in work)
    )
    subject = assignment.subject
    is_timed = isinstance(subject, TimedSubject) and subject.is_timed
    return LegPart(assignment, key, tuple(items), whole, is_timed)


def run_model_of(leg: ModelLeg, key: str) -> RunModel:
    """As it is stored before it is asked."""
    model = leg.model
    return RunModel(
        key=key,
        reference=leg.reference,
        title=_name_of(leg),
        quantization=model.quantization if model is not None else "",
        file=model_key(model) if isinstance(model, LocalModel) else "",
        is_chat=model.is_chat if model is not None else True,
        options=leg.options,
        at_once=leg.at_once,
        elsewhere=AskedElsewhere.of(model) if model is not None else None,
    )


def _name_of(leg: ModelLeg) -> str:
    """Without its quantization, which is kept beside it."""
    if not isinstance(leg.model, LocalModel):
        return leg.title
    return " · ".join(filter(None, (leg.model.name, leg.model.apart)))


def _scores(ask: ToScore, able: Collection[Capability]) -> bool:
    """As ``can_score``, of a model without its backend."""
    is_text = isinstance(ask.prompt, str)
    return Capability.SCORES in able and (is_text or Capability.RENDERS in able)


def cannot_run(reference: str, model: Model | None) -> KnownError:
    """Why this model cannot be asked at all; ``None``: it is not here."""
    if not reference:
        return NotFoundError(Words("No judge model is chosen."), Words("Choose one beside the tests."))
    if model is not None and model.where is not Whereabouts.HERE and model.why_not_usable:
        return unusable(model)
    if isinstance(model, LocalModel) and model.problem:
        return KnownError(model.problem, Words("Check or delete the file in the Library."))
    if isinstance(model, LocalModel) and not model.writes:
        return writes_nothing(model)
    if is_endpoint_reference(reference):
        name = name_of_reference(reference)
        what = Words("{name} runs at an endpoint that is not set up here.", name=name)
        return KnownError(what, Words("Set the endpoint up again."))
    return gone(reference.replace("\\", "/").rsplit("/", 1)[-1])


def gone(file: str) -> NotFoundError:
    what = Words("{file} is no longer on this disk.", file=file)
    return NotFoundError(what, Words("Download it again in Discover."))
