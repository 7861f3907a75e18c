"""Can I get the training data? Answered once its data sets were asked for."""

from collections.abc import Sequence

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, SourceKind, Verdict
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
    return Dossier(dossier.subject, tuple(found if f.dimension == DIMENSION else f for f in dossier.findings))


def _finding(datasets: Sequence[Dataset]) -> Finding:
    asked = [d for d in datasets if d.status != "unread"]
    if not asked:
        return Finding(
            DIMENSION, Verdict.NOT_CHECKED, Words("Could not be looked up"), searched=(Words("Hub"),)
        )
    free = [d for d in asked if d.status == "open"]
    evidence = tuple(d.evidence or _absence(d) for d in asked)[:8]
    value = [{"id": d.id, "named": d.named, "status": d.status, "license": d.license} for d in datasets]
    verdict = Verdict.OPEN if len(free) == len(datasets) else Verdict.PARTIAL
    text = Words("{count} of {all} can be had by anyone", count=len(free), all=len(datasets))
    return Finding(DIMENSION, verdict, text, value, evidence, (Words("Hub"),), proof=Proof.RESOLVES)


def _absence(dataset: Dataset) -> Evidence:
    return Evidence(SourceKind.API, Words("data set"), dataset.words, dataset.id)
