"""A data set that a model names: whether it can be had, under what license, and what its own card says.

One level down only: a data set's own sources are not followed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from explorer.domain.facts import Evidence, Finding, SourceKind
from explorer.domain.words import Words, joined
from explorer.transparency.licenses import Licenses
from explorer.transparency.reading import Reading, is_said
from explorer.transparency.rules.preparation import data_processing, personal_data
from explorer.transparency.sources import Sources

MOST = 12  # data sets of one model that are asked for
_SIZE = "size_categories:"

type Status = Literal["open", "gated", "withheld", "gone", "unread"]
type Open = Callable[[str], "DatasetSources | tuple[Status, str]"]


@dataclass(frozen=True)
class DatasetSources:
    """The Hub's answer about one data set, and its card."""

    id: str
    api: Mapping[str, Any]
    commit: str = ""
    card: str | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class Dataset:
    """``named``: as the model calls it; ``id``: as the Hub does now. ``size``: as stated, "1M<n<10M"."""

    named: str
    id: str
    status: Status
    words: Words  # what is known of it, in one line
    license: str = ""
    size: str = ""
    findings: tuple[Finding, ...] = ()
    evidence: Evidence | None = None

    @property
    def is_renamed(self) -> bool:
        return self.named.lower() != self.id.lower()


def datasets_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The names that may be asked for at the Hub: those with an owner, as found in data and tuning."""
    return tuple(dict.fromkeys(name for f in findings for name in _names(f) if name.count("/") == 1))[:MOST]


def _names(finding: Finding) -> Iterator[str]:
    if finding.dimension == "pretraining_data" and is_said(finding) and isinstance(finding.value, list):
        yield from (name for name in finding.value if isinstance(name, str))
    if finding.dimension == "post_training" and isinstance(finding.value, dict):
        yield from (name for name in finding.value.get("datasets", ()) if isinstance(name, str))


def resolve(names: Iterable[str], open_dataset: Open, licenses: Licenses) -> tuple[Dataset, ...]:
    """Ask for each once. Raises nothing of its own."""
    return tuple(_resolved(name, open_dataset(name), licenses) for name in names)


def _resolved(name: str, found: "DatasetSources | tuple[Status, str]", licenses: Licenses) -> Dataset:
    if not isinstance(found, DatasetSources):
        status, why = found
        return Dataset(name, name, status, Words("{name}: {why}", name=name, why=why))
    status = _status(found.api)
    license_ = _tag(found, "license:", "license")
    size = _tag(found, _SIZE, "size_categories")
    evidence = Evidence(
        SourceKind.API,
        Words("data set"),
        f"{found.id}: gated: {json.dumps(found.api.get('gated'))}",
        found.id,
        found.commit,
        read_at=found.read_at,
    )
    words = _words(name, found.id, status, str(licenses.words(license_)) if license_ else "", size)
    return Dataset(name, found.id, status, words, license_, size, _facts(found, licenses), evidence)


def _status(api: Mapping[str, Any]) -> Status:
    if api.get("private") or api.get("disabled"):
        return "withheld"
    return "gated" if api.get("gated") else "open"


def _tag(found: DatasetSources, prefix: str, key: str) -> str:
    tags = found.api.get("tags")
    tagged = (
        [t for t in tags if isinstance(t, str) and t.startswith(prefix)] if isinstance(tags, list) else []
    )
    if tagged:
        return tagged[0].removeprefix(prefix)[:80]
    data = found.api.get("cardData")
    value = data.get(key) if isinstance(data, Mapping) else None
    first = value[0] if isinstance(value, list) and value else value
    return first[:80] if isinstance(first, str) else ""


def _words(name: str, id_: str, status: Status, license_: str, size: str) -> Words:
    said = {
        "open": Words("anyone can have it"),
        "gated": Words("after agreeing to conditions"),
        "withheld": Words("withheld"),
        "gone": Words("not on the Hub"),
        "unread": Words("could not be looked up"),
    }[status]
    renamed = Words("now {id}", id=id_) if name.lower() != id_.lower() else ""
    rows = Words("{size} rows", size=size) if size else ""
    parts = [part for part in (renamed, said, license_ or Words("no license stated"), rows) if part]
    return Words("{name}: {facts}", name=name, facts=joined(" · ", parts))


def _facts(found: DatasetSources, licenses: Licenses) -> tuple[Finding, ...]:
    """What its own card says of preparation and of people in it."""
    if found.card is None:
        return ()
    reading = Reading(Sources(found.id, found.commit, found.card, read_at=found.read_at), licenses)
    return tuple(f for f in (data_processing(reading), personal_data(reading)) if is_said(f))
