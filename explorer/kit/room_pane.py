"""What the window asks of every room.

A room tells what can be done in it with ``commands``: the command palette lists them, the sheet of
shortcuts (F1) shows those with a ``shortcut``, and each shortcut works while the room is on the screen,
wherever the focus is in the window::

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Search models"), self._find, "search", shortcut="Ctrl+F"),
            Action(self.tr("New chat"), self._on_new, "plus", shortcut="Ctrl+N", enabled=not self.is_busy()),
        )

``commands`` is asked again each time, so an Action may say by ``enabled`` whether it can be used just now.
``shortcut`` is Qt's portable text ("Ctrl+Shift+E"); the set of shortcuts should not change while the room
lives. A room makes no QShortcut of its own for them (two for the same keys would block each other), and
names the keys in its tooltips with ``kit/keys.py: with_keys``.

What the window shows as its title beside the room is the room's own ``windowTitle``: call
``self.setWindowTitle(model.name)`` when something is opened, and ``setWindowTitle("")`` when nothing is.

Mark a widget that messages must never cover, such as a composer, with ``setProperty(KEEP_CLEAR, True)``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from explorer.base.shutdown import end_all
from explorer.domain.places import Place
from explorer.kit.actions import Action

KEEP_CLEAR = "keep_clear"
_PLACE: ContextVar[QWidget | None] = ContextVar("place", default=None)


@contextmanager
def built_in(place: QWidget) -> Iterator[None]:
    """Rooms that are built meanwhile are children of ``place`` from the beginning.

    Qt styles every widget of a room anew when the room is given to another parent: a third of a first visit.
    """
    before = _PLACE.set(place)
    try:
        yield
    finally:
        _PLACE.reset(before)


class RoomPane(QWidget):
    """A room of the window: it can be sent a place to show, and is told when it or the app ends."""

    def __init__(self) -> None:
        super().__init__(_PLACE.get())

    def start(self) -> None:
        """The room is there: what it asks of others goes out now."""

    def show_place(self, place: Place) -> None:
        """The window went here; ``place`` may name a model, a repo, words and more.

        Also puts the focus where the person will go on.
        """

    def is_busy(self) -> bool:
        """Whether something runs here that must not be cut off, such as an answer."""
        return False

    def unfinished(self) -> Sequence[str]:
        """What runs here in words, and what becomes of it when the app ends now: asked before a quit.

        "An answer is being written · what is written is kept".
        """
        return ()

    def hub_answers(self) -> None:
        """The Hub was asked whether it is there, and it is: what waits for it may go on."""

    def commands(self) -> Sequence[Action]:
        """What can be done here now, for the command palette and the sheet of shortcuts."""
        return ()

    def end_work(self) -> None:
        """The room ends: stop what runs here, and store what the person made, also what is not sent yet."""

    def close_room(self) -> None:
        """The room ends, with the app or to be built anew in another text size or language.

        Its widgets live on for a while, when the database may be closed: nothing here acts by itself then.
        """
        end_all(self.end_work, self._stop_timers)

    def _stop_timers(self) -> None:
        for timer in self.findChildren(QTimer):
            timer.stop()

    def keep_clear(self) -> Sequence[QWidget]:
        """The widgets of this room that are seen now and must not be covered by messages."""
        marked = (w for w in self.findChildren(QWidget) if w.property(KEEP_CLEAR))
        return [w for w in marked if w.isVisible()]

    def install_shortcuts(self) -> None:
        """Make the shortcuts of ``commands`` work. The window calls it once; ``listen`` turns them off."""
        taken = {shortcut.key() for shortcut in self.findChildren(QShortcut)}
        for keys in (QKeySequence(action.shortcut) for action in self.commands() if action.shortcut):
            if keys not in taken:
                # Qt asks a window's shortcut whether its parent is seen: another room's stay silent.
                shortcut = QShortcut(keys, self, context=Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(partial(RoomPane.run_command, self, keys))
                taken.add(keys)

    def listen(self, *, on: bool) -> None:
        """Whether the shortcuts of this room work; off while something lies over the whole window."""
        for shortcut in self.findChildren(QShortcut):
            shortcut.setEnabled(on)

    def run_command(self, keys: QKeySequence | str) -> None:
        """Do what these keys do, if it can be done now."""
        for action in self.commands():
            if action.enabled and action.shortcut and QKeySequence(action.shortcut) == QKeySequence(keys):
                action.run()
                return


class PageView(QWidget):
    """One of the pages of a room: what is asked of the room is asked of its page."""

    def take_focus(self) -> None:
        """Where the keys are of use."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Action]:
        """For the palette; and by keys, which are the same whatever the page shows."""
        return ()

    def is_busy(self) -> bool:
        """Whether something runs here that must not be cut off."""
        return False

    def unfinished(self) -> Sequence[str]:
        """As of ``RoomPane``."""
        return ()

    def close_page(self) -> None:
        """The room ends: stop what runs here, and keep what is not kept yet."""
