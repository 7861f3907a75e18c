"""Can I get the training data? Answered once its data sets were asked for."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, Verdict
from explorer.domain.words import Words
from explorer.transparency.dataset import Dataset, datasets_of

DIMENSION = "data_availability"


def before_asking(findings: Sequence[Finding]) -> Finding:
    """Without the Hub: nothing named, a refusal, or names that were not asked for."""
    data = next((f for f in findings if f.dimension == "pretraining_data"), None)
    if data is not None and data.verdict is Verdict.CLOSED:
        return Finding(DIMENSION, Verdict.CLOSED, data.text, None, data.evidence, data.searched)
    if datasets_of(findings):
        return Finding(DIMENSION, Verdict.NOT_CHECKED, Words("Named, not looked up yet"))
    searched = data.searched if data is not None else ()
    if not searched:
        return Finding(DIMENSION, Verdict.NOT_CHECKED, Words("Not checked"))
    return Finding(
        DIMENSION, Verdict.NOT_DISCLOSED, Words("No data set is named by its Hub address"), searched=searched
    )


def with_datasets(dossier: Dossier, datasets: Sequence[Dataset]) -> Dossier:
    """The dossier with the answer that these data sets give."""
    if not datasets:
        return dossier
    found = _finding(datasets)
    findings = tuple(found if f.dimension == DIMENSION else f for f in dossier.findings)
    return replace(dossier, findings=findings)


def _finding(datasets: Sequence[Dataset]) -> Finding:
    searched = (Words("Hub"),)
    asked = [d for d in datasets if d.status != "unread"]
    value = [_value(d) for d in datasets]
    if not asked:
        text = Words("Could not be looked up")
        return Finding(DIMENSION, Verdict.NOT_CHECKED, text, value, searched=searched)
    verdict, evidence = _verdict(datasets), _evidence(asked)
    if verdict in (Verdict.NOT_CHECKED, Verdict.NOT_DISCLOSED):
        text = Words("Named, but not on the Hub, or private")
        return Finding(DIMENSION, verdict, text, value, evidence, searched)
    free = sum(d.status == "open" for d in asked)
    text = Words("{count} of {all} can be had by anyone", count=free, all=len(datasets))
    return Finding(
        DIMENSION, verdict, text, value, evidence, searched, "", Proof.RESOLVES, *_holder(datasets)
    )


def _verdict(datasets: Sequence[Dataset]) -> Verdict:
    states = {d.status for d in datasets}
    if states == {"open"}:
        return Verdict.OPEN
    if states & {"open", "gated"}:
        return Verdict.PARTIAL
    if "withheld" in states:
        return Verdict.CLOSED
    return Verdict.NOT_CHECKED if "unread" in states else Verdict.NOT_DISCLOSED


def _evidence(asked: Sequence[Dataset]) -> tuple[Evidence, ...]:
    """What the Hub answered about each, first of all whether it can be had."""
    return tuple(d.evidence[0] for d in asked if d.evidence)[:8]


def _holder(datasets: Sequence[Dataset]) -> tuple[str, int]:
    """The model above that names them all, if it is one."""
    named = {(d.named_by, d.hops) for d in datasets}
    return named.pop() if len(named) == 1 else ("", 0)


def _value(dataset: Dataset) -> dict[str, str]:
    return {
        "id": dataset.id,
        "named": dataset.named,
        "status": dataset.status,
        "license": dataset.license,
        "size": str(dataset.size),
    }
