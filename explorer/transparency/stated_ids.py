"""Parents as metadata write them: an id, an address, several in one text, or a mapping with a name."""

import re
from collections.abc import Iterator
from itertools import islice

from explorer.transparency.hub_ids import id_of_url

MOST_PARENTS = 64  # parents of a merge that are read
_DEEPEST = 8
_ADDRESS = re.compile(
    r"(?<![\w./-])(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<path>\S+)", re.IGNORECASE
)
# With a revision, as "owl/strix-7b@main" or "owl/strix-7b:main".
_ID = re.compile(r"(?P<id>[\w.-]{1,100}/[\w.-]{1,100})(?:[@:][\w./-]{1,100}|/{1,5})?")
_FOLDER = re.compile(r"[/~.\\]|[A-Za-z]:[\\/]")  # of the maker's own disk
_UNREADABLE = "?"  # something is stated there, and it is no name
_KEYS = ("id", "repo_id", "url", "model", "name")  # of a mapping, the most exact first


def stated_ids(value: object) -> list[str]:
    """The models in a value of YAML or JSON, each once: Hub ids, and as they stand those that are none.

    An address of the Hub that leads to no model is left out.
    """
    found: dict[str, str] = {}
    for stated in islice(_texts(value, 0), MOST_PARENTS):
        for id_ in _ids(stated):
            found.setdefault(id_.lower(), id_)
    return list(found.values())[:MOST_PARENTS]


def stated_bases(value: object) -> list[str]:
    """As ``stated_ids``, and as it stands whatever else is written there: it names a model all the same."""
    texts = islice(_texts(value, 0), MOST_PARENTS)
    return [id_ for text in texts for id_ in _ids(text) or [text.strip()]]


def is_elsewhere(stated: str) -> bool:
    """Whether it is a place on its maker’s disk, or on another site than the Hub."""
    return bool(_FOLDER.match(stated)) or stated.count("/") > 1


def _texts(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        yield _UNREADABLE
    elif isinstance(value, str):
        yield from (part for part in re.split(r"[,;\n]", value) if part.strip())
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, depth + 1)
    elif isinstance(value, dict):
        told = next((value[key] for key in _KEYS if value.get(key)), None)
        yield from _texts(told or (_UNREADABLE if any(value.values()) else None), depth + 1)
    elif value:
        yield str(value)


def _ids(stated: str) -> list[str]:
    """Those of one text; words beside each other are several where each is an id."""
    if address := _ADDRESS.search(stated):
        id_ = id_of_url(f"https://huggingface.co/{address['path']}")
        return [id_] if id_ else []
    plain = stated.strip(" \t[]\"'`")
    words = [_ID.fullmatch(word) for word in plain.split()]
    if not _FOLDER.match(plain) and (ids := [match["id"] for match in words if match]):
        return ids if len(ids) == len(words) else [plain]
    return [plain] if plain else []
