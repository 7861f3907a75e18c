"""A grid: every prompt asked with every combination of some settings, and how answers name each of these."""

from dataclasses import dataclass
from itertools import product
from math import isfinite

from explorer.compare.thinking import is_choice
from explorer.domain.sampling_choice import Number, is_setting

THINK = "think"  # the path of a choice of thinking, whose values are texts

type Value = Number | str
type Point = tuple[tuple[str, Value], ...]  # settings of one cell of a grid, by path; () without a grid


@dataclass(frozen=True)
class Axis:
    """One setting and the values it takes; ``path`` as in SamplingChoice, e.g. "temperature", or THINK."""

    path: str
    values: tuple[Value, ...]

    @property
    def is_known(self) -> bool:
        """Whether there is such a setting, with values of its kind."""
        return all(_is_known(self.path, value) for value in self.values or (None,))


@dataclass(frozen=True)
class Grid:
    """Every prompt is asked with every combination of these settings; without an axis just once."""

    axes: tuple[Axis, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        values = [[(axis.path, value) for value in axis.values] for axis in self.axes if axis.values]
        return tuple(product(*values))


def point_key(point: Point) -> str:
    """A point as answers refer to it: "temperature=0.7&top_k=40"; "" without a grid."""
    return "&".join(f"{path}={value_text(value)}" for path, value in point)


def value_text(value: Value) -> str:
    """As it stands in a key."""
    return value if isinstance(value, str) else f"{value:g}"


def point_of(key: str) -> Point:
    """The inverse of ``point_key``. Raises ValueError for what is none."""
    pairs = (part.partition("=") for part in key.split("&") if part)
    return tuple((path, value if path == THINK else _number(value)) for path, _, value in pairs)


def is_point(key: str) -> bool:
    """Whether this names a point of a grid that there may be."""
    try:
        return all(_is_known(path, value) for path, value in point_of(key))
    except ValueError:
        return False


def _is_known(path: str, value: Value | None) -> bool:
    """``None`` for any value."""
    if path == THINK:
        return value is None or is_choice(value)
    return is_setting(path) and not isinstance(value, str)


def _number(text: str) -> Number:
    """A whole one where it is: settings that count take no other."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return int(value) if value.is_integer() else value
