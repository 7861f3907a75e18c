"""Can I get the training data? Answered once its data sets were asked for."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.dataset import Dataset, NamedDataset, Status, datasets_of

_ID = "data_availability"


def before_asking(findings: Sequence[Finding]) -> Finding:
    """Without the Hub: nothing named, a refusal, or names that were not asked for."""
    told = {f.dimension: f for f in findings}
    data, tuning = told.get("pretraining_data"), told.get("post_training")
    if data is not None and data.verdict is Verdict.CLOSED:
        return _refused(data)
    if datasets_of(findings):
        return Finding(_ID, Verdict.NOT_CHECKED, Words("Named, not looked up yet"))
    if tuning is not None and tuning.verdict is Verdict.CLOSED:
        return _refused(tuning)
    searched = data.searched if data is not None else ()
    if not searched:
        return Finding(_ID, Verdict.NOT_CHECKED, Words("Not checked"))
    return Finding(
        _ID, Verdict.NOT_DISCLOSED, Words("No data set is named by its Hub address"), searched=searched
    )


def _refused(data: Finding) -> Finding:
    return Finding(_ID, Verdict.CLOSED, data.text, None, data.evidence, data.searched)


def with_datasets(dossier: Dossier, datasets: Sequence[Dataset]) -> Dossier:
    """The dossier with the answer that these data sets give; of many not all were asked for."""
    if not datasets:
        return dossier
    asked = {dataset.named for dataset in datasets}
    found = _finding(datasets, [n for n in datasets_of(dossier.findings) if n.name not in asked])
    findings = tuple(found if f.dimension == _ID else f for f in dossier.findings)
    return replace(dossier, findings=findings)


def _finding(datasets: Sequence[Dataset], unasked: Sequence[NamedDataset]) -> Finding:
    searched = (Words("Hub"),)
    asked = [d for d in datasets if d.status != "unread"]
    value = [*map(_value, datasets), *map(_unasked, unasked)]
    if not asked:
        text = Words("Could not be looked up")
        return Finding(_ID, Verdict.NOT_CHECKED, text, value, searched=searched)
    unknown = len(value) - len(asked)
    verdict, evidence = _verdict({d.status for d in asked}, is_whole=not unknown), _evidence(asked)
    text = _words(verdict, asked, unknown)
    if verdict in (Verdict.NOT_CHECKED, Verdict.NOT_DISCLOSED):
        return Finding(_ID, verdict, text, value, evidence, searched)
    proof = Proof.CLAIMED if unknown else Proof.RESOLVES
    return Finding(_ID, verdict, text, value, evidence, searched, "", proof, *_holder(datasets))


def _verdict(states: set[Status], *, is_whole: bool) -> Verdict:
    """``states``: what is known; ``is_whole``: of each that is named."""
    if states == {"open"} and is_whole:
        return Verdict.OPEN
    if states & {"open", "gated"}:
        return Verdict.PARTIAL
    if not is_whole:
        return Verdict.NOT_CHECKED
    return Verdict.CLOSED if "withheld" in states else Verdict.NOT_DISCLOSED


def _words(verdict: Verdict, asked: Sequence[Dataset], unknown: int) -> Words:
    """``unknown``: how many were not asked for, or did not answer."""
    if verdict is Verdict.NOT_DISCLOSED:
        return Words("Named, but not on the Hub, or private")
    if verdict is Verdict.NOT_CHECKED:
        return Words(
            "{count} of {all} looked up, and none can be had", count=len(asked), all=len(asked) + unknown
        )
    free = sum(d.status == "open" for d in asked)
    said = Words("{count} of {all} can be had by anyone", count=free, all=len(asked) + unknown)
    return joined(" · ", (said, Words("{count} not looked up", count=unknown) if unknown else ""))


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


def _unasked(named: NamedDataset) -> dict[str, str]:
    return {"id": named.name, "named": named.name, "status": "unasked", "license": "", "size": ""}
