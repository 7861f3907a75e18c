"""Long work of a room that the whole window shows, such as a comparison that runs unattended."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from explorer.domain.places import Place


@dataclass(frozen=True)
class WorkStatus:
    """``text`` says what goes on, ``short`` the same where there is little room; ``place`` shows it."""

    text: str
    short: str
    place: Place


class CurrentWork(QObject):
    """``changed`` carries a WorkStatus, or None when nothing goes on any more."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: WorkStatus | None = None

    def show(self, work: WorkStatus | None) -> None:
        if work != self.current:
            self.current = work
            self.changed.emit(work)
