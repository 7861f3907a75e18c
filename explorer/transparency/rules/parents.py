"""The models that metadata, Hub and header name as parents of this one; and whether anything does."""

import re
from collections.abc import Iterator

from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import parents_of_adapter
from explorer.transparency.rules.header_parents import parents_of_header
from explorer.transparency.rules.mentions import HAS_SIZE
from explorer.transparency.rules.model_names import is_model_name
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.prose_parents import parents_of_prose

_MOST = 64  # parents of a merge that are read
_FOLDER = re.compile(
    r"[/~.\\]|[A-Za-z]:[\\/]"
)  # of the maker's own disk: its last part may be a model's name


def parents_of_yaml(reading: Reading) -> list[Parent]:
    relation = next(iter(reading.texts("base_model_relation")), "").lower()
    key = "base_model" if reading.texts("base_model") else "base_models"
    stated = reading.texts(key)[:_MOST]
    ids = dict.fromkeys(_clean(i) for i in stated if not _FOLDER.match(i))
    found = [
        Parent(i, relation, reading.from_yaml(key))
        for i in ids
        if _is_model_id(i) and not _is_own(reading, i)
    ]
    folders = (re.split(r"[/\\]", i.rstrip("/\\"))[-1] for i in stated if _FOLDER.match(i))
    named = [name for name in folders if HAS_SIZE.search(name) and is_model_name(name)]
    return found or [Parent(i, relation, reading.from_yaml(key), is_named_only=True) for i in named]


def parents_of_api(reading: Reading) -> list[Parent]:
    """What the Hub answers: parsed parents, else tags, else the card as the Hub read it, else its files."""
    parsed = reading.api_map("baseModels")
    relation = str(parsed.get("relation") or "")
    models = parsed.get("models")
    found = [
        Parent(m["id"], relation, reading.from_api("baseModels", m["id"]))
        for m in (models if isinstance(models, list) else [])
        if isinstance(m, dict) and isinstance(m.get("id"), str)
    ]
    return (
        found
        or list(_of_tags(reading))
        or [
            Parent(i, "", reading.from_api("cardData.base_model", i)) for i in reading.api_texts("base_model")
        ]
        or [Parent(id_, "adapter", evidence) for id_, evidence in parents_of_adapter(reading)]
    )


def _of_tags(reading: Reading) -> Iterator[Parent]:
    tags = [t.removeprefix("base_model:") for t in reading.api_tags if t.startswith("base_model:")]
    related = {t.split(":", 1)[1]: t.split(":", 1)[0] for t in tags if ":" in t}
    for id_ in dict.fromkeys([*(t for t in tags if ":" not in t), *related]):
        tag = f"base_model:{related[id_]}:{id_}" if id_ in related else f"base_model:{id_}"
        yield Parent(id_, related.get(id_, ""), reading.from_api("tags", tag))


def has_parent(reading: Reading) -> bool:
    """Whether any source names a model that this one was made from."""
    return reading.once(_has_parent)


def _has_parent(reading: Reading) -> bool:
    sources = (parents_of_yaml, parents_of_api, parents_of_header, parents_of_prose)
    return any(reading.once(find) for find in sources)


def _clean(id_: str) -> str:
    return id_of_url(id_) or id_.strip().strip("/")


def _is_own(reading: Reading, id_: str) -> bool:
    """Re-uploads may name themselves as their base."""
    return id_.lower() == reading.sources.repo.lower().replace("__", "/", 1)


def _is_model_id(id_: str) -> bool:
    return bool(re.fullmatch(r"[\w.-]{1,100}(?:/[\w.-]{1,100})?", id_)) and is_model_name(id_)
