"""The question how model files come into the library: copied, moved, or used in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import OtherApp
from explorer.domain.units import size_text
from explorer.kit.boxes import Card, column
from explorer.kit.buttons import Button
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.library.jobs.job_kinds import ImportMethod
from explorer.rooms.library.table.column_widths import EDGE


@dataclass(frozen=True)
class FilesToImport:
    """Model files that the person wants in, the first of each, with its bytes; ``owner`` if another's."""

    sizes: tuple[tuple[Path, int], ...] = ()
    owner: OtherApp | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(path for path, _size in self.sizes)

    def with_more(self, more: "FilesToImport") -> "FilesToImport":
        return FilesToImport(tuple(dict((*self.sizes, *more.sizes)).items()), more.owner or self.owner)


@dataclass(frozen=True)
class ImportDecision:
    """The answer."""

    way: ImportMethod
    paths: tuple[Path, ...]


class ImportCard(QWidget):
    """Hidden until ``ask``. ``chosen`` carries an ImportDecision."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._offered = FilesToImport()
        self._title = Para("", "strong")
        self._words = Para("", "secondary", "muted")
        self.copy = Button("accent", self.tr("Copy"))
        self.move_ = Button("outlined", self.tr("Move"))
        self.in_place = Button("outlined", self.tr("Use in place"))
        self.cancel = Button("quiet", self.tr("Cancel"), then=self.hide)
        for button, way in (
            (self.copy, ImportMethod.COPY),
            (self.move_, ImportMethod.MOVE),
            (self.in_place, ImportMethod.IN_PLACE),
        ):
            button.clicked.connect(partial(self._choose, way))
        self._lay_out()
        self.hide()

    def ask(self, offered: FilesToImport) -> None:
        """Add these to the question; it stays until it is answered."""
        known = self._offered if self.isVisible() else FilesToImport()
        self._offered = known.with_more(offered)
        self._title.setText(self._question(self._offered.paths))
        self._words.setText(self._consequences())
        self.move_.setEnabled(self._offered.owner is None)
        self.show()
        self.copy.setFocus()

    def _question(self, paths: Sequence[Path]) -> str:
        size = size_text(sum(size for _path, size in self._offered.sizes))
        if len(paths) == 1:
            return self.tr("How should {name}, {size}, come in?").format(name=paths[0].name, size=size)
        return self.tr("How should these {n} models, {size}, come in?").format(n=len(paths), size=size)

    def _consequences(self) -> str:
        owner = self._offered.owner
        if owner is None:
            return self.tr(
                "A copy is independent of the original. Moving takes no more room. "
                "In place, it is gone from here when the original goes."
            )
        return self.tr(
            "It belongs to {app}, so it is not moved. A copy is independent of the original. "
            "In place, it is gone from here when the original goes."
        ).format(app=owner.value)

    def _choose(self, way: ImportMethod) -> None:
        self.hide()
        self.chosen.emit(ImportDecision(way, self._offered.paths))

    def _lay_out(self) -> None:
        card = Card("strong", 16)
        for part in (self._title, self._words):
            card.body.addWidget(part)
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=look_of(self).sizes.px(8))
        flow.add(self.copy, self.move_, self.in_place, self.cancel)
        card.body.addSpacing(look_of(self).sizes.px(4))
        card.body.addWidget(buttons)
        column(self, margins=(EDGE, 0, EDGE, 8)).addWidget(card)
