"""Everything that is known about one model: all rules over one reading, in the order of the rubric."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import NamedTuple

from explorer.domain.facts import Dossier, Finding, Verdict, is_said
from explorer.domain.words import Words, joined
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import results_of
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import unknown_above, with_unknown
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import StatedFact, sampling_facts
from explorer.transparency.rubric import TERMS, dimensions
from explorer.transparency.rules.lineage.metadata import bases_of_metadata
from explorer.transparency.rules.quantized_file import integrity, quantization, quantization_text
from explorer.transparency.sources import Sources

_WORK = {
    Verdict.OPEN: Words("Yes"),
    Verdict.PARTIAL: Words("Yes, with conditions"),
    Verdict.CLOSED: Words("No"),
    Verdict.NOT_DISCLOSED: Words("Not stated"),
    Verdict.NOT_CHECKED: Words("Read the license"),
}
_AT_WORK = Words("May I use it at work?")
_NOT_CHECKED = Words("Not checked")
_CUT = Words("Not checked: the card is too long to be read whole")
_NOTHING_AT_HAND = Words("No card and no answer of the Hub at hand.")


class Headline(NamedTuple):
    """A question people ask, the short answer, and what stands behind it."""

    question: str
    answer: str
    note: str


@dataclass(frozen=True)
class DossierReading:
    """One reading of all sources of one model."""

    dossier: Dossier
    results: tuple[BenchmarkResult, ...] = ()
    sampling: tuple[StatedFact, ...] = ()


def read_dossier(sources: Sources, licenses: Licenses) -> Dossier:
    """All findings, in the order of the rubric. Raises nothing because of what the sources say."""
    return read_all(sources, licenses).dossier


def read_all(sources: Sources, licenses: Licenses) -> DossierReading:
    """The findings, with the results of tests behind them and how the makers sample it. Raises as above."""
    reading = Reading(sources, licenses)
    findings = _found(reading)
    if unread := sources.unread or (_CUT if reading.card and reading.card.is_cut else ""):
        findings = tuple(_unread(finding, unread) for finding in findings)
    problems = tuple(dict.fromkeys(reading.card.problems)) if reading.card else ()
    bases = bases_of_metadata(reading)
    dossier = Dossier(sources.repo or sources.file or "", findings, problems, bases=bases)
    return DossierReading(dossier, results_of(reading), tuple(sampling_facts(reading)))


def _found(reading: Reading) -> tuple[Finding, ...]:
    found: dict[str, Finding] = {one.id: rule_at(one.rule)(reading) for one in dimensions() if one.rule}
    alone = tuple(found.values())
    found |= {one.id: rule_at(one.after)(alone) for one in dimensions() if one.after}
    return tuple(found[one.id] for one in dimensions())


def rule_at(place: str) -> Callable[..., Finding]:
    """The rule that stands there; see ``Dimension``."""
    module, _, name = place.partition(":")
    rule: Callable[..., Finding] = getattr(import_module(f"{__package__}.{module}"), name)
    return rule


def _unread(finding: Finding, why: str) -> Finding:
    """A card that could not be read is no silence: what was not found elsewhere was not checked."""
    if finding.verdict is not Verdict.NOT_DISCLOSED:
        return finding
    return replace(finding, verdict=Verdict.NOT_CHECKED, text=why)


def headline(dossier: Dossier) -> tuple[Headline, Headline, Headline]:
    """May I use it at work, is it open about itself, where does it come from."""
    return _work(dossier), _openness(dossier), _origin(dossier)


def _work(dossier: Dossier) -> Headline:
    use, stated = dossier.get("commercial_use"), dossier.get("license")
    if use is None or stated is None or (stated.verdict is Verdict.NOT_CHECKED):
        return Headline(_AT_WORK, _NOT_CHECKED, _NOTHING_AT_HAND)
    if stated.verdict is Verdict.CLOSED:
        return Headline(_AT_WORK, Words("No"), Words("Its maker grants no license."))
    conditions = use.value.get("conditions", []) if isinstance(use.value, dict) else []
    note = stated.text if use.verdict is not Verdict.NOT_DISCLOSED else Words("No license is stated.")
    if use.verdict in (Verdict.PARTIAL, Verdict.CLOSED) and conditions:
        note = Words("{license}. {condition}", license=note, condition=conditions[0])
    if use.holder:
        note = Words(
            "By {repo}, which it was made from; its own license is {own}.", repo=use.holder, own=stated.text
        )
    elif stated.conflict:
        note = Words("Sources disagree. {conflict}", conflict=stated.conflict)
    note = joined(" · ", (note, unknown_above(use)))
    return Headline(_AT_WORK, with_unknown(_WORK[use.verdict], use), note)


def _openness(dossier: Dossier) -> Headline:
    """How many questions are answered, of those that apply: a count, no mark for it."""
    question = Words("Is it open about itself?")
    about = (f for f in dossier.findings if f.dimension not in TERMS)
    asked = [f for f in about if f.verdict is not Verdict.NOT_APPLICABLE]
    if not any(f.verdict is not Verdict.NOT_CHECKED for f in asked):
        return Headline(question, _NOT_CHECKED, _NOTHING_AT_HAND)
    said = sum(is_said(f) for f in asked)
    answer = Words("{n} of {all} disclosed", n=said, all=len(asked))
    return Headline(question, answer, joined(" · ", _most_asked(dossier, asked)))


def _most_asked(dossier: Dossier, asked: Sequence[Finding]) -> tuple[str, ...]:
    """What the count hides: are the training data named, what is said in part, what nobody looked at."""
    partly = sum(f.verdict is Verdict.PARTIAL for f in asked)
    unread = sum(f.verdict is Verdict.NOT_CHECKED for f in asked)
    data = dossier.get("pretraining_data")
    is_silent = data is not None and data.verdict is Verdict.NOT_DISCLOSED
    return (
        Words("Training data: not disclosed") if is_silent else "",
        Words("{n} of them in part", n=partly) if partly else "",
        Words("{n} not checked", n=unread) if unread else "",
    )


def _origin(dossier: Dossier) -> Headline:
    lineage_ = dossier.get("lineage")
    question = Words("Where does it come from?")
    if lineage_ is None or not is_said(lineage_):
        is_unread = lineage_ is None or lineage_.verdict is Verdict.NOT_CHECKED
        answer = _NOT_CHECKED if is_unread else Words("Not disclosed")
        return Headline(question, answer, Words("No parent is named."))
    return Headline(question, lineage_.text, lineage_.conflict or lineage_.evidence[0].place)


def with_file(dossier: Dossier, file: Sources, licenses: Licenses) -> Dossier:
    """The dossier of a repo with what is known of this file by its name, its header and its bytes."""
    reading = Reading(file, licenses)
    told = {finding.dimension: finding for finding in (quantization(reading), integrity(reading))}
    findings = (_with_own(finding, told.get(finding.dimension)) for finding in dossier.findings)
    return replace(dossier, findings=tuple(findings))


def _with_own(finding: Finding, of_file: Finding | None) -> Finding:
    if of_file is None or not of_file.evidence:
        return finding
    if finding.verdict in (Verdict.NOT_DISCLOSED, Verdict.NOT_CHECKED):
        return of_file
    if finding.dimension == "quantization":
        return _with_type(finding, of_file)
    return finding


def _with_type(finding: Finding, of_file: Finding) -> Finding:
    """Who made the files of a repo and how is said of all; which type this one has, by itself."""
    said, own = finding.value, of_file.value
    if not isinstance(said, dict) or not isinstance(own, dict) or "type" not in own:
        return finding
    value = said | {"type": own["type"]}
    evidence = (*of_file.evidence, *finding.evidence)[:8]
    return replace(finding, text=quantization_text(value), value=value, evidence=evidence)
