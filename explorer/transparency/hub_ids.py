"""Finds model and data set ids of the Hub in text, and in metadata, where an id may have several forms."""

import re
from collections.abc import Iterator
from itertools import islice

_URL = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<path>[\w.-]{1,100}(?:/[\w.-]{1,100}){0,3})"
)
_BARE = re.compile(r"(?<![\w/.:@-])(?P<id>[A-Za-z0-9][\w.-]{1,60}/[\w.-]{2,100})(?![\w-]|\.\w|/\w)", re.ASCII)
# The words of a link that leads to another site, such as a repository of code.
_ELSEWHERE = re.compile(r"[`*\s]{0,3}\]\(https?://(?!(?:www\.)?(?:huggingface\.co|hf\.co)/)")
# The Hub's oldest models stand under no owner.
_WITHOUT_OWNER = re.compile(
    r"(?:(?:distil)?(?:bert|roberta|gpt2)|xlm(?:-roberta|-mlm|-clm)?|albert|camembert|xlnet|t5|openai-gpt|ctrl"
    r"|transfo-xl|flaubert|bart|gpt2)(?:-[\w.-]{2,60})?"
)
# What a file is stored in: "quant/fp16".
_FORMAT = re.compile(r"(?:fp|bf|int|i?q)\d{1,2}(?:_\w{1,5})?|[2-8]-?bit", re.IGNORECASE)
_NO_MODELS = frozenset((
    "datasets", "spaces", "papers", "docs", "blog", "collections", "models", "organizations",
    "join", "settings", "chat", "api", "front", "learn", "tasks", "posts", "pricing", "new",
    "login", "transformers", "course", "metrics",
))  # fmt: skip

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


def model_ids(raw: str) -> Iterator[str]:
    """Model ids in a text as written, in its order: linked ones, and bare ones that carry a digit."""
    if "/" not in raw:
        return
    seen: set[str] = set()
    linked = [(m.start(), i) for m in _URL.finditer(raw) if (i := id_of_url(m[0]))]
    bare = [
        (m.start(), m["id"])
        for m in _BARE.finditer(raw)
        if is_likely_id(m["id"], raw, m.start()) and not _ELSEWHERE.match(raw, m.end())
    ]
    for _, id_ in sorted([*linked, *bare]):
        clean = id_.rstrip(".-_")
        if clean.lower() not in seen:
            seen.add(clean.lower())
            yield clean


def id_of_url(url: str) -> str:
    """The model id of a Hub address, "" if it leads elsewhere."""
    found = _URL.match(url)
    parts = found["path"].split("/") if found else []
    if len(parts) == 1 and _WITHOUT_OWNER.fullmatch(parts[0]):
        return parts[0]
    is_folder = not all(part.strip(".") for part in parts[:2])  # "../owl"
    if len(parts) < 2 or parts[0] in _NO_MODELS or is_folder:
        return ""
    return "/".join(parts[:2]).rstrip(".")


def dataset_ids(urls: tuple[str, ...]) -> list[str]:
    """The data set ids among addresses."""
    found = []
    for url in urls:
        match = _URL.match(url)
        parts = match["path"].split("/") if match else []
        if len(parts) >= 2 and parts[0] == "datasets":
            found.append("/".join(parts[1:3]).rstrip("."))
    return found


def is_likely_id(id_: str, raw: str, start: int) -> bool:
    """ "and/or" and "quant/fp16" are no ids; one in code marks, or with a digit in its name, is."""
    name = id_.split("/", 1)[1]
    if _FORMAT.fullmatch(name):
        return False
    is_marked = start > 0 and raw[start - 1] in "`[*"
    return ("-" in name or any(c.isdigit() for c in name)) and (is_marked or any(c.isdigit() for c in name))


def stated_ids(value: object) -> list[str]:
    """The models in a value of YAML or JSON, each once: Hub ids, and as they stand those that are none.

    A value is an id, an address, several in one text, or a mapping with a name. An address of the Hub that
    leads to no model is left out.
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
