"""Where the keys of a YAML file stand, so that what is wrong can be told with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class KeyLines:
    """``lines``: by the way to a value, such as "patience.minutes" or "models[1].file", from 1 on. ``twice``:
    the way to the first key that stands twice in one mapping, "" for none.
    """

    lines: dict[str, int] = field(default_factory=dict)
    twice: str = ""


def key_lines(text: str) -> KeyLines:
    """Of a text that ``safe_yaml.read_yaml`` has read. What two places refer to is looked at once."""
    import yaml  # noqa: PLC0415  only whoever reads such a file needs it

    found, seen = KeyLines(), set[int]()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        rest = [("", yaml.compose(text, Loader=loader))]
    except yaml.YAMLError:
        return found
    while rest:
        at, node = rest.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        for way, line, inner in _inner(at, node):
            if way in found.lines:
                found.twice = found.twice or way
            found.lines[way] = line
            rest.append((way, inner))
    return found


def _inner(at: str, node: Any) -> Iterator[tuple[str, int, Any]]:
    """The values of a list or mapping, each with its way and line."""
    if node.id == "sequence":
        for number, one in enumerate(node.value):
            yield f"{at}[{number}]", one.start_mark.line + 1, one
    elif node.id == "mapping":
        for key, one in node.value:
            yield f"{at}.{key.value}".lstrip("."), key.start_mark.line + 1, one
