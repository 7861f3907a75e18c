"""Reads YAML without trusting it.

Values stay text: the Hub takes ``no`` for Norwegian where YAML 1.1 takes it for false. Aliases, tags, deep
nesting and oversized texts are refused.
"""

from dataclasses import dataclass, field, replace

import yaml

type Value = str | list[Value] | dict[str, Value] | None

_MAX_DEPTH = 40
_MAX_NODES = 200_000
_MOST_AGAIN = 4
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where the wheel carries it


class RefusedYamlError(Exception):
    """The text is no YAML, or something that facts about a model have no need of."""


class TooLargeError(RefusedYamlError):
    """The text holds more, or nests it deeper, than is read of one."""


@dataclass(frozen=True)
class YamlEntry:
    """A value of the outermost mapping or list, and the lines it stands on with its key, from 0.

    ``again``: what the same key says further down. The first counts, and the others are no secret.
    """

    value: Value
    first_line: int
    last_line: int
    again: tuple["YamlEntry", ...] = ()

    def from_line(self, first: int) -> "YamlEntry":
        """The same, where the block begins at a line."""
        again = tuple(entry.from_line(first) for entry in self.again)
        return YamlEntry(self.value, self.first_line + first, self.last_line + first, again)

    def said_again(self, entry: "YamlEntry") -> "YamlEntry":
        """With what the same key says further down."""
        if not self.value:
            return entry  # an empty one says nothing
        return replace(self, again=(*self.again, entry)) if len(self.again) < _MOST_AGAIN else self


@dataclass(frozen=True)
class YamlDocument:
    """What a text holds: ``pairs`` of key and value where it is a mapping, ``items`` where it is a list."""

    pairs: list[tuple[str, YamlEntry]] = field(default_factory=list)
    items: list[YamlEntry] = field(default_factory=list)


def parsed(text: str) -> YamlDocument:
    """The outermost mapping or list of a text with its lines. Raises RefusedYamlError."""
    builder = _Builder()
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=_LOADER):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        raise RefusedYamlError("it is not valid YAML") from error
    return builder.found


@dataclass
class _Open:
    """A list or mapping that is still being filled."""

    value: list[Value] | dict[str, Value]
    line: int
    key: str | None = None
    key_line: int = 0

    def add(self, value: Value) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        else:
            self.value.setdefault(self.key or "", value)
            self.key = None


class _Builder:
    """Builds plain values from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self.found = YamlDocument()
        self._open: list[_Open] = []
        self._nodes = 0
        self._last_line = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise RefusedYamlError("it refers back to itself")
        if isinstance(event, yaml.NodeEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()

    def _start(self, event: yaml.NodeEvent) -> None:
        self._nodes += 1
        if getattr(event, "tag", None):
            raise RefusedYamlError("it names types")
        if self._nodes > _MAX_NODES or len(self._open) > _MAX_DEPTH:
            raise TooLargeError("it is too large or too deep")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            self._open.append(_Open({} if is_mapping else [], _line(event)))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        parent = self._open[-1] if self._open else None
        if parent is None:
            raise RefusedYamlError("it holds no keys")
        if isinstance(parent.value, dict) and parent.key is None:
            parent.key, parent.key_line = event.value, _line(event)
            self._last_line = _line(event)
            return
        self._last_line = max(_line(event), _last_line(event))
        value = None if not event.style and event.value in _NULLS else event.value
        self._add(value, _line(event))

    def _end(self) -> None:
        closed = self._open.pop()
        if self._open:
            self._add(closed.value, closed.line)

    def _add(self, value: Value, line: int) -> None:
        parent, is_root = self._open[-1], len(self._open) == 1
        key = parent.key
        if isinstance(parent.value, dict) and key is None:
            raise RefusedYamlError("a key is not a word")
        parent.add(value)
        if is_root and key is not None:
            self.found.pairs.append((key, YamlEntry(value, parent.key_line, self._last_line)))
        elif is_root:
            self.found.items.append(YamlEntry(value, line, self._last_line))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _last_line(event: yaml.Event) -> int:
    """A block text ends at the start of the next line, which is not its own."""
    mark = event.end_mark
    return mark.line - (mark.column == 0) if mark else 0
