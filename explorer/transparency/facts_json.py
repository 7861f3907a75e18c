"""What is known of a model as JSON, for machines.

``card_json`` is the fixed form of a card read alone; the others, with ``dossier_json``, hold all there is.
"""

from typing import Any

from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.dataset import Dataset
from explorer.transparency.evidence_json import evidence_json
from explorer.transparency.licensing.chain import LicenseChain
from explorer.transparency.lineage.hops import Hop
from explorer.transparency.lineage.inheritance import inherited
from explorer.transparency.repo_files import StatedFact


def card_json(dossier: Dossier, file: str) -> dict[str, Any]:
    """One card file and nothing else: ``{"file", "findings": [{"dimension", "verdict", "value", "evidence":
    [{"quote", "first_line", "last_line"}]}]}``, and ``"problems": [words]`` where the card is not in order.

    What a card alone cannot answer is not disclosed by it, so ``not_checked`` does not occur.
    """
    problems = [str(words) for words in dossier.problems]
    return {
        "file": file,
        "findings": [_of_card(finding) for finding in dossier.findings],
        **({"problems": problems} if problems else {}),
    }


def _of_card(finding: Finding) -> dict[str, Any]:
    is_open = finding.verdict is Verdict.NOT_CHECKED
    lines = [e for e in finding.evidence if e.first_line]
    return {
        "dimension": finding.dimension,
        "verdict": str(Verdict.NOT_DISCLOSED if is_open else finding.verdict),
        "value": finding.value,
        "evidence": [
            {"quote": str(e.quote), "first_line": e.first_line, "last_line": e.last_line} for e in lines
        ],
    }


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


def hop_json(hop: Hop) -> dict[str, Any]:
    """``state``: read, gated, gone, unread; ``named``: what its child calls it, where it was renamed."""
    findings = hop.dossier.findings if hop.dossier is not None else ()
    return {
        "repo": hop.repo,
        "named": hop.named,
        "hop": hop.depth,
        "child": hop.child,
        "relation": hop.relation,
        "commit": hop.commit,
        "state": hop.state,
        "why": str(hop.why),
        "findings": [finding_json(inherited(f, hop)) for f in findings],
    }


def chain_json(chain: LicenseChain) -> dict[str, Any]:
    """``verdict``: same, stricter, conflict, unknown, not_stated; ``licenses``: the strictest first.
    ``silent``: the models above of which none is known.
    """
    return {
        "verdict": chain.verdict,
        "text": str(chain.words),
        "licenses": [
            {
                "repo": step.repo,
                "hop": step.hops,
                "license": step.finding.value,
                "text": str(step.finding.text),
                "evidence": [evidence_json(e) for e in step.finding.evidence[:1]],
            }
            for step in chain.steps
        ],
        "silent": list(chain.silent),
    }


def dataset_json(dataset: Dataset) -> dict[str, Any]:
    """``status``: open, gated, withheld, gone, unread; ``size`` as stated; ``findings`` of its own card."""
    return {
        "named": dataset.named,
        "id": dataset.id,
        "named_by": dataset.named_by,
        "hop": dataset.hops,
        "status": dataset.status,
        "text": str(dataset.words),
        "license": dataset.license,
        "size": str(dataset.size),
        "evidence": [evidence_json(e) for e in dataset.evidence],
        "findings": [finding_json(f) for f in dataset.findings],
    }


def result_json(result: BenchmarkResult) -> dict[str, Any]:
    """``value`` as written; ``model``: whose, "" for this model; ``proof``: claimed, verified, community."""
    return {
        "benchmark": result.benchmark,
        "metric": result.metric,
        "value": result.value,
        "setting": result.setting,
        "model": result.model,
        "proof": result.proof,
        "source": result.source,
        "date": result.dated,
        "evidence": evidence_json(result.evidence),
    }


def stated_json(stated: StatedFact) -> dict[str, Any]:
    return {"name": stated.name, "value": stated.value, "evidence": evidence_json(stated.evidence)}
