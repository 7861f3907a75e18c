"""What the processor's packages have used, where the system lets us read it: Linux's powercap (RAPL).

Everything that runs is counted, not one process: an answer's share is said as "of the whole processor".
Since Linux 5.10 most systems let only root read these files, for good reasons (CVE-2020-8694); then, and on
other systems, nothing is told, and nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/class/powercap")


@dataclass(frozen=True)
class EnergyReading:
    """Microjoules of each package, counted from some beginning."""

    packages: Mapping[str, int]


class EnergyMeter:
    """Reads the packages' counters. ``root`` is where the system shows them."""

    def __init__(self, root: Path = ROOT) -> None:
        self._ranges: dict[Path, int] = {}
        for folder in _packages(root):
            largest = _number(folder / "max_energy_range_uj")
            if largest is not None and _number(folder / "energy_uj") is not None:
                self._ranges[folder] = largest

    @property
    def is_there(self) -> bool:
        return bool(self._ranges)

    def read(self) -> EnergyReading | None:
        """``None`` where the system does not tell."""
        found = {folder.name: _number(folder / "energy_uj") for folder in self._ranges}
        known = {name: value for name, value in found.items() if value is not None}
        return EnergyReading(known) if known and len(known) == len(found) else None

    def joules_since(self, before: EnergyReading | None) -> float | None:
        """What was used since; a counter that began anew meanwhile has done so once."""
        after = self.read()
        if before is None or after is None or before.packages.keys() != after.packages.keys():
            return None
        ranges = {folder.name: largest for folder, largest in self._ranges.items()}
        used = 0
        for name, value in after.packages.items():
            passed = value - before.packages[name]
            used += passed if passed >= 0 else passed + ranges[name]
        return used / 1e6


def _packages(root: Path) -> list[Path]:
    """Whole packages: their parts ("intel-rapl:0:1") and the whole board ("psys") would count twice."""
    try:
        folders = sorted(folder for folder in root.iterdir() if folder.name.count(":") == 1)
    except OSError:  # another system
        return []
    return [folder for folder in folders if _text(folder / "name").startswith("package")]


def _number(path: Path) -> int | None:
    text = _text(path)
    return int(text) if text.isdecimal() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
