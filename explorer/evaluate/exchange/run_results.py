"""All that came of a run, in one value: what the files of ``results.py`` are written from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from explorer.domain.model_names import portable_reference
from explorer.domain.words import Words
from explorer.evaluate.checks.kinds import summary_of
from explorer.evaluate.checks.kinds import title_of as check_title
from explorer.evaluate.comparison import JudgedModel, ModelComparison, compare_models
from explorer.evaluate.eval_set import title_of
from explorer.evaluate.items import Outcome
from explorer.evaluate.packs.pack import PackResult
from explorer.evaluate.packs.registry import pack_of
from explorer.evaluate.results.board import RunBoard
from explorer.evaluate.results.outcome_marks import PlacedMark, mark_of
from explorer.evaluate.results.pack_board import PackLine
from explorer.evaluate.results.rates import grouped
from explorer.evaluate.results.run_source import RunSource, source_of
from explorer.evaluate.set_subject import SetSubject
from explorer.evaluate.store import EvalRun, RunModel, StoredSet


@dataclass(frozen=True)
class ResultItem:
    """``checks``: what each of them looked for, in one line."""

    key: str
    title: str
    group: str = ""
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunResults:
    """``outcomes``: by the keys of model and item, with the person’s own verdicts in them.
    ``found``: what may be said of each model, by its key, where it ran a pack.
    """

    run: EvalRun
    items: tuple[ResultItem, ...]
    outcomes: Mapping[str, Mapping[str, Outcome]]
    found: Mapping[str, PackResult]

    @cached_property
    def source(self) -> RunSource:
        """What was asked."""
        return source_of(self.run)

    @cached_property
    def board(self) -> RunBoard:
        """As it is shown."""
        board = RunBoard(self.run, self.source.rows)
        came = (one for by_item in self.outcomes.values() for one in by_item.values())
        board.put(PlacedMark(n, one.model, one.item, mark_of(one)) for n, one in enumerate(came, 1))
        return board

    @property
    def lines(self) -> tuple[PackLine, ...]:
        """``found`` as it is shown and compared."""
        told = (model for model in self.run.models if model.key in self.found)
        return tuple(PackLine(model, self.found[model.key], self.run) for model in told)

    @property
    def told(self) -> Mapping[str, Words]:
        """``found`` in words."""
        return {key: result.words for key, result in self.found.items()}

    @property
    def pairs(self) -> Iterator[tuple[int, ResultItem, RunModel, Outcome]]:
        """Every outcome with the number of its item, model by model."""
        for model in self.run.models:
            came = self.outcomes.get(model.key, {})
            for number, item in enumerate(self.items, 1):
                if (outcome := came.get(item.key)) is not None:
                    yield number, item, model, outcome

    def passed(self, model: RunModel) -> Mapping[str, bool]:
        """Whether it passed, of each item that was judged; what was not answered is not."""
        came = self.outcomes.get(model.key, {})
        judged = ((key, one.judged.verdict) for key, one in came.items() if one.reply.error is None)
        return {key: verdict == "pass" for key, verdict in judged if verdict != "unknown"}

    def grouped(self, passed: Mapping[str, bool]) -> tuple[tuple[int, int], ...]:
        """Of ``told_of``."""
        return grouped(passed, {item.key: item.group for item in self.items})

    def comparison(self) -> ModelComparison | None:
        """Of a set with several models; ``None`` of a pack, whose rates are never merged into one."""
        if len(self.run.models) < 2 or self.run.terms.document is None:
            return None
        models = [JudgedModel(model_text(model), self.passed(model)) for model in self.run.models]
        return compare_models(models, {item.key: item.group for item in self.items})


def results_of(run: EvalRun, outcomes: Sequence[Outcome]) -> RunResults:
    """``outcomes`` as the store has them. Takes a while of many; raises nothing.

    Nothing in them tells where a file lies on this disk.
    """
    run, outcomes = _portable(run, outcomes)
    items, settled = _of_set(run, outcomes) if run.terms.document is not None else _of_pack(run, outcomes)
    by_model: dict[str, dict[str, Outcome]] = {model.key: {} for model in run.models}
    for outcome in settled:
        by_model.setdefault(outcome.model, {})[outcome.item] = outcome
    return RunResults(run, items, by_model, _found(run, by_model))


def model_text(model: RunModel) -> str:
    """With its quantization, which tells two files of one model apart."""
    return " · ".join(filter(None, (model.title, model.quantization)))


def _portable(run: EvalRun, outcomes: Sequence[Outcome]) -> tuple[EvalRun, Sequence[Outcome]]:
    keys: dict[str, str] = {}
    for model in run.models:
        key = portable_reference(model.key)
        keys[model.key] = key if key not in keys.values() else f"{key} {len(keys) + 1}"
    models = tuple(_portable_model(model, keys[model.key]) for model in run.models)
    terms, document = run.terms, run.terms.document
    if document is not None:
        terms = replace(terms, document=replace(document, judge=portable_reference(document.judge)))
    moved = [replace(one, model=keys[one.model]) for one in outcomes if one.model in keys]
    return replace(run, models=models, terms=terms), moved


def _portable_model(model: RunModel, key: str) -> RunModel:
    loaded = model.loaded
    if loaded is not None:
        loaded = replace(loaded, name=portable_reference(loaded.name))
    reference = portable_reference(model.reference)
    return replace(model, key=key, reference=reference, options=model.options.leaving, loaded=loaded)


def _of_set(run: EvalRun, outcomes: Sequence[Outcome]) -> tuple[tuple[ResultItem, ...], list[Outcome]]:
    document = run.terms.document
    assert document is not None  # noqa: S101
    subject = SetSubject(StoredSet(0, run.title, document, ""))
    items = []
    for case in document.cases:
        checks = (
            ": ".join(filter(None, (check_title(one), summary_of(one)))) for one in subject.checks(case.key)
        )
        items.append(ResultItem(case.key, title_of(case), case.group, tuple(checks)))
    return tuple(items), [replace(one, judged=subject.settled(one)) for one in outcomes]


def _of_pack(run: EvalRun, outcomes: Sequence[Outcome]) -> tuple[tuple[ResultItem, ...], list[Outcome]]:
    pack = pack_of(run.subject, run.terms.seed, is_quick=run.terms.is_quick)
    if pack is None:  # of another version: its keys are all that is known
        keys = dict.fromkeys(one.item for one in outcomes)
        return tuple(ResultItem(key, key) for key in keys), list(outcomes)
    items = tuple(ResultItem(one.key, one.title, one.group) for one in pack.items(is_chat=True))
    return items, list(outcomes)


def _found(run: EvalRun, outcomes: Mapping[str, Mapping[str, Outcome]]) -> dict[str, PackResult]:
    pack = pack_of(run.subject, run.terms.seed, is_quick=run.terms.is_quick)
    if run.terms.document is not None or pack is None or pack.version != run.version:
        return {}
    return {
        model.key: pack.result(tuple(outcomes[model.key].values()), is_chat=model.is_chat)
        for model in run.models
    }
