"""The command palette (Ctrl+K): a field and what it finds, over whatever is on the screen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from explorer.frame.entries import Entry, Kind, Line, lines_for
from explorer.frame.palette_rows import HEADING, ROW, PaletteList
from explorer.kit.actions import Action
from explorer.kit.announce import announce
from explorer.kit.field import Field
from explorer.kit.iconlabel import IconLabel
from explorer.kit.overlay import Overlay
from explorer.kit.press import ENTER
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of

_WIDTH, _TOP = 620, 72
_FOOT, _FIELD = 34, 50


class Palette(Overlay):
    """``chosen`` carries the Entry that is about to run, after the palette is closed."""

    chosen = Signal(object)

    def __init__(
        self, host: QWidget, entries: Sequence[Entry], recent: Sequence[str], beyond: Callable[[str], Entry]
    ) -> None:
        """``beyond``: where to look for words that stand for nothing on this machine."""
        super().__init__(host.tr("Command palette"), host)
        self._entries, self._recent, self._beyond = entries, recent, beyond
        self.list = PaletteList()
        self.list.picked.connect(self._run)
        self.field = self._build_field()
        self.body.addWidget(self._build_head())
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._build_foot())
        self._search("")

    def spot(self, room: QRect) -> QRect:
        px = look_of(self).sizes.px
        top = min(px(_TOP), room.height() // 10)
        width = min(px(_WIDTH), room.width())
        wanted = px(_FIELD + _FOOT) + max(px(HEADING + 4 * ROW), self.list.content_height() + px(8))
        height = min(wanted, px(520), room.height() - top)
        return QRect(room.center().x() - width // 2, room.top() + top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key moves or uses the choice; all others belong to the field."""
        if self.list.move_by(event):
            self._say_choice()
            return True
        if event.key() in ENTER:
            self._use(second=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return True
        return False

    def _use(self, *, second: bool) -> None:
        entry = self.list.entry
        if entry is None:
            return
        if second and entry.second is not None:
            self._finish(entry, entry.second)
        else:
            self._finish(entry, entry.action)

    @Slot(object)
    def _run(self, line: Line) -> None:
        if line.entry is not None:
            self._finish(line.entry, line.entry.action)

    def _finish(self, entry: Entry, action: Action) -> None:
        self.dismiss()  # first: what runs may move the focus or open something itself
        self.chosen.emit(entry)
        QTimer.singleShot(0, partial(Action.run, action))  # out of the key's own event

    @Slot(str)
    def _search(self, text: str) -> None:
        lines = lines_for(text, self._entries, self._recent)
        if words := " ".join(text.split()):
            lines += [Line(Kind.HUB), Line(Kind.HUB, self._beyond(words))]
        self.list.show_lines(lines)
        self._show_second()
        self.refit()
        if text:
            count = sum(1 for line in lines if line.entry is not None)
            announce(self.list, self.tr("{n} results").format(n=count))

    def _say_choice(self) -> None:
        self._show_second()
        if self.list.line is not None:
            announce(self.list, self.list.rows.spoken(self.list.line))

    def _show_second(self) -> None:
        entry = self.list.entry
        second = entry.second.text if entry is not None and entry.second is not None else ""
        self._second.setText(self.tr("Ctrl+Enter: {action}").format(action=second) if second else "")

    def _build_field(self) -> Field:
        field = Field()
        field.setProperty("field", "plain")
        field.setFrame(False)
        field.setPlaceholderText(self.tr("Find an action, a model, a chat or a setting"))
        field.setAccessibleName(self.tr("Command palette"))
        field.textChanged.connect(self._search)
        field.installEventFilter(self)
        return field

    def _build_head(self) -> QWidget:
        px = look_of(self).sizes.px
        head = QFrame()
        head.setProperty("rule", "bottom")
        head.setFixedHeight(px(_FIELD))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(16), 0, px(8), 0)
        row.setSpacing(px(4))
        row.addWidget(IconLabel("search"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.field, 1)
        return head

    def _build_foot(self) -> QWidget:
        px = look_of(self).sizes.px
        foot = QFrame()
        foot.setProperty("rule", "top")
        foot.setFixedHeight(px(_FOOT))
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(16))
        keys = self.tr("↑ ↓ to choose · Enter to open · Esc to close")
        row.addWidget(Elided(keys, "source", "muted"), 1)
        self._second = Label("", "source", "muted")
        row.addWidget(self._second)
        return foot
