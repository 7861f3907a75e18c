"""Everything that is known about one model: all rules over one reading, in the order of the rubric."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import results_of
from explorer.transparency.dataset_availability import DIMENSION, before_asking
from explorer.transparency.evidence_json import evidence_json
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import unknown_above, with_unknown
from explorer.transparency.reading import Reading, is_said
from explorer.transparency.repo_files import StatedFact, sampling_facts
from explorer.transparency.rubric import dimensions
from explorer.transparency.rules.architecture import architecture
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.compute import compute
from explorer.transparency.rules.cutoff import cutoff_and_size
from explorer.transparency.rules.evaluation import evaluation
from explorer.transparency.rules.intended_use import intended_use
from explorer.transparency.rules.languages import language
from explorer.transparency.rules.licensing import commercial_use, license_
from explorer.transparency.rules.lineage import lineage
from explorer.transparency.rules.maker import paper_and_contact
from explorer.transparency.rules.parents import bases_of_metadata
from explorer.transparency.rules.personal_data import personal_data
from explorer.transparency.rules.preparation import data_processing
from explorer.transparency.rules.quantized_file import integrity, quantization
from explorer.transparency.rules.quantized_original import or_of_original
from explorer.transparency.rules.rights import use_restrictions, weights
from explorer.transparency.rules.risks import risks
from explorer.transparency.rules.training_code import training_code
from explorer.transparency.rules.training_data import pretraining_data
from explorer.transparency.rules.tuning import post_training
from explorer.transparency.sheet_view.counts import TERMS
from explorer.transparency.sources import Sources

_RULES: dict[str, Callable[[Reading], Finding]] = {
    "weights": weights,
    "license": license_,
    "commercial_use": commercial_use,
    "use_restrictions": use_restrictions,
    "lineage": lineage,
    "pretraining_data": apart_from_base(pretraining_data),
    "post_training": apart_from_base(post_training),
    "cutoff_and_size": apart_from_base(cutoff_and_size),
    "data_processing": apart_from_base(data_processing),
    "personal_data": apart_from_base(personal_data),
    "compute": or_of_original(apart_from_base(compute)),
    "architecture": or_of_original(architecture),
    "evaluation": apart_from_base(evaluation),
    "training_code": or_of_original(apart_from_base(training_code)),
    "risks": apart_from_base(risks),
    "intended_use": apart_from_base(intended_use),
    "language": apart_from_base(language),
    "paper_and_contact": paper_and_contact,
    "quantization": quantization,
    "integrity": integrity,
}
# What a maker can disclose about the model; rights follow from the license, integrity from the bytes.
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
    found = {name: rule(reading) for name, rule in _RULES.items()}
    found[DIMENSION] = before_asking(tuple(found.values()))
    findings = tuple(found[d.id] for d in dimensions())
    if unread := sources.unread or (_CUT if reading.card and reading.card.is_cut else ""):
        findings = tuple(_unread(finding, unread) for finding in findings)
    problems = tuple(dict.fromkeys(reading.card.problems)) if reading.card else ()
    bases = bases_of_metadata(reading)
    dossier = Dossier(sources.repo or sources.file or "", findings, problems, bases=bases)
    return DossierReading(dossier, results_of(reading), tuple(sampling_facts(reading)))


def _unread(finding: Finding, why: str) -> Finding:
    """A card that could not be read is no silence: what was not found elsewhere was not checked."""
    if finding.verdict is not Verdict.NOT_DISCLOSED:
        return finding
    return replace(finding, verdict=Verdict.NOT_CHECKED, text=why)


def dossier_json(dossier: Dossier, file: str) -> dict[str, Any]:
    """For machines: ``{"file", "findings": [{"dimension", "verdict", "text", "value", "conflict", "searched",
    "proof", "from", "hops", "evidence": […], "base"}], "problems": [words]}``."""
    findings = [finding_json(f) for f in dossier.findings]
    return {"file": file, "findings": findings, "problems": [str(words) for words in dossier.problems]}


def finding_json(finding: Finding) -> dict[str, Any]:
    """``from``: whose word it is where that is another model; ``base``: what the model above says."""
    return {
        "dimension": finding.dimension,
        "verdict": str(finding.verdict),
        "text": str(finding.text),
        "value": finding.value,
        "conflict": str(finding.conflict),
        "searched": [str(place) for place in finding.searched],
        "proof": str(finding.proof),
        "from": finding.holder,
        "hops": finding.hops,
        "evidence": [evidence_json(e) for e in finding.evidence],
        **({"base": finding_json(finding.base)} if finding.base is not None else {}),
    }


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
