"""Rows, files, gates, families and values out of the Hub's JSON, whatever shape it has.

The answers are not specified anywhere: keys are missing, null or of another type. Each value is taken if it
is what it should be and is ``None`` (or empty) otherwise; one broken row never costs the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.projectors import PROJECTOR_ARCHITECTURE
from explorer.domain.repo import Gate, RepoFile, RepoRow
from explorer.domain.words import Words
from explorer.hub.repo_names import is_commit, is_repo_id

_LARGEST = 2**63 - 1
_LONGEST = 1_000  # characters of a tag, a license or a file name worth showing
_LONGEST_GATE = 20_000  # characters of a license that a gate shows
_MOST_FIELDS = 20

# How one repo can be made from another, as the Hub's tags name it.
RELATIONS = ("quantized", "finetune", "adapter", "merge")


@dataclass(frozen=True)
class GateTerms:
    """What a gate shows and asks, in its publisher's words. ``fields``: what has to be filled in."""

    heading: str = ""
    prompt: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelFamily:
    """The relatives of one model. ``children``: how many of each relation, where the Hub counts them."""

    parents: tuple[str, ...] = ()
    relation: str = ""
    children: dict[str, int] | None = None


def rows_of(answer: object) -> tuple[RepoRow, ...]:
    """The rows of a listing; what is no row is left out."""
    items = answer if isinstance(answer, list) else []
    return tuple(row for row in map(row_of, items) if row is not None)


def row_of(item: object) -> RepoRow | None:
    """One row, or ``None`` if it does not even name a repo."""
    data = mapping(item)
    repo_id = text(data.get("id")) or text(data.get("modelId"))
    if repo_id is None or not is_repo_id(repo_id):
        return None
    tags = texts(data.get("tags"))
    card, gguf = mapping(data.get("cardData")), _header_of(data)
    return RepoRow(
        id=repo_id,
        license=_license(tags, card),
        parameters=parameters[1] if (parameters := parameters_of(data)) else None,
        context_length=count(gguf.get("context_length")),
        architecture=text(gguf.get("architecture")),
        downloads=count(data.get("downloads")),
        likes=count(data.get("likes")),
        updated=moment(data.get("lastModified")),
        gate=_gate(data.get("gated")),
        is_disabled=data.get("disabled") is True,
        pipeline=text(data.get("pipeline_tag")),
        languages=texts(card.get("language")),
        datasets=_unique([*_tagged(tags, "dataset:"), *texts(card.get("datasets"))]),
        base_models=_base_models(data, tags, card),
        tags=tags,
        files=tuple(file.path for file in files_of(data)),
    )


def dataset_id_of(answer: object) -> str | None:
    """The id of a data set, or ``None`` if the answer does not even name one."""
    id_ = text(mapping(answer).get("id"))
    return id_ if id_ is not None and is_repo_id(id_) else None


def files_of(answer: object) -> tuple[RepoFile, ...]:
    """The files an answer names, with size and hash where it says them."""
    siblings = mapping(answer).get("siblings")
    items = siblings if isinstance(siblings, list) else []
    return tuple(file for file in map(_file, items) if file is not None)


def mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def text(value: object) -> str | None:
    """A short text that can be shown and stored, or ``None``. JSON may carry half a surrogate pair."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return None
    return value.encode("utf-8", "replace").decode()


def texts(value: object) -> tuple[str, ...]:
    """One text or a list of them, as cards write either."""
    items = value if isinstance(value, list) else [value]
    return _unique(t for t in map(text, items) if t is not None)


def count(value: object) -> int | None:
    """A number of things: whole, not negative, and small enough for a database."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    return int(value) if 0 <= value <= _LARGEST else None


