"""Reads the YAML block of a model card without trusting it.

Values stay text: the Hub takes ``no`` for Norwegian where YAML 1.1 takes it for false. Aliases, tags,
deep nesting and oversized blocks are refused; what is refused or broken is read key by key and said.
"""

import re
from dataclasses import dataclass, field

import yaml

from explorer.domain.words import Words

type Value = str | list[Value] | dict[str, Value] | None

MAX_CHARACTERS = 256 * 1024
_MAX_DEPTH = 40
_MAX_NODES = 60_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where the wheel carries it
_KEY_LINE = re.compile(
    r"^ {0,3}-?\s{0,3}(?P<key>[A-Za-z][\w -]{0,60}?)\s{0,3}:(?:\s+(?P<value>.*)|(?P<tight>\S.*))?$"
)
_MOST_ODD = 3  # keys that are told
_ITEM_LINE = re.compile(r"^\s{0,8}-\s+(?P<value>\S.*)$")
# Keys by which a YAML block of a model card is known from any other text between dashes.
KNOWN_KEYS = frozenset((
    "license", "license_name", "license_link", "language", "languages", "base_model", "datasets",
    "tags", "pipeline_tag", "library_name", "model-index", "model_name", "metrics", "inference",
    "quantized_by", "widget", "model_creator", "thumbnail", "base_model_relation",
    "co2_eq_emissions",
))  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One top-level key: its value and the lines it stands on, from 0 within the block."""

    value: Value
    first_line: int
    last_line: int

    def from_line(self, first: int) -> "Entry":
        """The same, where the block begins at a line."""
        return Entry(self.value, self.first_line + first, self.last_line + first)


@dataclass(frozen=True)
class FrontMatter:
    """The keys of the block, spelled ``base_model``, and what was wrong with it."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


_TOO_LONG = Words("The card’s metadata are very long; only their beginning was read.")
_BROKEN = Words("The card’s metadata are not written as they should be; they were read line by line.")


class _RefusedError(Exception):
    """The block is something a model card has no need of."""


def read_front_matter(text: str) -> FrontMatter:
    """Keys and lines of a YAML block given without its dashes. Raises nothing."""
    if len(text) > MAX_CHARACTERS:
        return FrontMatter(_key_by_key(text[:MAX_CHARACTERS]), (_TOO_LONG,))
    try:
        return FrontMatter(*_by_parser(text))
    except (yaml.YAMLError, _RefusedError, ValueError):
        return FrontMatter(_key_by_key(text), (_BROKEN,))


def texts(value: Value) -> tuple[str, ...]:
    """A value that may be one text or a list of texts, as texts."""
    items = value if isinstance(value, list) else [value]
    return tuple(i.strip() for i in items if isinstance(i, str) and i.strip())


@dataclass
class _Open:
    """A list or mapping that is still being filled."""

    value: list[Value] | dict[str, Value]
    key: str | None = None
    key_line: int = 0

    def add(self, value: Value) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        else:
            self.value.setdefault(self.key or "", value)
            self.key = None


def _by_parser(text: str) -> tuple[dict[str, Entry], tuple[str, ...]]:
    builder = _Builder()
    for event in yaml.parse(text, Loader=_LOADER):
        builder.take(event)
    return builder.entries, tuple(map(_odd, builder.odd))


class _Builder:
    """Builds plain values from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.odd: list[str] = []
        self._open: list[_Open] = []
        self._nodes = 0
        self._last_line = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError("it refers back to itself")
        if isinstance(event, yaml.NodeEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()

    def _start(self, event: yaml.NodeEvent) -> None:
        self._nodes += 1
        if getattr(event, "tag", None):
            raise _RefusedError("it names types")
        if self._nodes > _MAX_NODES or len(self._open) > _MAX_DEPTH:
            raise _RefusedError("it is too large or too deep")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else []))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        parent = self._open[-1] if self._open else None
        if parent is None:
            raise _RefusedError("it holds no keys")
        if isinstance(parent.value, dict) and parent.key is None:
            parent.key, parent.key_line = event.value, _line(event)
            self._last_line = _line(event)
            return
        self._last_line = max(_line(event), _last_line(event))
        self._add(None if not event.style and event.value in _NULLS else event.value)

    def _end(self) -> None:
        closed = self._open.pop()
        if self._open:
            self._add(closed.value)

    def _add(self, value: Value) -> None:
        parent = self._open[-1]
        key = parent.key
        if isinstance(parent.value, dict) and key is None:
            raise _RefusedError("a key is not a word")
        parent.add(value)
        if len(self._open) == 1 and key is not None:
            self._keep(key, Entry(value, parent.key_line, self._last_line))

    def _keep(self, key: str, entry: Entry) -> None:
        name = spelled(key)
        if name != key and name in KNOWN_KEYS and len(self.odd) < _MOST_ODD:
            self.odd.append(key)
        if name == key or name not in self.entries:
            self.entries[name] = entry


def _odd(key: str) -> Words:
    return Words(
        "The card’s metadata say “{written}”, which was read as “{meant}”.", written=key, meant=spelled(key)
    )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _last_line(event: yaml.Event) -> int:
    """A block text ends at the start of the next line, which is not its own."""
    mark = event.end_mark
    return mark.line - (mark.column == 0) if mark else 0


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
            entries.setdefault(key, Entry(_flow(match["value"] or match["tight"]), number, number))
        elif item and key:
            entries[key] = _with_item(entries[key], _plain(item["value"]), number)
    return entries


def _with_item(entry: Entry, item: str | None, number: int) -> Entry:
    if isinstance(entry.value, str) or item is None or len(texts(entry.value)) > 1000:
        return entry
    return Entry([*(entry.value or []), item], entry.first_line, number)


def _flow(value: str | None) -> Value:
    """A value on the line of its key; ``[a, b`` is a list, closed or not."""
    text = (value or "").strip()
    if not text.startswith("["):
        return _plain(value)
    items: list[Value] = [_plain(item) for item in text.strip("[]").split(",")]
    return items[:1000]


def _plain(value: str | None) -> str | None:
    return (value or "").strip().strip("\"'") or None
