"""Measurements of loads and answers on this machine, kept so that the next estimate is better.

A file that was loaded before is known exactly. Of all others the middle of measured against estimated
corrects the estimate: one odd file does not spoil it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from explorer.base.store import Store
from explorer.domain.fit import MeasuredSpeed, file_key
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.speed import MachineSpeed

_MACHINE = "machine.speed"
_LATEST = 50  # files the correction is made from
FEWEST_MEASUREMENTS = 3  # measurements that something is said of how far off estimates are
_MOST = 2.0  # a correction beyond twice or half is no correction: something else was measured


@dataclass(frozen=True)
class LoadMeasurement:
    """One file loaded with one context. Bytes, tokens a second; 0 where not measured."""

    context: int
    estimated: int
    memory: int
    predicted: float
    said: float
    speed: float
    at: str = ""  # ISO 8601

    @property
    def on(self) -> str:
        """The day, as the clock here had it."""
        return f"{datetime.fromisoformat(self.at).astimezone():%Y-%m-%d}" if self.at else ""

    @property
    def measured_speed(self) -> MeasuredSpeed | None:
        return MeasuredSpeed(self.speed, self.on, self.context, self.said) if self.speed else None


@dataclass(frozen=True)
class EstimateCorrection:
    """``factor`` of measured to estimated, of ``count`` files; ``error``: how far off the middle one is."""

    factor: float = 1.0
    error: float = 0.0
    count: int = 0


def key_of(path: Path, size: int) -> str:
    """A model file, wherever it lies."""
    return file_key(path.name, size)


def model_key(model: Model) -> str:
    """What measurements of a model are kept by: its file, else its reference."""
    return key_of(model.path, model.size) if isinstance(model, LocalModel) else model.id


class MeasurementStore:
    """The table of what was measured, and how fast this machine is."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def machine(self) -> MachineSpeed | None:
        """``None`` before it was measured, and for what another version kept."""
        return self._store.get_value(_MACHINE, MachineSpeed, None)

    def keep_machine(self, speed: MachineSpeed) -> None:
        self._store.set_value(_MACHINE, speed)

    def note_load(self, file: str, context: int, device: str, estimated: int, memory: int) -> None:
        """The most that was seen counts: buffers fill as a conversation grows."""
        self._store.write(
            "INSERT INTO measured (file, context, device, estimated, memory, at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET estimated = excluded.estimated, at = excluded.at,"
            " memory = max(memory, excluded.memory)",
            file, context, device, estimated, memory, _now(),
        )  # fmt: skip

    def note_speed(
        self, file: str, context: int, device: str, *, predicted: float, said: float, speed: float
    ) -> None:
        """Of a load that was noted before."""
        self._store.write(
            "UPDATE measured SET predicted = ?, said = CASE WHEN said > 0 THEN said ELSE ? END, speed = ?,"
            " at = ? WHERE file = ? AND context = ? AND device = ?",
            predicted, said, speed, _now(), file, context, device,
        )  # fmt: skip

    def of_file(self, file: str, device: str) -> tuple[LoadMeasurement, ...]:
        """Every context it was loaded with, the latest first."""
        sql = "SELECT * FROM measured WHERE file = ? AND device = ? ORDER BY at DESC"
        return tuple(self._store.read_each("measured", _seen, sql, file, device))

    def speeds(self, device: str) -> dict[str, MeasuredSpeed]:
        """The latest of every file that has answered."""

        def speed_of(row: Mapping[str, Any]) -> tuple[str, MeasuredSpeed | None]:
            return row["file"], _seen(row).measured_speed

        sql = "SELECT *, max(at) FROM measured WHERE device = ? AND speed > 0 GROUP BY file"
        found = self._store.read_each("measured", speed_of, sql, device)
        return {file: speed for file, speed in found if speed is not None}

    def last_device(self) -> str:
        """Of the latest load, "" before any."""
        rows = self._store.read("SELECT device FROM measured ORDER BY at DESC LIMIT 1")
        return str(rows[0]["device"]) if rows else ""

    def memory_correction(self, device: str) -> EstimateCorrection:
        return _correction((row["estimated"], row["memory"]) for row in self._latest(device))

    def speed_correction(self, device: str) -> EstimateCorrection:
        return _correction((row["predicted"], row["speed"]) for row in self._latest(device))

    def _latest(self, device: str) -> list[dict[str, Any]]:
        return self._store.read(
            "SELECT file, estimated, memory, predicted, speed, max(at) FROM measured WHERE device = ?"
            " GROUP BY file ORDER BY max(at) DESC LIMIT ?", device, _LATEST,
        )  # fmt: skip


def _correction(pairs: Iterable[tuple[float, float]]) -> EstimateCorrection:
    numbers = [pair for pair in pairs if all(isinstance(one, int | float) for one in pair)]
    ratios = [measured / said for said, measured in numbers if said > 0 and measured > 0]
    if not ratios:
        return EstimateCorrection()
    factor = min(_MOST, max(1 / _MOST, median(ratios)))
    return EstimateCorrection(factor, median(abs(ratio / factor - 1) for ratio in ratios), len(ratios))


def _seen(row: Mapping[str, Any]) -> LoadMeasurement:
    """Raises msgspec.ValidationError or ValueError for a row that is damaged."""
    seen = msgspec.convert(row, LoadMeasurement)
    if seen.at:
        datetime.fromisoformat(seen.at)
    return seen


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
