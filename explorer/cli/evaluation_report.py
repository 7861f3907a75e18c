"""What `omx test` tells of its runs: as JSON for machines, and in a table for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.cli.evaluation_run import AskedRun
from explorer.cli.output import table
from explorer.domain.generation import LoadedModel
from explorer.evaluate.items import Item, Outcome
from explorer.evaluate.statistics import FEWEST_FOR_RATE, wilson
from explorer.evaluate.store import EvalStore, RunModel


@dataclass(frozen=True)
class ModelReport:
    """Of ``count`` items that could be judged ``passed``; ``failures`` were no answers. ``low``, ``high``:
    the 95 % interval of the rate, ``None`` of too few. ``told``: what may be said of a pack, in words.
    """

    title: str
    reference: str
    quantization: str
    sha256: str
    template_sha256: str
    loaded: LoadedModel | None
    at_once: int
    passed: int
    count: int
    failures: int
    not_measurable: int
    low: float | None
    high: float | None
    told: str
    items: tuple[Mapping[str, Any], ...]

    @property
    def rate(self) -> float:
        """0 where nothing could be judged."""
        return self.passed / self.count if self.count else 0.0


@dataclass(frozen=True)
class SubjectReport:
    """A set or pack. ``version``: results of another one are another measurement."""

    subject: str
    title: str
    version: str
    run: int
    began_at: str
    seed: int
    is_quick: bool
    models: tuple[ModelReport, ...]


@dataclass(frozen=True)
class EvaluationReport:
    subjects: tuple[SubjectReport, ...]


def report_of(store: EvalStore, runs: Sequence[AskedRun]) -> EvaluationReport:
    return EvaluationReport(tuple(_subject(store, one) for one in runs))


def report_text(report: EvaluationReport) -> str:
    """A line for each model, under each subject."""
    return "\n\n".join(
        f"{subject.title}\n{table([_row(model) for model in subject.models])}" for subject in report.subjects
    )


def _row(model: ModelReport) -> list[str]:
    if model.told:
        return [f"  {model.title}", model.told]
    counted = f"{model.passed} of {model.count} passed"
    interval = ""
    if model.low is not None and model.high is not None:
        interval = f"plausible {100 * model.low:.0f}-{100 * model.high:.0f} %"
    rest = [
        f"{count} {words}"
        for count, words in ((model.failures, "without an answer"), (model.not_measurable, "not measurable"))
        if count
    ]
    return [f"  {model.title}", counted, interval, ", ".join(rest)]


def _subject(store: EvalStore, asked: AskedRun) -> SubjectReport:
    run = asked.run
    outcomes = store.outcomes(run.id)
    models = tuple(
        _model(asked, model, [one for one in outcomes if one.model == model.key]) for model in run.models
    )
    terms = run.terms
    return SubjectReport(
        run.subject, run.title, run.version, run.id, run.began_at, terms.seed, terms.is_quick, models
    )


def _model(asked: AskedRun, model: RunModel, outcomes: Sequence[Outcome]) -> ModelReport:
    subject = asked.assignment.subject
    failures = sum(one.reply.error is not None for one in outcomes)
    passed = sum(one.judged.verdict == "pass" for one in outcomes)
    count = failures + sum(one.judged.verdict != "unknown" for one in outcomes)
    interval = wilson(passed, count) if count >= FEWEST_FOR_RATE else None
    result = getattr(subject, "result", None)
    told = result(outcomes, is_chat=model.is_chat).words if result is not None else ""
    items = {item.key: item for item in subject.items(is_chat=model.is_chat)}
    return ModelReport(
        title=model.title,
        reference=model.reference,
        quantization=model.quantization,
        sha256=model.sha256,
        template_sha256=model.template_sha256,
        loaded=model.loaded,
        at_once=model.at_once,
        passed=passed,
        count=count,
        failures=failures,
        not_measurable=sum(one.reply.not_measurable is not None for one in outcomes),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        told=str(told),
        items=tuple(_item(items.get(one.item), one) for one in outcomes),
    )


def _item(item: Item | None, outcome: Outcome) -> Mapping[str, Any]:
    reply, judged = outcome.reply, outcome.judged
    return {
        "item": outcome.item,
        "title": item.title if item is not None else "",
        "verdict": judged.verdict,
        "short": str(judged.short.words),
        "checks": [{"passed": one.passed, "why": str(one.why.words)} for one in judged.results],
        "values": judged.values,
        "sent": reply.sent,
        "text": reply.text,
        "thought": reply.thought,
        "end": reply.end,
        "timing": reply.timing,
        "scores": reply.scores,
        "error": str(reply.error.error) if reply.error is not None else "",
        "not_measurable": str(reply.not_measurable.words) if reply.not_measurable is not None else "",
    }
