"""The window of a first start after an update, while a large database walks up to today."""

from pathlib import Path
from threading import Thread

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget

from explorer.base.database_file import walk_up
from explorer.kit.boxes import column
from explorer.kit.icons import app_icon
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_WIDTH = 420
_LOOK_MS = 50


class PreparingWindow(QWidget):
    """It goes by itself, so it cannot be closed."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setWindowTitle("Open Model Explorer")
        self.setWindowIcon(app_icon())
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(look_of(self).sizes.px(_WIDTH))
        what = self.tr("Preparing your chats for this version…")
        bar = ProgressBar(what, 4)
        bar.set_fraction(None)
        why = self.tr(
            "Only once, after this update. Then you can search inside your chats. It may take a few minutes."
        )
        stack = column(self, margins=(24, 22, 24, 22), spacing=12)
        stack.add(Para(what, "strong"), bar, Para(why, "body", "muted"))
        stack.activate()
        self.setFixedHeight(stack.totalHeightForWidth(self.width()))  # Qt measures wrapped words too low


def prepare(path: Path) -> None:
    """Walk up this database, which ``takes_a_while``, and say so meanwhile. A kill leaves it as it was."""
    window, loop = PreparingWindow(), QEventLoop()
    work = Thread(target=walk_up, args=(path,), name="migration")
    watch = QTimer(window, interval=_LOOK_MS)
    watch.timeout.connect(lambda: None if work.is_alive() else loop.quit())
    work.start()
    watch.start()
    window.show()
    loop.exec()
    watch.stop()
    work.join()
    window.hide()
    window.deleteLater()
