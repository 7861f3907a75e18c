"""The command palette (Ctrl+K): a field and what it finds, over whatever is on the screen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from explorer.frame.entries import Entry, Kind, Line, lines_for
from explorer.frame.palette_rows import HEADING, ROW, PaletteList
from explorer.kit.actions import Action
from explorer.kit.announce import announce
from explorer.kit.choice_panel import FIELD, ChoicePanel
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of

_WIDTH, _TOP, _FOOT = 620, 72, 34


class Palette(ChoicePanel[PaletteList]):
    """``chosen`` carries the Entry that is about to run, after the palette is closed."""

    chosen = Signal(object)

    def __init__(
        self, host: QWidget, entries: Sequence[Entry], recent: Sequence[str], beyond: Callable[[str], Entry]
    ) -> None:
        """``beyond``: where to look for words that stand for nothing on this machine."""
        hint = host.tr("Find an action, a model, a chat or a setting")
        super().__init__(host.tr("Command palette"), host, PaletteList(), hint, "dim")
        self._entries, self._recent, self._beyond = entries, recent, beyond
        foot = self.add_foot(_FOOT)
        foot.setSpacing(look_of(self).sizes.px(16))
        keys = self.tr("↑ ↓ to choose · Enter to open · Esc to close")
        foot.addWidget(Elided(keys, "source", "muted"), 1)
        self._second = Label("", "source", "muted")
        foot.addWidget(self._second)
        self.search("")

    def spot(self, room: QRect) -> QRect:
        px = look_of(self).sizes.px
        top = min(px(_TOP), room.height() // 10)
        width = min(px(_WIDTH), room.width())
        wanted = px(FIELD + _FOOT) + max(px(HEADING + 4 * ROW), self.list.content_height() + px(8))
        height = min(wanted, px(520), room.height() - top)
        return QRect(room.center().x() - width // 2, room.top() + top, width, height)

    def use(self, line: Line, *, second: bool = False) -> None:
        entry = line.entry
        if entry is not None:
            self._finish(entry, entry.second if second and entry.second is not None else entry.action)

    def _finish(self, entry: Entry, action: Action) -> None:
        self.dismiss()  # first: what runs may move the focus or open something itself
        self.chosen.emit(entry)
        QTimer.singleShot(0, partial(Action.run, action))  # out of the key's own event

    def search(self, text: str) -> None:
        lines = lines_for(text, self._entries, self._recent)
        if text.strip():
            lines += [Line(Kind.HUB), Line(Kind.HUB, self._beyond(text))]
        self.list.show_lines(lines)
        self._show_second()
        self.refit()
        if text:
            count = sum(1 for line in lines if line.entry is not None)
            announce(self.list, self.tr("{n} results").format(n=count))

    def say(self) -> None:
        self._show_second()
        super().say()

    def _show_second(self) -> None:
        entry = self.list.entry
        second = entry.second.text if entry is not None and entry.second is not None else ""
        self._second.setText(self.tr("Ctrl+Enter: {action}").format(action=second) if second else "")
