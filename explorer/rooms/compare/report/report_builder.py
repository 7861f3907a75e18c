"""Makes the report of a comparison from its document, its outcomes and the facts of its models."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from explorer.base.machine_record import UNKNOWN_MACHINE, MachineRecord
from explorer.domain.model_names import name_of_reference
from explorer.domain.units import threads_text, tokens_text
from explorer.domain.words import Words, enumerated
from explorer.local.prompt_sets import prompt_sets
from explorer.rooms.compare.document.answer_settings import budget_text, thinking_text
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn
from explorer.rooms.compare.document.prompt_sets import title_of
from explorer.rooms.compare.document.results import (
    AnswerCell,
    Failure,
    Outcome,
    Result,
    condition_parts,
    conditions_of,
    is_stale,
    latest,
    measured_words,
    nothing_words,
    sampling_words,
)
from explorer.rooms.compare.document.votes import tally
from explorer.rooms.compare.facts.compared_models import ComparedModel
from explorer.rooms.compare.measurements.measures import estimates_of, measured, measurements_of
from explorer.rooms.compare.report.portable import PortableComparison
from explorer.rooms.compare.report.report_model import (
    OwnConditions,
    Report,
    ReportAnswer,
    ReportedModel,
    ReportUnknowns,
    counts_of,
    facts_of,
    permission_of,
    unknown_of,
)
from explorer.transparency.licensing.licenses import Licenses


@dataclass(frozen=True)
class ReportContent:
    """What a report is made of. ``columns`` whose facts are read; ``problems`` by key: why others are not."""

    comparison: ComparisonRecord
    columns: tuple[ComparedModel, ...]
    licenses: Licenses
    app: str
    problems: Mapping[str, str] = field(default_factory=dict)


def report_of(content: ReportContent, made_at: datetime) -> Report:
    """Everything in the order of the document; what belongs to no column or prompt of it is left out.

    Nothing in it tells where a file lies on this disk.
    """
    content = _portable(content)
    whole = content.comparison
    document = whole.document
    outcomes = [one for one in whole.outcomes if _belongs(one, document)]
    results = [one for one in outcomes if isinstance(one, Result)]
    counted = measured(document, outcomes)
    said = _all_said(document, outcomes)
    models = _models(content, document)
    return Report(
        title=whole.title,
        made_at=made_at,
        app=content.app,
        system=document.system,
        sampling=sampling_words(document.sampling),
        models=models,
        prompts=tuple(replace(one, title=title_of(one)) for one in document.prompts),
        cautions=_cautions(document),
        said=said,
        measurements=measurements_of(document.keys, counted.results),
        left_out=counted.left_out,
        conditions=tuple(dict.fromkeys(conditions_of(one) for one in counted.results)),
        shared_conditions=enumerated(_shared(counted.results)),
        own_conditions=tuple(_own_conditions(document, counted.results)),
        estimates=estimates_of(document.keys, counted.results),
        preferences=tally(document.keys, whole.votes),
        unknown=tuple(_unknown(model, said, document) for model in models),
        machines=tuple(dict.fromkeys(_machine(one) for one in results)),
        comparison=whole,
    )


def _portable(content: ReportContent) -> ReportContent:
    named = PortableComparison(content.comparison)
    return replace(
        content,
        comparison=named.whole(content.comparison),
        columns=tuple(map(named.column, content.columns)),
        problems={named.key(key): named.words(text) for key, text in content.problems.items()},
    )


def _belongs(outcome: Outcome, document: ComparisonDocument) -> bool:
    cell = outcome.cell
    return document.column(cell.column) is not None and document.prompt(cell.prompt) is not None


def _models(content: ReportContent, document: ComparisonDocument) -> tuple[ReportedModel, ...]:
    read = {column.key: column for column in content.columns}
    labels = _labels(document, read)
    return tuple(
        _model(candidate, labels[candidate.key], read.get(candidate.key), content)
        for candidate in document.columns
    )


def _labels(document: ComparisonDocument, read: Mapping[str, ComparedModel]) -> dict[str, str]:
    """What each column is called; two of one name are numbered, so that none is taken for the other."""
    names = {}
    for one in document.columns:
        column = read.get(one.key)
        names[one.key] = one.label or (
            column.label if column is not None else name_of_reference(one.reference)
        )
    often, seen = Counter(names.values()), Counter[str]()
    for key, name in names.items():
        seen[name] += 1
        names[key] = f"{name} ({seen[name]})" if often[name] > 1 else name
    return names


def _model(
    candidate: DocumentColumn, label: str, column: ComparedModel | None, content: ReportContent
) -> ReportedModel:
    key, settings = candidate.key, _settings(candidate, content.comparison.document)
    if column is None:
        problem = content.problems.get(key) or Words("Its facts were not read.")
        title = name_of_reference(candidate.reference)
        return ReportedModel(key, candidate.reference, label, title, settings=settings, problem=problem)
    facts = facts_of(column)
    return ReportedModel(
        key=key,
        reference=column.reference,
        label=label,
        title=column.title,
        publisher=column.publisher,
        version=column.version,
        size=column.size,
        is_local=column.model is not None,
        as_of=column.repo.read_at if column.repo is not None else None,
        facts=facts,
        permission=permission_of(column, content.licenses),
        counts=counts_of(facts),
        settings=settings,
        measured=column.measured,
    )


def _cautions(document: ComparisonDocument) -> tuple[str, ...]:
    """Of the ready-made sets that prompts were taken from."""
    sources = {prompt.source for prompt in document.prompts} - {""}
    if not sources:
        return ()
    return tuple(one.caution for one in prompt_sets() if one.id in sources and one.caution)


def _settings(candidate: DocumentColumn, document: ComparisonDocument) -> str:
    """What this column is asked otherwise than the others; "" where nothing is."""
    sampling = candidate.sampling if candidate.sampling != document.sampling else None
    system = candidate.system if candidate.system != document.system else None
    think = candidate.think if candidate.think != document.think else None
    load = candidate.load
    parts = (
        sampling_words(sampling) if sampling is not None else "",
        Words("without a system prompt") if system == "" else "",
        Words("a system prompt of its own") if system else "",
        thinking_text(think.choice) if think is not None else "",
        budget_text(think.budget) if think is not None else "",
        Words("context {n}", n=f"{load.context_length:,}") if load and load.context_length else "",
        threads_text(load.threads) if load and load.threads else "",
        Words("on {device}", device=load.device) if load and load.device else "",
        Words("a chat template of its own") if load and load.template else "",
        Words("with adapters") if load and load.adapters else "",
    )
    return enumerated(parts)


def _all_said(document: ComparisonDocument, outcomes: Sequence[Outcome]) -> tuple[ReportAnswer, ...]:
    """Prompt by prompt and point by point, in the order of the columns."""
    cells = latest(outcomes)
    count = Counter(one.cell for one in outcomes if isinstance(one, Result) and one.is_whole)
    points = dict.fromkeys(cell.point for cell in cells)
    return tuple(
        _said(cells[cell], document, count[cell])
        for prompt in document.prompts
        for point in points
        for key in document.keys
        if (cell := AnswerCell(key, prompt.key, point)) in cells
    )


def _said(outcome: Outcome, document: ComparisonDocument, repeats: int) -> ReportAnswer:
    cell = outcome.cell
    if isinstance(outcome, Failure):
        problem = outcome.error.words
        return ReportAnswer(
            cell.column,
            cell.prompt,
            cell.point,
            outcome.text,
            thought=outcome.thought,
            problem=problem,
            at=outcome.at,
            repeats=repeats,
        )
    return ReportAnswer(
        column=cell.column,
        prompt=cell.prompt,
        point=cell.point,
        text=outcome.answer.text,
        thought=outcome.answer.thought,
        thought_s=outcome.thought_s,
        reason=_reason(outcome),
        numbers=measured_words(outcome) if outcome.is_whole else "",
        conditions=conditions_of(outcome),
        sha256=outcome.sha256 or "",
        untold=outcome.untold,
        system=outcome.system,
        at=outcome.at,
        repeats=repeats,
        is_stale=is_stale(outcome, document),
    )


def _reason(result: Result) -> str:
    """Why the answer ended, where it did not end by itself, or within its thought."""
    if result.is_unsaid:
        return nothing_words(result)
    return {
        "length": Words("It reached its limit of {tokens}.", tokens=tokens_text(result.sampling.max_tokens)),
        "stopped": Words("It was stopped, so it is not measured."),
        "context_full": Words("The context was full."),
    }.get(result.answer.reason, "")


def _shared(results: Sequence[Result]) -> tuple[str, ...]:
    """The conditions that all answers have in common."""
    every = [condition_parts(one) for one in results]
    return tuple(part for part in every[0] if all(part in parts for parts in every)) if every else ()


def _own_conditions(document: ComparisonDocument, results: Sequence[Result]) -> Iterator[OwnConditions]:
    shared = _shared(results)
    for key in document.keys:
        parts = (condition_parts(one) for one in results if one.cell.column == key)
        own = dict.fromkeys(part for told in parts for part in told if part not in shared)
        if own:
            yield OwnConditions(key, enumerated(own))


def _unknown(
    model: ReportedModel, said: Sequence[ReportAnswer], document: ComparisonDocument
) -> ReportUnknowns:
    answered = {one.prompt for one in said if one.column == model.key and not one.problem}
    return unknown_of(model.key, model.facts, len(document.prompts) - len(answered))


def _machine(result: Result) -> MachineRecord:
    """Answers of older versions name the processor alone."""
    known = result.machine
    return known if known != UNKNOWN_MACHINE else MachineRecord(processor=result.processor)
