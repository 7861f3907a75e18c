"""Reads the YAML block of a model card; one that is refused or broken it reads key by key, and says so."""

import re
from dataclasses import dataclass, field, replace

from explorer.domain.words import Words
from explorer.transparency.yaml_values import Entry, RefusedError, TooLargeError, Value, parsed

MAX_CHARACTERS = 1_000_000  # as many as of a card: those of embedding models list thousands of results
_MOST_ODD = 3  # keys that are told
_KEY_LINE = re.compile(
    r"^ {0,3}-?\s{0,3}(?P<key>[A-Za-z][\w -]{0,60}?)\s{0,3}:(?:\s+(?P<value>.*)|(?P<tight>\S.*))?$"
)
_ITEM_LINE = re.compile(r"^\s{0,8}-\s+(?P<value>\S.*)$")
_TOO_LONG = Words("the metadata of the card is too long")
_ODD = Words("the metadata of the card is not written as it should be")
# Keys by which a YAML block of a model card is known from any other text between dashes.
KNOWN_KEYS = frozenset((
    "license", "license_name", "license_link", "language", "languages", "base_model", "datasets",
    "tags", "pipeline_tag", "library_name", "model-index", "model_name", "metrics", "inference",
    "quantized_by", "widget", "model_creator", "thumbnail", "base_model_relation",
    "co2_eq_emissions",
))  # fmt: skip


@dataclass(frozen=True)
class FrontMatter:
    """The keys of the block, spelled ``base_model``, and what was wrong with it.

    ``half_read``: why only what stands on the line of a key or in a list below it was read, "" where all was.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    half_read: str = ""


_LONG = Words("The card’s metadata are very long; only their beginning was read.")
_BROKEN = Words("The card’s metadata are not written as they should be; they were read line by line.")


def read_front_matter(text: str, *, is_cut: bool = False) -> FrontMatter:
    """Keys and lines of a YAML block given without its dashes; of a cut one no half line. Raises nothing."""
    if is_cut or len(text) > MAX_CHARACTERS:
        lines = text[:MAX_CHARACTERS].rpartition("\n")[0]
        return FrontMatter(_key_by_key(lines), (_LONG,), _TOO_LONG)
    try:
        return _by_parser(text)
    except RefusedError as error:
        why = _TOO_LONG if isinstance(error, TooLargeError) else _ODD
        return FrontMatter(_key_by_key(text), (_BROKEN,), why)


def texts(value: Value) -> tuple[str, ...]:
    """A value that may be one text or a list of texts, as texts."""
    items = value if isinstance(value, list) else [value]
    return tuple(i.strip() for i in items if isinstance(i, str) and i.strip())


def _by_parser(text: str) -> FrontMatter:
    entries: dict[str, Entry] = {}
    usual: set[str] = set()  # keys that were read in their usual spelling
    odd: list[str] = []
    for key, entry in parsed(text).pairs:
        name = spelled(key)
        if name == key and name in usual:
            entries[name] = entries[name].said_again(entry)
        elif name == key or name not in entries:
            entries[name] = entry
        if name == key:
            usual.add(name)
        elif name in KNOWN_KEYS:
            odd.append(key)
    return FrontMatter(entries, tuple(map(_odd, odd[:_MOST_ODD])))


def _odd(key: str) -> Words:
    return Words(
        "The card’s metadata say “{written}”, which was read as “{meant}”.", written=key, meant=spelled(key)
    )


def spelled(key: str) -> str:
    """Usual spelling of a key: ``-license`` and ``base model`` are meant as license and base_model."""
    plain = key.strip().lstrip("- ")
    if plain.lower() == "licenses":
        return "license"
    return plain.replace(" ", "_").lower() if plain.lower() != "model-index" else "model-index"


def _key_by_key(text: str) -> dict[str, Entry]:
    """What can be read of a broken block: each key with its value or the list under it."""
    entries: dict[str, Entry] = {}
    key = ""
    for number, line in enumerate(text.splitlines()[:20_000]):
        match, item = _KEY_LINE.match(line[:2000]), _ITEM_LINE.match(line[:2000])
        is_sure = match is not None and spelled(match["key"]) in KNOWN_KEYS
        if match and (is_sure or not (match["tight"] or (item and key))):
            key = spelled(match["key"])
            entry = Entry(_flow(match["value"] or match["tight"]), number, number)
            entries[key] = entries[key].said_again(entry) if key in entries else entry
        elif item and key:
            entries[key] = _with_item(entries[key], _plain(item["value"]), number)
    return entries


def _with_item(entry: Entry, item: str | None, number: int) -> Entry:
    if isinstance(entry.value, str) or item is None or len(texts(entry.value)) > 1000:
        return entry
    return replace(entry, value=[*(entry.value or []), item], last_line=number)


def _flow(value: str | None) -> Value:
    """A value on the line of its key; ``[a, b`` is a list, closed or not."""
    text = (value or "").strip()
    if not text.startswith("["):
        return _plain(value)
    items: list[Value] = [_plain(item) for item in text.strip("[]").split(",")]
    return items[:1000]


def _plain(value: str | None) -> str | None:
    return (value or "").strip().strip("\"'") or None
