"""The data sets that a model names: how large they are as stated, and whether anyone can have them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal, NamedTuple

from explorer.domain.facts import Dossier, Evidence, Finding, Proof, SourceKind, Verdict, is_said
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.reading import Reading
from explorer.transparency.rules.languages import language
from explorer.transparency.rules.personal_data import personal_data
from explorer.transparency.rules.preparation import data_processing, with_annotators
from explorer.transparency.sources import OpenSources, Sources, mappings

MOST = 12  # data sets of one model that are asked for
_AVAILABILITY = "data_availability"
_LARGEST = 2**63 - 1

type Status = Literal["open", "gated", "withheld", "gone", "unread"]


type DatasetAnswer = Sources | tuple[Status, str]  # the answer and the card of one, or why not
type Open = Callable[[str], DatasetAnswer]


@dataclass(frozen=True)
class NamedDataset:
    """A data set as a model names it. ``by``: the model above that does, ``hops`` up; "" for the one read."""

    name: str
    by: str = ""
    hops: int = 0


@dataclass(frozen=True)
class Dataset:
    """``named``: as the model calls it; ``id``: as the Hub does now. ``size``: as stated, "1M<n<10M rows".

    ``findings``: what its own card says. ``evidence``: what the Hub answered.
    """

    named: str
    id: str
    status: Status
    words: Words  # what is known of it, in one line
    license: str = ""
    size: str = ""
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    named_by: str = ""
    hops: int = 0


def datasets_of(findings: Iterable[Finding]) -> tuple[NamedDataset, ...]:
    """Those of data and tuning that the Hub may know: with an owner, or named by the metadata's own key."""
    found: dict[str, NamedDataset] = {}
    for finding in findings:
        for name in _names(finding):
            if name.count("/") == 1 or _is_key(name, finding):
                found.setdefault(name.lower(), NamedDataset(name, finding.holder, finding.hops))
    return tuple(found.values())


def _names(finding: Finding) -> Iterator[str]:
    if finding.dimension == "pretraining_data" and is_said(finding) and isinstance(finding.value, list):
        yield from (name for name in finding.value if isinstance(name, str))
    if finding.dimension == "post_training" and isinstance(finding.value, dict):
        yield from (name for name in finding.value.get("datasets", ()) if isinstance(name, str))


def _is_key(name: str, finding: Finding) -> bool:
    """An old data set without an owner has an address only where the key of the metadata names it."""
    quoted = (e.quote for e in finding.evidence if e.kind is SourceKind.YAML and e.locator == "datasets")
    plain = name.isascii() and name == name.lower() and " " not in name
    return plain and any(name in quote.replace("[", " ").replace(",", " ").split() for quote in quoted)


def resolve(names: Iterable[NamedDataset], open_dataset: Open, licenses: Licenses) -> tuple[Dataset, ...]:
    """Ask for each of the first ``MOST`` once. Raises nothing of its own."""
    return tuple(_resolved(named, open_dataset(named.name), licenses) for named in islice(names, MOST))


def _resolved(named: NamedDataset, found: DatasetAnswer, licenses: Licenses) -> Dataset:
    name, place = named.name, (named.by, named.hops)
    if not isinstance(found, Sources):
        status, why = found
        words = Words("{name}: {why}", name=name, why=why)
        answer = Evidence(SourceKind.API, Words("data set"), words, name)
        return Dataset(name, name, status, words, "", "", (), (answer,) if status == "gone" else (), *place)
    opened, size = OpenSources(found), stated_size(found)
    status, key, license_ = _status(found.api or {}), *_license(opened)
    said = licenses.words(license_) if license_ else Words("no license stated")
    words = _words(named, found.repo, status, said, size.words if size else "")
    answers = [("gated", json.dumps((found.api or {}).get("gated")))]
    answers += [(key, license_)] if license_ else []
    answers += [(size.key, size.quote)] if size else []
    evidence = tuple(_evidence(opened, *one) for one in answers)
    text = size.stated if size else ""
    return Dataset(name, found.repo, status, words, license_, text, _facts(found, licenses), evidence, *place)


def _evidence(opened: OpenSources, key: str, value: str) -> Evidence:
    id_ = opened.sources.repo
    quote: str = f"{id_}: {key}: {value}"
    if isinstance(value, Words):  # reckoned by this app, and so no quote
        quote = Words("{id}: {key}: {value}", id=id_, key=key, value=value)
    return opened.evidence(SourceKind.API, Words("data set, {key}", key=key), quote)


def _status(api: Mapping[str, Any]) -> Status:
    if api.get("private") or api.get("disabled"):
        return "withheld"
    return "gated" if api.get("gated") else "open"


def _license(opened: OpenSources) -> tuple[str, str]:
    """Where it is stated, and its id; "" for none."""
    tags = (tag for tag in opened.api_tags if tag.startswith("license:"))
    if tag := next(tags, ""):
        return "tags", tag.removeprefix("license:")[:80]
    return "cardData.license", next(iter(opened.api_texts("license")), "")[:80]


def _words(named: NamedDataset, id_: str, status: Status, license_: str, size: str) -> Words:
    said = {
        "open": Words("anyone can have it"),
        "gated": Words("after agreeing to conditions"),
        "withheld": Words("withheld"),
    }[status]
    renamed = Words("now {id}", id=id_) if named.name.lower() != id_.lower() else ""
    whose = Words("named by {repo}, {hops} up", repo=named.by, hops=named.hops) if named.by else ""
    parts = [part for part in (renamed, said, license_, size, whose) if part]
    return Words("{name}: {facts}", name=named.name, facts=joined(" · ", parts))