def moment(value: object) -> datetime | None:
    """A time with its zone; the Hub means UTC where it names none."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _file(item: object) -> RepoFile | None:
    data = mapping(item)
    path = text(data.get("rfilename")) or text(data.get("path"))
    if path is None:
        return None
    lfs = mapping(data.get("lfs"))
    sha256 = next((h for h in (sha256_of(lfs.get("sha256")), sha256_of(lfs.get("oid"))) if h), None)
    size = count(lfs.get("size"))
    return RepoFile(path, count(data.get("size")) if size is None else size, sha256)


def sha256_of(value: object) -> str | None:
    """64 hex digits in lower case, also out of an ETag, or ``None``."""
    if not isinstance(value, str):
        return None
    digits = value.removeprefix("W/").strip('"').removeprefix("sha256:").lower()
    return digits if len(digits) == 64 and set(digits) <= set("0123456789abcdef") else None


def parameters_of(answer: object) -> tuple[str, int] | None:
    """Under which key the parameters are counted, and how many; ``None`` if they are not."""
    for key in ("gguf", "safetensors"):
        found = _header_of(mapping(answer)) if key == "gguf" else mapping(mapping(answer).get(key))
        if total := count(found.get("total")):
            return f"{key}.total", total
        kinds = [number for number in map(count, mapping(found.get("parameters")).values()) if number]
        if total := count(sum(kinds)):
            return f"{key}.parameters", total
    return None


def _header_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the Hub read out of a file's header; of repos with a projector that may be the file it chose."""
    gguf = mapping(data.get("gguf"))
    return {} if gguf.get("architecture") == PROJECTOR_ARCHITECTURE else gguf


def _license(tags: tuple[str, ...], card: dict[str, Any]) -> str | None:
    """Of one that is no known one, its name says more than "other"."""
    id_ = next(iter([*_tagged(tags, "license:"), *texts(card.get("license"))]), None)
    name = text(card.get("license_name"))
    return name if name and (id_ or "other").lower() == "other" else id_


def _gate(value: object) -> Gate:
    if isinstance(value, bool):
        return Gate.SOME if value else Gate.OPEN
    return {"auto": Gate.AUTO, "manual": Gate.MANUAL}.get(str(value), Gate.UNKNOWN)


def _base_models(data: dict[str, Any], tags: tuple[str, ...], card: dict[str, Any]) -> tuple[str, ...]:
    """From the answer's own lineage, then the tags, then the card: the first that says anything."""
    named = data.get("baseModels")
    models = mapping(named).get("models") if isinstance(named, dict) else named
    listed = [t for m in (models if isinstance(models, list) else []) if (t := text(mapping(m).get("id")))]
    tagged = [t.rsplit(":", 1)[-1] for t in _tagged(tags, "base_model:")]
    return _unique(listed) or _unique(tagged) or texts(card.get("base_model"))


def _tagged(tags: Iterable[str], prefix: str) -> list[str]:
    return [tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix) and tag != prefix]


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def commit_of(data: object, revision: str) -> str:
    sha = mapping(data).get("sha")
    return str(sha) if is_commit(sha) else revision


def unreadable(repo_id: str) -> KnownError:
    return KnownError(
        Words("What was kept about {repo} cannot be read.", repo=repo_id),
        Words("Open it again with a network."),
    )


def gate_terms(answer: object) -> GateTerms:
    card = mapping(mapping(answer).get("cardData"))
    fields = mapping(card.get("extra_gated_fields"))
    prompts = (card.get("extra_gated_prompt"), card.get("extra_gated_description"))
    return GateTerms(
        heading=text(card.get("extra_gated_heading")) or "",
        prompt="\n\n".join(_long(prompt) for prompt in prompts if _long(prompt)),
        fields=tuple(name for name in map(text, list(fields)[:_MOST_FIELDS]) if name),
    )


def family_of(answer: object) -> ModelFamily:
    data = mapping(answer)
    base = mapping(data.get("baseModels"))
    listed = base.get("models")
    named = [text(mapping(model).get("id")) for model in (listed if isinstance(listed, list) else [])]
    parents = [name for name in (named or texts(data.get("baseModels"))) if name and is_repo_id(name)]
    return ModelFamily(tuple(dict.fromkeys(parents)), text(base.get("relation")) or "", _children(data))


def discussions_of(answer: object) -> int | None:
    """How many discussions there are."""
    return count(mapping(answer).get("count"))


def child_tag(relation: str, repo_id: str) -> str:
    """The tag that all repos carry which were made from ``repo_id`` in this way."""
    return f"base_model:{relation}:{repo_id}"


def _children(data: dict[str, Any]) -> dict[str, int] | None:
    counts = data.get("childrenModelCount")
    if not isinstance(counts, dict):
        return None
    numbers = {relation: count(counts.get(relation)) for relation in RELATIONS}
    return {relation: number for relation, number in numbers.items() if number is not None}


def _long(value: object) -> str:
    return value[:_LONGEST_GATE].encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""
