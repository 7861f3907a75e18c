"""What floats: menus and small panels, with rounded corners and a painted shadow.

``menu(parent, actions)`` builds a QMenu from Actions (None is a separator); it deletes itself when
closed. ``Popup`` is a floating panel whose content goes into ``body``.
"""

import ctypes
from collections.abc import Sequence
from functools import lru_cache, partial

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QScreen,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.icons import icon, paint_icon
from explorer.kit.keys import keys_text
from explorer.kit.language import shown
from explorer.kit.paint import fill_round, mirrored
from explorer.kit.theme import Theme, look_of, theme_of

_RADIUS = 12
SHADOW = 12  # pixels around a floating panel


def menu(parent: QWidget, actions: Sequence[Action | None]) -> QMenu:
    """A styled menu; show it with ``popup(global_position)``."""
    built = _Menu(parent)
    built.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _fill(built, actions)
    return built


def _fill(built: QMenu, actions: Sequence[Action | None]) -> None:
    built.setProperty("nested", any(action is not None and action.entries for action in actions))
    style_menu(built)
    for action in actions:
        if action is None:
            built.addSeparator()
            continue
        entry = _qt_action(action, built)
        if action.entries:
            inner = _Menu(built)
            _fill(inner, action.entries)
            entry.setMenu(inner)
        built.addAction(entry)


def open_below(built: QMenu, anchor: QWidget) -> None:
    """Show a menu below the button that it belongs to."""
    built.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))


class _Menu(QMenu):
    """The keys begin at the entry that is chosen. Typed letters go to the one that begins with them, as in
    every list; Qt does so on a Mac only."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=QApplication.keyboardInputInterval())
        self._pause.timeout.connect(self._forget)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        chosen = next((act for act in self.actions() if act.isChecked() and act.isEnabled()), None)
        if chosen is not None:
            self.setActiveAction(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        bare = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier == Qt.KeyboardModifier.NoModifier
        if not bare or not letter.isprintable() or not letter.strip(" " if not self._typed else ""):
            super().keyPressEvent(event)
            return
        self._typed += letter.casefold()
        self._pause.start()
        found = (act for act in self.actions() if act.isEnabled() and _words(act).startswith(self._typed))
        wanted = next(found, None)
        if wanted is not None:
            self.setActiveAction(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A style sheet cannot colour the arrow of an entry that opens another menu."""
        super().paintEvent(event)
        side, theme = look_of(self).sizes.px(14), theme_of(self)
        with QPainter(self) as painter:
            for action in self.actions():
                if action.menu() is not None:
                    whole = QRectF(self.actionGeometry(action))
                    spot = QRectF(whole.right() - side - 8, whole.center().y() - side / 2, side, side)
                    place = mirrored(spot, whole, self.layoutDirection())
                    paint_icon(painter, place, "chevron-right", theme.muted)

    @Slot()
    def _forget(self) -> None:
        self._typed = ""


def _words(action: QAction) -> str:
    return action.text().replace("&&", "&").casefold()


def style_menu(built: QMenu) -> None:
    """Corners that a style sheet can round."""
    float_clear(built)
    built.setProperty("square", not can_blend())


def float_clear(window: QWidget) -> None:
    """No frame, no system shadow, and no ground where the screen can show what lies below."""
    window.setWindowFlags(
        Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
    )
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, can_blend())


def paint_shadow(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """A soft shadow around ``rect``, reaching SHADOW pixels out and a little down."""
    steps = SHADOW
    for step in range(steps, 0, -1):
        colour = QColor(theme.shadow)
        colour.setAlpha(max(1, round(theme.shadow.alpha() * 0.16 * (1 - step / steps))))
        grown = rect.adjusted(-step, -step + 3, step, step + 3).intersected(
            rect.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW)
        )
        fill_round(painter, grown, radius + step, colour)


class Popup(QWidget):
    """A floating panel: surface, border, shadow. Closes on Escape and on a click elsewhere, for good."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        float_clear(self)
        self.setAccessibleName(name)
        self.body = column(self)
        edge = SHADOW + 14
        self.body.setContentsMargins(edge, edge - 2, edge, edge - 2)
        self.body.setSpacing(8)

    @Slot()
    def adjustSize(self) -> None:
        """As large as its content wants, as far as the screen goes: Qt's own way ends at two thirds of it."""
        self.body.activate()
        wanted = self.body.totalSizeHint()
        height = self.body.totalHeightForWidth(wanted.width()) if self.body.hasHeightForWidth() else 0
        most = self.screen().availableGeometry()
        self.resize(min(wanted.width(), most.width()), min(max(height, wanted.height()), most.height()))

    def open_below(self, anchor: QWidget) -> None:
        """Show under ``anchor``, its left edges in line, inside the screen."""
        self.adjustSize()
        self.move_inside(anchor.mapToGlobal(QPoint(-SHADOW, anchor.height() - SHADOW + 4)), anchor.screen())
        self.show()

    def open_at(self, spot: QPoint) -> None:
        """Show with its corner at a point of the screen, inside the screen."""
        self.adjustSize()
        self.move_inside(spot, self.screen())
        self.show()

    def move_inside(self, spot: QPoint, screen: QScreen) -> None:
        """To this point, or so near to it that all of it is seen."""
        room = screen.availableGeometry()
        left = max(room.left(), min(spot.x(), room.right() - self.width()))
        self.move(left, max(room.top(), min(spot.y(), room.bottom() - self.height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not can_blend():  # no shadow then, and corners without half tones
            shape = QPainterPath()
            shape.addRoundedRect(self._panel(), _RADIUS, _RADIUS)
            self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        from explorer.kit.text_menu import answer  # noqa: PLC0415  it opens a menu of this module

        answer(self, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            paint_shadow(painter, self._panel(), _RADIUS, theme)
            fill_round(painter, self._panel(), _RADIUS, theme.surface, theme.strong_line)

    def _panel(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)


def _qt_action(action: Action, parent: QMenu) -> QAction:
    text = shown(action.text).replace("&", "&&")  # a name with & in it names no key
    built = QAction(text, parent)
    if action.icon:
        built.setIcon(icon(action.icon, "bad" if action.danger else "muted"))
    built.setEnabled(action.enabled)
    if action.checked is not None:
        built.setCheckable(True)
        built.setChecked(action.checked)
        if action.checked:
            built.setIcon(icon("check", "accent"))
    if action.shortcut:
        built.setText(f"{text}\t{keys_text(action.shortcut)}")
    built.triggered.connect(partial(Action.run, action))
    return built


@lru_cache(maxsize=1)
def can_blend() -> bool:
    """Whether the screen can show windows that are partly clear. Asked once for the session.

    Wayland, Windows and macOS always can. On X11 it takes a compositing manager, which small desktops,
    virtual machines and remote screens often lack: what is clear is black there. Qt does not tell, so X is
    asked; true where it cannot be.
    """
    if QGuiApplication.platformName() != "xcb":
        return True
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    return _has_manager(x11)


def _has_manager(x11: ctypes.CDLL) -> bool:
    """A compositing manager owns a selection of this name; see the Extended Window Manager Hints."""
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    display = x11.XOpenDisplay(None)
    if not display:
        return True
    screen = ctypes.c_void_p(display)
    number = x11.XDefaultScreen(screen)
    atom = x11.XInternAtom(screen, f"_NET_WM_CM_S{number}".encode(), False)
    owner = x11.XGetSelectionOwner(screen, ctypes.c_ulong(atom))
    x11.XCloseDisplay(screen)
    return bool(owner)