def _facts(found: Sources, licenses: Licenses) -> tuple[Finding, ...]:
    """What its own card says of labels and preparation, of people in it, and of its languages."""
    if found.card is None:
        return ()
    reading = Reading(replace(found, api=None), licenses)
    preparation = with_annotators(reading, data_processing(reading))
    return tuple(f for f in (preparation, personal_data(reading), language(reading)) if is_said(f))


class DatasetSize(NamedTuple):
    """``stated``: as it is, or as the splits add up; ``words``: with unit; ``quote``: what ``key`` says."""

    stated: str
    words: Words
    key: str
    quote: str


def stated_size(sources: Sources) -> DatasetSize | None:
    """Counted rows stand before a range of them; ``None`` where neither is stated."""
    opened = OpenSources(sources)
    return _counted(opened.api_map("cardData").get("dataset_info")) or _range(opened)


def _range(opened: OpenSources) -> DatasetSize | None:
    start = "size_categories:"
    tagged = [("tags", tag.removeprefix(start)) for tag in opened.api_tags if tag.startswith(start)]
    stated = [("cardData.size_categories", text) for text in opened.api_texts("size_categories")]
    for key, text in (*tagged, *stated)[:1]:
        return DatasetSize(text[:40], Words("{size} rows", size=text[:40]), key, text[:40])
    return None


def _counted(info: object) -> DatasetSize | None:
    """Rows of all splits of all configurations; only where each split states its own."""
    rows, size = 0, 0
    for config in mappings(info if isinstance(info, list) else [info]):
        counts = [_count(split.get("num_examples")) for split in mappings(config.get("splits"))]
        if not counts or None in counts:
            return None
        rows += sum(count or 0 for count in counts)
        size += _count(config.get("dataset_size")) or 0
    if not rows:
        return None
    words = Words("{count} rows", count=f"{rows:,}")
    told = joined(" · ", (words, size_text(size) if size else ""))
    said = Words("the splits add up to {rows} rows", rows=rows)
    return DatasetSize(told, told, "cardData.dataset_info", said)


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return value if is_count and isinstance(value, int) else None


def before_asking(findings: Sequence[Finding]) -> Finding:
    """Without the Hub: nothing named, a refusal, or names that were not asked for."""
    told = {f.dimension: f for f in findings}
    data, tuning = told.get("pretraining_data"), told.get("post_training")
    if data is not None and data.verdict is Verdict.CLOSED:
        return _refused(data)
    if datasets_of(findings):
        return Finding(_AVAILABILITY, Verdict.NOT_CHECKED, Words("Named, not looked up yet"))
    if tuning is not None and tuning.verdict is Verdict.CLOSED:
        return _refused(tuning)
    searched = data.searched if data is not None else ()
    if not searched:
        return Finding(_AVAILABILITY, Verdict.NOT_CHECKED, Words("Not checked"))
    text = Words("No data set is named by its Hub address")
    return Finding(_AVAILABILITY, Verdict.NOT_DISCLOSED, text, searched=searched)


def _refused(data: Finding) -> Finding:
    return Finding(_AVAILABILITY, Verdict.CLOSED, data.text, None, data.evidence, data.searched)


def with_datasets(dossier: Dossier, datasets: Sequence[Dataset]) -> Dossier:
    """The dossier with the answer that these data sets give; of many not all were asked for."""
    if not datasets:
        return dossier
    asked = {dataset.named for dataset in datasets}
    found = _availability(datasets, [n for n in datasets_of(dossier.findings) if n.name not in asked])
    findings = tuple(found if f.dimension == _AVAILABILITY else f for f in dossier.findings)
    return replace(dossier, findings=findings)


def _availability(datasets: Sequence[Dataset], unasked: Sequence[NamedDataset]) -> Finding:
    searched = (Words("Hub"),)
    asked = [d for d in datasets if d.status != "unread"]
    value = [*map(_value, datasets), *map(_unasked, unasked)]
    if not asked:
        text = Words("Could not be looked up")
        return Finding(_AVAILABILITY, Verdict.NOT_CHECKED, text, value, searched=searched)
    unknown = len(value) - len(asked)
    verdict = _verdict({d.status for d in asked}, is_whole=not unknown)
    evidence = tuple(d.evidence[0] for d in asked if d.evidence)[:8]  # of each whether it can be had
    text = _verdict_words(verdict, asked, unknown)
    if verdict in (Verdict.NOT_CHECKED, Verdict.NOT_DISCLOSED):
        return Finding(_AVAILABILITY, verdict, text, value, evidence, searched)
    proof = Proof.CLAIMED if unknown else Proof.RESOLVES
    return Finding(_AVAILABILITY, verdict, text, value, evidence, searched, "", proof, *_holder(datasets))


def _verdict(states: set[Status], *, is_whole: bool) -> Verdict:
    """``states``: what is known; ``is_whole``: of each that is named."""
    if states == {"open"} and is_whole:
        return Verdict.OPEN
    if states & {"open", "gated"}:
        return Verdict.PARTIAL
    if not is_whole:
        return Verdict.NOT_CHECKED
    return Verdict.CLOSED if "withheld" in states else Verdict.NOT_DISCLOSED


def _verdict_words(verdict: Verdict, asked: Sequence[Dataset], unknown: int) -> Words:
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


def _holder(datasets: Sequence[Dataset]) -> tuple[str, int]:
    """The model above that names them all, if it is one."""
    named = {(d.named_by, d.hops) for d in datasets}
    return named.pop() if len(named) == 1 else ("", 0)


def _value(d: Dataset) -> dict[str, str]:
    return {"id": d.id, "named": d.named, "status": d.status, "license": d.license, "size": str(d.size)}


def _unasked(named: NamedDataset) -> dict[str, str]:
    return {"id": named.name, "named": named.name, "status": "unasked", "license": "", "size": ""}
