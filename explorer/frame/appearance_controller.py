"""Follows the settings that change how all looks and what it says; a room is built anew for them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.settings import Settings, SettingsFile
from explorer.domain.places import Room
from explorer.frame.rooms import Rooms
from explorer.kit.language import Language
from explorer.kit.theme import Look

_PATIENCE_MS = 500  # between two looks whether a busy room has come to rest


class Appearance(QObject):
    """``outgrown`` when sizes or words are other ones; ``renewed`` when the room on the screen can be built
    anew: a busy one once its work has ended, so that the keyboard stays where it is."""

    outgrown = Signal()
    renewed = Signal()

    def __init__(
        self, look: Look, language: Language, settings: SettingsFile, rooms: Rooms, room: Callable[[], Room]
    ) -> None:
        super().__init__(look)
        self._look, self._language, self._rooms, self._room = look, language, rooms, room
        self._spoken = settings.current.language
        self._renewal = QTimer(self, singleShot=True)
        self._renewal.timeout.connect(self._renew)
        settings.changed.add(self._follow)
        language.changed.connect(self._outgrow)

    def stop(self) -> None:
        self._renewal.stop()

    @Slot()
    def _renew(self) -> None:
        room = self._room()
        if self._rooms.is_busy(room) and self._rooms.is_outgrown(room):
            self._renewal.start(_PATIENCE_MS)
        elif self._rooms.is_outgrown(room):
            self.renewed.emit()

    def _follow(self, settings: Settings) -> None:
        percent = self._look.sizes.percent
        self._look.set(settings.theme, settings.text_percent, settings.contrast, settings.motion)
        if settings.language != self._spoken:
            self._spoken = settings.language
            self._language.use(settings.language)
        if settings.text_percent != percent:
            self._outgrow()

    @Slot()
    def _outgrow(self) -> None:
        self.outgrown.emit()
        self._rooms.outgrow()
        self._renewal.start(0)
