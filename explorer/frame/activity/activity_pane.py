"""The activity panel over the bar: downloads, loaded models, the server, the network and all
messages.

It stands above the part of the bar that it tells of. The bar stays uncovered: a second click there closes the
panel, a click on another part shows that part.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from explorer.domain.places import Place, Room
from explorer.frame.activity.bar_pane import ActivityBar, ActivitySection
from explorer.frame.activity.downloads_pane import DownloadsPage
from explorer.frame.activity.messages_pane import MessagesPage
from explorer.frame.activity.models_pane import LoadedModelsPage
from explorer.frame.activity.network_pane import NetworkPage
from explorer.frame.activity.server_pane import ServerPage
from explorer.frame.rooms import Rooms
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.keys import with_keys
from explorer.kit.overlay import Overlay
from explorer.kit.popup import SHADOW
from explorer.kit.segmented import Segmented
from explorer.kit.theme import look_of
from explorer.rooms.room_services import RoomServices

_WIDTH, _HEIGHT = 480, 400
KEYS = "Ctrl+J"


class ActivityPanel(Overlay):
    """Opens at one of its parts. ``messages_seen``, at the end, tells that the messages were shown."""

    messages_seen = Signal()

    def __init__(
        self,
        host: QWidget,
        bar: ActivityBar,
        services: RoomServices,
        rooms: Rooms,
        section: ActivitySection,
    ) -> None:
        super().__init__(host.tr("Activity"), host, "clear")
        self._bar, self._services, self._rooms = bar, services, rooms
        self._anchor: QWidget = bar.button_of(section)
        words = (self.tr("Downloads"), self.tr("Models"), self.tr("Server"), self.tr("Network"))
        self.tabs = Segmented(self.tr("Part of the activity"), (*words, self.tr("Messages")))
        self._stack = QStackedWidget()
        for page in self._pages():
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.tabs.setCurrentIndex(section)
        self.tabs.currentChanged.connect(self._note_seen)
        self._saw_messages = section is ActivitySection.MESSAGES
        self.closed.connect(self._tell_seen)
        self.body.add(self._head(), stretched(self._stack))

    @property
    def page(self) -> QWidget | None:
        """The part that is shown."""
        return self._stack.currentWidget()

    @property
    def section(self) -> ActivitySection:
        return ActivitySection(self.tabs.currentIndex())

    def show_section(self, section: ActivitySection) -> None:
        """This part, above its own place in the bar."""
        self._anchor = self._bar.button_of(section)
        self.tabs.setCurrentIndex(section)
        self.refit()

    def cover(self, host: QRect) -> QRect:
        return host.adjusted(0, 0, 0, -self._bar.height())

    def spot(self, room: QRect) -> QRect:
        """Above the part of the bar that was clicked, or where the bar begins if that is not seen."""
        px = look_of(self).sizes.px
        wide = max(px(_WIDTH), self.tabs.sizeHint().width() + px(72))
        width, height = min(wide, room.width()), min(px(_HEIGHT), room.height() - SHADOW)
        is_turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        anchor = self._anchor if self._anchor.isVisible() else self._bar.download
        left = anchor.mapTo(self._bar, QPoint(0, 0)).x() - (width - anchor.width() if is_turned else 0)
        left = max(room.left(), min(left, room.right() + 1 - width))
        return QRect(left, self.height() - SHADOW - height, width, height)

    @Slot()
    def _note_seen(self) -> None:
        self._saw_messages = self._saw_messages or self.section is ActivitySection.MESSAGES

    @Slot()
    def _tell_seen(self) -> None:
        if self._saw_messages:
            self.messages_seen.emit()

    def _pages(self) -> Sequence[QWidget]:
        services, core = self._services, self._services.core
        library = Action(self.tr("Open the Library"), partial(self._go, Place(Room.LIBRARY)), "library")
        find = Action(self.tr("Find a model"), partial(self._go, Place(Room.DISCOVER)), "search")
        choose = Action(self.tr("Open the Playground"), partial(self._go, Place(Room.PLAYGROUND)), "chat")
        more = self._settings(self.tr("Network settings"), "offline")
        self.models = LoadedModelsPage(services.pool, core.machine, services.name_of, choose)
        messages = MessagesPage(services.messages)
        messages.acted.connect(self.dismiss)
        return (
            DownloadsPage(services.downloads, find, library),
            self.models,
            ServerPage(services.server, self._settings(self.tr("Server settings"), "server")),
            NetworkPage(core.settings, core.hub.reach, self._rooms.knock, more, core.endpoints),
            messages,
        )

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("rule", "bottom")
        close = IconButton("close", with_keys(self.tr("Close"), KEYS), then=self.dismiss)
        row(head, margins=(12, 10, 10, 10), spacing=6).add(self.tabs, STRETCH, close)
        return head

    def _settings(self, words: str, setting: str) -> Action:
        return Action(words, partial(self._go, Place(Room.SETTINGS, setting=setting)), "settings")

    def _go(self, place: Place) -> None:
        self.dismiss()
        self._services.go(place)
