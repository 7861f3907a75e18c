"""Layout of the Playground: chats, conversation and what stands beside it, and what happens where the
window is narrow.
"""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import column, stretched
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.column_pane import ChatsColumn
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from explorer.rooms.playground.header_rows import ChatHeader
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.side_pane import SidePane, SideTab
from explorer.rooms.playground.transcript.transcript_pane import (
    ReadingColumn,
    Transcript,
    in_lines,
    tab_stops,
)
from explorer.rooms.room_services import RoomServices

# Pixels at 100 %.
_NARROW = 1000  # below it the chats give their place to the conversation
_CHATS, _MIDDLE, _INSPECTOR = 220, 680, 304
_READABLE = 440  # what the conversation needs before the inspector may stand beside it
_NARROWEST = 320
_INSPECTOR_STATE, _CHATS_STATE = "playground.inspector", "playground.chats"


class PlaygroundLayout(QWidget):
    """Chats, conversation, and a pane beside it, of passages and the inspector; remembers sizes and what is
    folded.

    Where that pane finds no room beside the conversation it lies over it.
    ``folded``: it was folded or unfolded.
    """

    folded = Signal()

    def __init__(self, services: RoomServices, chosen: ChosenModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store = services.core.store
        self._is_narrow, self._floats = False, False
        self._split = RememberedSplitter("playground", store.get_state, store.set_state, parent=self)
        self.column = ChatsColumn(self._split)
        middle = QWidget(self._split)
        self.header = ChatHeader(chosen, middle)
        self.transcript = Transcript(services.catalog.model_of, middle)
        self._foot = ReadingColumn(0, 18, middle)
        self.composer = ChatComposer(self._foot)
        self.side = SidePane(self._split)
        self.passages, self.inspector = self.side.passages, self.side.inspector
        self._lay_out(middle)
        kept = store.get_state(_INSPECTOR_STATE)
        self._show_side("passages" if kept == "passages" else "inspector", opened=bool(kept))
        self.show_chats(opened=self._wants_chats())
        self.header.inspector.clicked.connect(self._on_inspect)
        self.side.closed.connect(partial(self._on_inspect, opened=False))
        self.side.picked.connect(self.open_side)
        queued = Qt.ConnectionType.QueuedConnection  # once the composer has its new height
        self.composer.field.textChanged.connect(self._place_over, queued)
        self.composer.resized.connect(self._place_over, queued)
        self.header.chats.clicked.connect(self.toggle_chats)

    def _lay_out(self, middle: QWidget) -> None:
        """Each part was built in its place: given to another parent, all in it would be styled anew."""
        px = look_of(self).sizes.px
        self._foot.column.addWidget(self.composer)
        middle.setMinimumWidth(px(_NARROWEST))
        column(middle).add(self.header, stretched(self.transcript), self._foot)
        for number, stretch in enumerate((0, 1, 0)):
            self._split.setStretchFactor(number, stretch)
        self._split.restore([px(_CHATS), px(_MIDDLE), px(_INSPECTOR)])
        column(self).addWidget(self._split)

    @Slot()
    def toggle_chats(self) -> None:
        opened = self.column.isHidden()
        if not self._is_narrow:
            self._store.set_state(_CHATS_STATE, "" if opened else "folded")
        self.show_chats(opened=opened)

    def toggle_inspector(self) -> None:
        self._keep_side("inspector", opened=self.inspector.isHidden())

    @Slot(object)
    def open_side(self, tab: SideTab) -> None:
        self._keep_side(tab, opened=True)

    def show_differing(self, *, shown: bool) -> None:
        """The line under the header."""
        self.header.differing.setVisible(shown)
        self._place_over()

    def fold_chats(self) -> None:
        """A chat was chosen: where room is short, the conversation gets it back."""
        if self._is_narrow:
            self.show_chats(opened=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < look_of(self).sizes.px(_NARROW)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self.show_chats(opened=self._wants_chats())
        self._arrange()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        """Rows come when they are said: put Tab's way in reading order before it is gone."""
        stops = [*tab_stops(self.column), *tab_stops(self.header), *self.transcript.stops()]
        pages = (self.side.passages, self.side.inspector)
        beside = sorted(tab_stops(self.side), key=lambda stop: any(page.isAncestorOf(stop) for page in pages))
        stops += [*in_lines(tab_stops(self.composer), self.composer), *beside]
        for one, two in pairwise(stops):
            QWidget.setTabOrder(one, two)
        return super().focusNextPrevChild(next)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def _wants_chats(self) -> bool:
        return not self._is_narrow and self._store.get_state(_CHATS_STATE) != "folded"

    def show_chats(self, *, opened: bool) -> None:
        self.column.setVisible(opened)
        self.header.mark_chats(opened=opened)
        self._arrange()

    def _show_side(self, tab: SideTab, *, opened: bool) -> None:
        self.side.show_tab(tab, opened=opened)
        self.header.inspector.setChecked(opened)
        self._arrange()

    def _arrange(self) -> None:
        """The pane beside the conversation, or over it."""
        px = look_of(self).sizes.px
        chats = 0 if self.column.isHidden() else self.column.width()
        floats = self.width() < px(_INSPECTOR + _READABLE) + chats
        if floats != self._floats and not self.side.isHidden():  # each move styles all of it anew
            self._floats = floats
            if floats:
                self.side.setParent(self)
            else:
                self._split.addWidget(self.side)
            self.side.set_floating(floats)
            self.side.show()
        self._place_over()

    @Slot()
    def _place_over(self) -> None:
        """Over the conversation alone: model and composer stay in reach."""
        if not self._floats:
            return
        top = self.header.sizeHint().height()  # hints, for nothing may be laid out yet
        height = self.height() - top - self._foot.sizeHint().height()
        width = max(look_of(self).sizes.px(_INSPECTOR + 20), self.side.minimumWidth())
        width = min(width, self.width())
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = 0 if is_mirrored else self.width() - width
        self.side.setGeometry(QRect(left, top, width, height))
        self.side.raise_()

    @Slot(bool)
    def _on_inspect(self, opened: bool) -> None:  # noqa: FBT001  # a slot of clicked(bool)
        self._keep_side(self.side.tab, opened=opened)

    def _keep_side(self, tab: SideTab, *, opened: bool) -> None:
        self._show_side(tab, opened=opened)
        kept = "passages" if tab == "passages" else "open"
        self._store.set_state(_INSPECTOR_STATE, kept if opened else "")
        self.folded.emit()


@dataclass(frozen=True)
class PlaygroundParts:
    """What the controllers of the room work with.

    ``session`` is the open chat, ``chosen`` the model that it is asked with; ``frame`` shows both.
    """

    services: RoomServices
    session: ChatSession
    chosen: ChosenModel
    frame: PlaygroundLayout
