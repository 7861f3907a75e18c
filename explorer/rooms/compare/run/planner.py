"""Makes the plan of a run from the document, the models on this disk, and earlier measurements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from explorer.domain.elsewhere import most_cost, unusable
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel, writes_nothing
from explorer.domain.model import Model, Whereabouts, is_endpoint_reference
from explorer.domain.model_names import name_of_reference
from explorer.domain.tokens import Together
from explorer.domain.words import Words
from explorer.engine.backends import Backends
from explorer.local.fit.measurements import FEWEST_MEASUREMENTS, model_key
from explorer.local.fit.together import MOST_TOGETHER, at_once_of, context_for
from explorer.local.warm_up import is_loaded_as, loads_alike, why_not_here
from explorer.rooms.compare.document.answer_settings import point_of
from explorer.rooms.compare.document.answer_store import AnswerStore
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn
from explorer.rooms.compare.document.results import PredictedNumbers, Result, gone_error, unknown_endpoint
from explorer.rooms.compare.measurements.measures import measures
from explorer.rooms.compare.run.plan import ColumnPlan, PlanStep, RunPlan, steps_of
from explorer.services import Core

_LETTERS = 4.0  # of English in a token, where this model was not measured yet
_TEMPLATE = 12  # tokens that a chat template adds, as most do


@dataclass(frozen=True)
class EarlierAnswers:
    """Answers of before, the latest first: of all models, and of each file by its key (see local.fit)."""

    latest: tuple[Result, ...] = ()
    of_files: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)


class RunPlanner:
    """Reads what is known; changes nothing. Reads headers that ``Estimates.warm`` has not read yet."""

    def __init__(self, answers: AnswerStore, backends: Backends, core: Core) -> None:
        self._answers, self._backends = answers, backends
        self._estimates, self._settings, self._cores = core.estimates, core.settings, core.machine.cores

    def plan(
        self,
        document: ComparisonDocument,
        models: Mapping[str, Model],
        steps: Sequence[PlanStep] | None = None,
        remembered: EarlierAnswers | None = None,
    ) -> RunPlan:
        """``models`` on this disk, by the columns' keys. ``steps``: only these, for what is asked again.

        ``remembered``: what ``remember`` gave for these models, if it was asked before.
        """
        asked = steps_of(document) if steps is None else steps
        wanted = [step for step in asked if document.prompt(step.prompt) is not None]
        past = _Past(remembered or self.remember(models.values()))
        legs = [
            self._leg(document, column, models.get(column.key), own, past)
            for column in document.columns
            if (own := tuple(step for step in wanted if step.column == column.key))
        ]
        needs = [leg.predicted.memory for leg in legs if leg.problem is None]
        return RunPlan(
            legs=_in_turn(legs),
            is_parallel=document.is_parallel,
            is_kept_loaded=document.is_kept_loaded,
            together=sum(needs),
            largest=max(needs, default=0),
            free=self._backends.room(),
            errors=past.errors(),
        )

    def remember(self, models: Iterable[Model]) -> EarlierAnswers:
        """Reads answers of before and headers: where a screen waits, on another thread."""
        known = tuple(models)
        self._estimates.headers.warm(model.path for model in known if isinstance(model, LocalModel))
        of_files = {key: self._answers.results_of_file(key) for key in map(model_key, known)}
        return EarlierAnswers(self._answers.latest_results(), of_files)

    def _leg(
        self,
        document: ComparisonDocument,
        column: DocumentColumn,
        model: Model | None,
        steps: tuple[PlanStep, ...],
        past: "_Past",
    ) -> ColumnPlan:
        title = column.label or (model.title if model is not None else name_of_reference(column.reference))
        if model is None or why_not_here(model):
            return ColumnPlan(column.key, title, steps, problem=_cannot_run(column, model))
        options = document.asked(column).load.options(self._settings.current, self._cores, model)
        seen = past.of_file(model_key(model))
        predicted = self._predicted(model, options, seen, past)
        most = Together(1, 0)
        if document.asks_together:
            most = Together(min(MOST_TOGETHER, len(steps)), _context(document, column, steps, options))
        at_once = at_once_of(self._estimates, self._backends, model, options, most)
        leg = ColumnPlan(
            column.key,
            title,
            steps,
            options,
            model,
            predicted=replace(predicted, memory=at_once.memory),
            at_once=at_once.count,
            context=most.context,
            why_alone=at_once.why if at_once.count == 1 < most.at_once else "",
            is_loaded=is_loaded_as(self._backends, model, options),
            warning=self._warning(model, options),
            most_cost=most_cost(model, _asked(document, column, steps)),
        )
        return _timed(leg, document, column, seen)

    def _warning(self, model: Model, options: LoadOptions) -> KnownError | None:
        if not isinstance(model, LocalModel):
            return None
        return self._estimates.check(model.path, options, self._backends.room())

    def _predicted(
        self, model: Model, options: LoadOptions, seen: Sequence[Result], past: "_Past"
    ) -> PredictedNumbers:
        if not isinstance(model, LocalModel):
            speed = _middle(one.answer.measured.tokens_per_second for one in seen)
            return PredictedNumbers(tokens_per_second=speed)
        fit = self._estimates.fit(model.path, options.context_length)
        reading = self._estimates.predicted(model.path)
        prompt_speed = _middle(one.prompt_per_second for one in seen)
        if not prompt_speed and reading is not None:
            prompt_speed = reading.prompt_per_second
        return PredictedNumbers(
            tokens_per_second=fit.speed if fit is not None else 0.0,
            load_s=_middle(one.load_s or 0.0 for one in seen) or past.load_s(model.size),
            prompt_per_second=prompt_speed,
        )


class _Past:
    """Of what was remembered, the fair answers: how fast this disk is, and how far off estimates were."""

    def __init__(self, remembered: EarlierAnswers) -> None:
        self._remembered = remembered
        self._results = _fair(remembered.latest)

    def of_file(self, key: str) -> list[Result]:
        return _fair(self._remembered.of_files.get(key, ()))

    def load_s(self, size: int) -> float:
        """As fast as other files of this disk were loaded; 0 where none was."""
        speed = _middle(r.file_size / r.load_s for r in self._results if r.file_size and r.load_s)
        return size / speed if speed else 0.0

    def errors(self) -> dict[str, tuple[float, ...]]:
        """By measure, where enough answers tell."""
        found = {one.id: one.errors(self._results) for one in measures()}
        return {name: errors for name, errors in found.items() if len(errors) >= FEWEST_MEASUREMENTS}


def _fair(results: Iterable[Result]) -> list[Result]:
    return [one for one in results if one.is_whole and not one.beside]


def _middle(values: Iterable[float]) -> float:
    known = [value for value in values if value > 0]
    return median(known) if known else 0.0


def _timed(
    leg: ColumnPlan, document: ComparisonDocument, column: DocumentColumn, seen: Sequence[Result]
) -> ColumnPlan:
    """With first tokens and the time in all; ``None`` where nothing is known of the speed."""
    firsts = {step: _first_token_s(leg.predicted, document, column, step, seen) for step in leg.steps}
    predicted = replace(leg.predicted, first_token_s=_middle(firsts.values()))
    leg = replace(leg, predicted=predicted, first_tokens=firsts)
    speed = predicted.tokens_per_second
    if not speed:
        return leg
    usual = round(_middle(one.answer.measured.answer_tokens for one in seen))
    limits = [document.asked(column, point_of(step.point)).sampling.max_tokens for step in leg.steps]
    fixed = sum(firsts.values()) + (0.0 if leg.is_loaded else predicted.load_s)
    return replace(
        leg,
        at_most=fixed + sum(limits) / speed,
        likely=fixed + sum(min(limit, usual) for limit in limits) / speed
        if usual and leg.at_once == 1
        else None,  # sooner than one by one, nobody knows by how much
    )


def _context(
    document: ComparisonDocument, column: DocumentColumn, steps: Sequence[PlanStep], options: LoadOptions
) -> int:
    """Tokens that each of several answers at once has room for: as many as it would use alone."""
    asked = [document.asked(column, point_of(step.point)) for step in steps]
    prompts = (document.prompt(step.prompt) for step in steps)
    texts = (one.text + asked[0].system for one in prompts if one is not None)
    return context_for(texts, max(one.sampling.max_tokens for one in asked), options.context_length)


def _asked(
    document: ComparisonDocument, column: DocumentColumn, steps: Sequence[PlanStep]
) -> Iterator[tuple[str, int]]:
    """Each prompt with its system prompt, and the tokens that its answer may have."""
    for step in steps:
        if (prompt := document.prompt(step.prompt)) is not None:
            asked = document.asked(column, point_of(step.point))
            yield asked.system + prompt.text, asked.sampling.max_tokens


def _first_token_s(
    predicted: PredictedNumbers,
    document: ComparisonDocument,
    column: DocumentColumn,
    step: PlanStep,
    seen: Sequence[Result],
) -> float:
    """Seconds until the first token, 0 where nothing is known of the speed."""
    prompt = document.prompt(step.prompt)
    if prompt is None or not predicted.prompt_per_second:
        return 0.0
    letters = len(prompt.text) + len(document.asked(column).system)
    tokens = letters / _letters(seen) + _TEMPLATE
    token_s = 1 / predicted.tokens_per_second if predicted.tokens_per_second else 0.0
    return tokens / predicted.prompt_per_second + token_s


def _letters(seen: Sequence[Result]) -> float:
    """Letters a token of this model, as its prompts were cut before."""
    return _middle(len(r.answer.sent) / r.answer.measured.prompt_tokens
                   for r in seen if r.answer.measured.prompt_tokens) or _LETTERS  # fmt: skip


def _in_turn(legs: Sequence[ColumnPlan]) -> tuple[ColumnPlan, ...]:
    """In the order of the columns, but columns of one file that load alike follow each other."""
    ordered: list[ColumnPlan] = []
    for leg in legs:
        same = [n for n, one in enumerate(ordered) if is_same_load(one, leg)]
        ordered.insert(same[-1] + 1 if same else len(ordered), leg)
    return tuple(ordered)


def is_same_load(one: ColumnPlan, other: ColumnPlan) -> bool:
    """Whether the model of one need not be loaded again for the other."""
    if one.model is None or other.model is None or one.model.id != other.model.id:
        return False
    return loads_alike(one.options, other.options)


def _cannot_run(column: DocumentColumn, model: Model | None) -> KnownError:
    if isinstance(model, LocalModel) and model.problem:
        return KnownError(model.problem, Words("Check or delete the file in the Library."))
    if isinstance(model, LocalModel) and not model.writes:
        return writes_nothing(model)
    if model is not None and model.where is not Whereabouts.HERE:
        return unusable(model)
    if is_endpoint_reference(column.reference):
        return unknown_endpoint(column.reference)
    name = column.reference.replace("\\", "/").rsplit("/", 1)[-1]
    if name.lower().endswith(".gguf") or model is not None:
        return gone_error(name)
    return NotFoundError(Words("It is not downloaded."), Words("Download it, then run this column."))
