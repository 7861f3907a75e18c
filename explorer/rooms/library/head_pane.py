"""The head of the Library: title, how full the disk is, search and the ways to get more models."""

from PySide6.QtCore import QRectF, QSignalBlocker, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.base.storage import DiskUse
from explorer.domain.units import size_text
from explorer.kit.boxes import STRETCH, column, row
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import keys_text, with_keys
from explorer.kit.paint import fill_round, mirrored
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.search_field import SearchField
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of
from explorer.rooms.library.table.column_widths import EDGE

# Pixels at 100 %.
_DISK = 350
_LINE = 36  # as high with the search field as without it
_AROUND = 90  # margins and gaps


class DiskBar(PaintedLabel):
    """Models, what else is used, and what is free, as one thin bar."""

    def __init__(self) -> None:
        super().__init__()
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
            bounds, direction = rect, self.layoutDirection()
            fill_round(painter, mirrored(used, bounds, direction), radius, theme.strong_line)
            fill_round(painter, mirrored(ours, bounds, direction), radius, theme.accent)


class LibraryHead(QWidget):
    """``search``, ``import_button``, ``get_more`` and ``more`` are connected by the pane.

    Where it is narrow, how full the disk is stands on a line of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(self.tr("Library"), "title")
        self.kinds = Segmented(self.tr("What is shown"), (self.tr("Models"), self.tr("Documents")))
        self._has_models, self._is_of_models = True, True
        self._bar = DiskBar()
        self._use = Elided("", "secondary", "muted")
        self._use_below = Elided("", "secondary", "muted")
        self.search = SearchField(self.tr("Find"), keys_text("Ctrl+F"))
        self.search.setAccessibleName(self.tr("Find a model on this disk"))
        self.import_button = Button("outlined", self.tr("Import…"))
        tip = self.tr("Copy or move GGUF files into the library, or use them where they lie")
        self.import_button.setToolTip(with_keys(tip, "Ctrl+O"))
        self.get_more = Button("primary", self.tr("Get more models"))
        self.get_more.setToolTip(self.tr("Find open models on the Hub, in Discover"))
        self.more = IconButton("more", self.tr("More for the whole library"))
        self._disk = QWidget()
        self._lay_out()

    def show_use(self, models: int, use: DiskUse) -> None:
        self._bar.show_use(use)
        count = self.tr("1 model") if models == 1 else self.tr("{n} models").format(n=models)
        words = self.tr("{count}, {size}") if models else self.tr("No models")
        taken = words.format(count=count, size=size_text(use.models))
        free = self.tr("{free} free on this disk").format(free=size_text(use.free))
        for label in (self._use, self._use_below):
            label.setText(f"{taken} · {free}")
        self._arrange()

    def show_count(self, count: int) -> None:
        """While the disk is looked at for the first time."""
        for label in (self._use, self._use_below):
            label.setText(self.tr("Models read so far: {n}").format(n=count))
        self._arrange()

    def set_has_models(self, *, has: bool) -> None:
        """Without models the empty state offers the next step, and there is nothing to find."""
        self._has_models = has
        self._show_controls()

    def show_kind(self, *, models: bool) -> None:
        """The controls of the models, or none: documents have their own."""
        self._is_of_models = models
        with QSignalBlocker(self.kinds):
            self.kinds.setCurrentIndex(0 if models else 1)
        self._show_controls()
        self._arrange()

    def _show_controls(self) -> None:
        shown, has = self._is_of_models, self._is_of_models and self._has_models
        for control, is_seen in (
            (self.search, has), (self.get_more, has), (self.import_button, shown), (self.more, shown)
        ):  # fmt: skip
            control.setVisible(is_seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Where there is least room, what is shown is the title."""
        hint, title = super().minimumSizeHint(), self.title
        less = 0 if title.isHidden() else title.sizeHint().width() + look_of(self).sizes.px(8)
        return QSize(hint.width() - less, hint.height())

    def _arrange(self) -> None:
        px = look_of(self).sizes.px
        others = (self.kinds, self.import_button, self.get_more, self.more)
        least = self.title.sizeHint().width()
        least += sum(part.sizeHint().width() for part in others if not part.isHidden())
        least += 0 if self.search.isHidden() else self.search.minimumWidth()
        self.title.setVisible(self.width() >= least + px(_AROUND))
        controls = (self.title, self.kinds, self.search, self.import_button, self.get_more, self.more)
        taken = sum(part.sizeHint().width() for part in controls if not part.isHidden())
        is_narrow = self.width() < taken + self._use.sizeHint().width() + px(_AROUND)
        self._disk.setVisible(self._is_of_models and not is_narrow)
        self._use_below.setVisible(self._is_of_models and is_narrow)

    def _lay_out(self) -> None:
        px = look_of(self).sizes.px
        self._disk.setMaximumWidth(px(_DISK))
        self.search.setMinimumWidth(px(80))
        self.search.setMaximumWidth(px(220))
        column(self._disk, margins=(10, 1, 0, 0), spacing=4).add(STRETCH, self._bar, self._use, STRETCH)
        line = row(spacing=7)
        line.addStrut(px(_LINE))
        line.addWidget(self.title)
        line.addWidget(self.kinds)
        line.addWidget(self._disk, 4)
        line.addStretch(1)
        line.addWidget(self.search, 2)
        line.addWidget(self.import_button)
        line.addWidget(self.get_more)
        line.addWidget(self.more)
        column(self, margins=(EDGE, 12, EDGE, 12), spacing=4).add(line, self._use_below)
