"""The top of the room: its title, how full the disk is, and the ways to get more models."""

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.domain.units import size_text
from explorer.kit.buttons import Button
from explorer.kit.paint import fill_round
from explorer.kit.search import SearchField
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of
from explorer.library.disk import DiskUse

_NARROW = 760  # pixels at 100 %: below it there is no bar, and the words take two lines


class DiskBar(QLabel):
    """Models, what else is used, and what is free, as one thin bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._use: DiskUse | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_use(self, use: DiskUse) -> None:
        self._use = use
        self.setAccessibleName(
            self.tr("Models take {models} of {total} on this disk, {free} are free").format(
                models=size_text(use.models), total=size_text(use.total), free=size_text(use.free)
            )
        )
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(340), px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, look_of(self).sizes.px(8))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, rect = look_of(self).theme, QRectF(self.rect())
        radius = rect.height() / 2
        with QPainter(self) as painter:
            fill_round(painter, rect, radius, theme.line)
            if self._use is None:
                return
            least = rect.height() if self._use.models else 0.0
            used = QRectF(0, 0, max(least, rect.width() * self._use.used_share), rect.height())
            ours = QRectF(0, 0, max(least, rect.width() * self._use.model_share), rect.height())
            fill_round(painter, used, radius, theme.strong_line)
            fill_round(painter, ours, radius, theme.accent)


class Head(QWidget):
    """``search``, ``import_button`` and ``get_more`` are connected by the pane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(self.tr("Library"), "title")
        self._bar = DiskBar()
        self._use = Elided("", "secondary", "muted")
        self._rest = Elided("", "secondary", "muted")
        self._said = ("", "", "")
        self.search = SearchField(self.tr("Find"), self.tr("Ctrl+F"))
        self.search.setAccessibleName(self.tr("Find a model on this disk"))
        self.import_button = Button("outlined", self.tr("Import…"))
        self.import_button.setToolTip(self.tr("Copy a GGUF file from this machine into the library (Ctrl+O)"))
        self.get_more = Button("primary", self.tr("Get more models"))
        self.get_more.setToolTip(self.tr("Find open models on the Hub, in Discover"))
        self._disk = QWidget()
        self._lay_out()

    def show_use(self, models: int, use: DiskUse) -> None:
        self._bar.show_use(use)
        count = self.tr("1 model") if models == 1 else self.tr("{n} models").format(n=models)
        words = self.tr("{count}, {size}") if models else self.tr("No models")
        free = size_text(use.free)
        self._said = (
            words.format(count=count, size=size_text(use.models)),
            self.tr("{free} free on this disk").format(free=free),
            self.tr("{free} free").format(free=free),
        )
        self._arrange()

    def set_has_models(self, *, has: bool) -> None:
        """Without models the empty state offers the next step, and there is nothing to find."""
        self.search.setVisible(has)
        self.get_more.setVisible(has)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < look_of(self).sizes.px(_NARROW)
        models, free, short = self._said
        self._bar.setVisible(not narrow)
        self._rest.setVisible(narrow)
        self._use.setText(models if narrow else " · ".join(filter(None, (models, free))))
        self._rest.setText(short)

    def _lay_out(self) -> None:
        disk = QVBoxLayout(self._disk)
        disk.setContentsMargins(0, 1, 0, 0)
        disk.setSpacing(4)
        disk.addStretch()
        disk.addWidget(self._bar)
        disk.addWidget(self._use)
        disk.addWidget(self._rest)
        disk.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addSpacing(10)
        row.addWidget(self._disk, 4)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        row.addWidget(self.import_button)
        row.addWidget(self.get_more)
        self._size()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._size()
            self._arrange()

    def _size(self) -> None:
        px = look_of(self).sizes.px
        self._disk.setMaximumWidth(px(340))
        self.search.setMinimumWidth(px(136))
        self.search.setMaximumWidth(px(220))
