"""How large a data set is, as its metadata states it: a range of rows, or rows and bytes of its splits."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal, NamedTuple

from explorer.domain.facts import Evidence, Finding, SourceKind
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.reading import Reading, is_said
from explorer.transparency.rules.languages import language
from explorer.transparency.rules.personal_data import personal_data
from explorer.transparency.rules.preparation import data_processing, with_annotators
from explorer.transparency.sources import Sources

_RANGE = "size_categories:"
_LARGEST = 2**63 - 1


class DatasetSize(NamedTuple):
    """``stated``: as it is, or as the splits add up; ``words``: with unit; ``quote``: what ``key`` says."""

    stated: str
    words: Words
    key: str
    quote: str


def stated_size(api: Mapping[str, Any]) -> DatasetSize | None:
    """Counted rows stand before a range of them; ``None`` where neither is stated."""
    data = api.get("cardData")
    data = data if isinstance(data, Mapping) else {}
    return _counted(data.get("dataset_info")) or _range(api.get("tags"), data.get("size_categories"))


def _range(tags: object, stated: object) -> DatasetSize | None:
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, str) and tag.startswith(_RANGE):
            return _rows(tag.removeprefix(_RANGE)[:40], "tags")
    first = stated[0] if isinstance(stated, list) and stated else stated
    return _rows(first[:40], "cardData.size_categories") if isinstance(first, str) and first.strip() else None


def _rows(range_: str, key: str) -> DatasetSize:
    return DatasetSize(range_, Words("{size} rows", size=range_), key, range_)


def _counted(info: object) -> DatasetSize | None:
    """Rows of all splits of all configurations; only where each split states its own."""
    rows, size = 0, 0
    for config in _mappings(info if isinstance(info, list) else [info]):
        counts = [_count(split.get("num_examples")) for split in _mappings(config.get("splits"))]
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


def _mappings(items: object) -> Iterator[Mapping[str, Any]]:
    yield from (item for item in (items if isinstance(items, list) else []) if isinstance(item, Mapping))


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return value if is_count and isinstance(value, int) else None


MOST = 12  # data sets of one model that are asked for

type Status = Literal["open", "gated", "withheld", "gone", "unread"]


@dataclass(frozen=True)
class DatasetSources:
    """The Hub's answer about one data set, and its card."""

    id: str
    api: Mapping[str, Any]
    commit: str = ""
    card: str | None = None
    read_at: datetime | None = None


type DatasetAnswer = DatasetSources | tuple[Status, str]  # or why there is none
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
    if not isinstance(found, DatasetSources):
        status, why = found
        words = Words("{name}: {why}", name=name, why=why)
        answer = Evidence(SourceKind.API, Words("data set"), words, name)
        return Dataset(name, name, status, words, "", "", (), (answer,) if status == "gone" else (), *place)
    status, stated, size = _status(found.api), _license(found.api), stated_size(found.api)
    license_ = stated[1] if stated else ""
    said = licenses.words(license_) if license_ else Words("no license stated")
    words = _words(named, found.id, status, said, size.words if size else "")
    gate = _evidence(found, "gated", json.dumps(found.api.get("gated")))
    answers = (stated, (size.key, size.quote) if size else None)
    evidence = (gate, *(_evidence(found, *one) for one in answers if one))
    text = size.stated if size else ""
    return Dataset(name, found.id, status, words, license_, text, _facts(found, licenses), evidence, *place)


def _evidence(found: DatasetSources, key: str, value: str) -> Evidence:
    quote: str = f"{found.id}: {key}: {value}"
    if isinstance(value, Words):  # reckoned by this app, and so no quote
        quote = Words("{id}: {key}: {value}", id=found.id, key=key, value=value)
    place = Words("data set, {key}", key=key)
    return Evidence(SourceKind.API, place, quote, found.id, found.commit, read_at=found.read_at)


def _status(api: Mapping[str, Any]) -> Status:
    if api.get("private") or api.get("disabled"):
        return "withheld"
    return "gated" if api.get("gated") else "open"


def _license(api: Mapping[str, Any]) -> tuple[str, str] | None:
    """Where it is stated, and its id."""
    tags = api.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, str) and tag.startswith("license:"):
            return "tags", tag.removeprefix("license:")[:80]
    data = api.get("cardData")
    value = data.get("license") if isinstance(data, Mapping) else None
    first = value[0] if isinstance(value, list) and value else value
    return ("cardData.license", first[:80]) if isinstance(first, str) and first.strip() else None


def _words(named: NamedDataset, id_: str, status: Status, license_: str, size: str) -> Words:
    said = {
        "open": Words("anyone can have it"),
        "gated": Words("after agreeing to conditions"),
        "withheld": Words("withheld"),
        "gone": Words("not on the Hub"),
        "unread": Words("could not be looked up"),
    }[status]
    renamed = Words("now {id}", id=id_) if named.name.lower() != id_.lower() else ""
    whose = Words("named by {repo}, {hops} up", repo=named.by, hops=named.hops) if named.by else ""
    parts = [part for part in (renamed, said, license_, size, whose) if part]
    return Words("{name}: {facts}", name=named.name, facts=joined(" · ", parts))


def _facts(found: DatasetSources, licenses: Licenses) -> tuple[Finding, ...]:
    """What its own card says of labels and preparation, of people in it, and of its languages."""
    if found.card is None:
        return ()
    reading = Reading(Sources(found.id, found.commit, found.card, read_at=found.read_at), licenses)
    preparation = with_annotators(reading, data_processing(reading))
    return tuple(f for f in (preparation, personal_data(reading), language(reading)) if is_said(f))
