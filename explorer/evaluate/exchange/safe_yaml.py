"""YAML that may be anything: a small file can unfold to a large one, or nest until whoever reads it ends."""

from typing import Any

from explorer.domain.words import Words

_DEEPEST = 100  # lists within lists
_LARGEST = 20_000_000  # values, those behind references counted each time


class UnsafeYamlError(Exception):
    """``why``: in words, a sentence."""

    def __init__(self, why: Words) -> None:
        super().__init__(str(why))
        self.why = why


def read_yaml(text: str) -> Any:
    """Plain values. Raises UnsafeYamlError."""
    import yaml  # noqa: PLC0415  only whoever reads such a file needs it

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise UnsafeYamlError(Words("It has too many lists within lists."))
        value = yaml.load(text, Loader=loader)  # noqa: S506  a safe one
        if _unfolded(value, {}) > _LARGEST:
            raise UnsafeYamlError(Words("It unfolds to too many values."))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        reason = error.problem or ""
        raise UnsafeYamlError(
            Words("It is no YAML from line {line} on: {reason}.", line=line, reason=reason)
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise UnsafeYamlError(
            Words("It is no YAML that can be read ({reason}).", reason=str(error)[:200])
        ) from error
    return value


def _unfolded(value: Any, sizes: dict[int, int]) -> int:
    """How many values it is, each reference counted as what it refers to."""
    if not isinstance(value, dict | list):
        return 1
    if (known := sizes.get(id(value))) is not None:
        if not known:
            raise UnsafeYamlError(Words("A part of it refers to itself."))
        return known
    sizes[id(value)] = 0
    within = value.values() if isinstance(value, dict) else value
    size = 1 + sum(_unfolded(one, sizes) for one in within)
    sizes[id(value)] = size
    return size
