"""Looks at a scene: every check on every picture, and the pictures that a person will look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tests.scenes.checks import check_all
from tests.scenes.findings import Finding
from tests.scenes.pixel_checks import picture_of

_QUALITY = 80  # of PNG in Qt: little compression, quickly written


@dataclass
class Played:
    """One scene in one pass: its pictures and what was found in which of them."""

    scene: str
    run: str
    pictures: list[str] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)

    def note(self, picture: str, found: Sequence[Finding]) -> bool:
        """A finding is told once, with the first picture that shows it. Whether there was a new one."""
        known = {(f["check"], f["where"], f["what"]) for f in self.findings}
        new = [f for f in dict.fromkeys(found) if (f.check, f.where, f.what) not in known]
        self.findings += [{"picture": picture, **finding.as_row()} for finding in new]
        return bool(new)


@dataclass(frozen=True)
class Camera:
    """``out`` gets the pictures that are shown and those with a finding; ``every``: all. Without it none."""

    out: Path | None = None
    every: bool = False

    def take(self, window: QWidget, name: str, played: Played, *, shown: bool) -> None:
        """Check what is on the screen."""
        is_new = played.note(name, check_all(window))
        if shown or is_new or self.every:
            self._keep(window, name, played)

    def note(self, window: QWidget, name: str, played: Played, found: Sequence[Finding]) -> None:
        """Findings of another kind in this picture."""
        if played.note(name, found):
            self._keep(window, name, played)

    def _keep(self, window: QWidget, name: str, played: Played) -> None:
        if self.out is not None and name not in played.pictures:
            picture_of(window).save(str(self.out / name), None, _QUALITY)
            played.pictures.append(name)
