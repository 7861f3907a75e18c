"""The left rail: the rooms, each with its icon, its word and its keys."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from explorer.domain.places import Room
from explorer.frame.commands import room_name
from explorer.kit.keys import with_keys
from explorer.kit.rail_button import RailButton
from explorer.kit.theme import Look, look_of
from explorer.rooms.room_spec import RoomSpec, spec_of

_WIDTH = 76


class Rail(QFrame):
    """``chosen`` carries the Room whose button was pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "right")
        self.buttons: dict[Room, RailButton] = {}
        self._column = QVBoxLayout(self)
        for spec in map(spec_of, Room):
            if spec.is_at_foot:
                self._column.addStretch()
            if spec.below is None:
                self._column.addWidget(self._button(spec))
        self.retranslate()
        look = look_of(self)
        look.changed.connect(self._rescale)
        self._rescale(look)

    def mark(self, room: Room) -> None:
        self.button_of(room).setChecked(True)

    def button_of(self, room: Room) -> RailButton:
        """Its own, or that of the room it stands below."""
        return self.buttons[spec_of(room).below or room]

    def retranslate(self) -> None:
        """Say the words in the language of now."""
        for room, button in self.buttons.items():
            button.setText(room_name(room))
            button.setToolTip(with_keys(room_name(room), spec_of(room).keys))
        self._rescale(look_of(self))

    def _button(self, spec: RoomSpec) -> RailButton:
        button = self.buttons[spec.room] = RailButton(spec.icon, "")
        button.clicked.connect(partial(self.chosen.emit, spec.room))
        return button

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        """As wide as its longest word, and no narrower than designed."""
        px = look.sizes.px
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        near, far = (px(7), px(8)) if mirrored else (px(8), px(7))
        self._column.setContentsMargins(near, px(14), far, px(14))
        self._column.setSpacing(px(4))
        longest = max(button.sizeHint().width() for button in self.buttons.values())
        self.setFixedWidth(max(px(_WIDTH), longest + near + far + 1))
