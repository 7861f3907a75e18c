"""The panel behind a cell: every quote word for word with its place, and the way to what was measured."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from explorer.choose.deciding.page import CellSource
from explorer.domain.places import Go, Place, evaluate_place
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyIcon
from explorer.kit.language import shown
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Para, Quote
from explorer.kit.theme import look_of

_WIDTH, _HIGHEST = 460, 400


class CellSourcesPopup(Popup):
    """``title``: the question; ``model``: of whom; ``way``: to where more is said of it."""

    def __init__(
        self, title: str, model: str, sources: Sequence[CellSource], go: Go, parent: QWidget,
        way: Action | None = None,
    ) -> None:  # fmt: skip
        super().__init__(", ".join(filter(None, (title, model))), parent)
        self._sources, self._go = tuple(sources), go
        width = look_of(self).sizes.px(_WIDTH)
        words = boxes.column(spacing=0)
        words.add(*((Elided(model, "secondary", "muted"),) if model else ()), Elided(title, "heading"))
        self.copy = CopyIcon(self.tr("Copy this with its sources"), lambda: self.text)
        self.body.add(boxes.row(spacing=8).add(boxes.stretched(words), self.copy))
        content = self._content()
        content.setFixedWidth(width)
        content.resize(width, content.heightForWidth(width))
        scroll = Scroll(content, self.tr("Sources"))
        scroll.setFixedSize(width, min(content.heightForWidth(width), look_of(self).sizes.px(_HIGHEST)))
        self.body.add(scroll)
        if way is not None:
            self.way = Button("outlined", way.text, way.icon, then=partial(self._leave, way.call))
            self.body.add(boxes.row().add(self.way, boxes.STRETCH))

    @property
    def text(self) -> str:
        """What the copy button copies."""
        return "\n\n".join("\n".join(_lines(one)) for one in self._sources)

    def show_at(self, spot: QPoint) -> None:
        """The corner of what is seen of it, not that of its shadow."""
        self.open_at(spot - QPoint(SHADOW, SHADOW))
        self.copy.setFocus()

    def _content(self) -> QWidget:
        content = QWidget()
        column = boxes.column(content, margins=(0, 0, 8, 0), spacing=5)
        for number, one in enumerate(self._sources):
            if number:
                column.add(6)
            self._add(column, one)
        if not self._sources:
            column.add(Para(self.tr("Nothing stands behind this yet."), tone="muted"))
        column.add(boxes.STRETCH)
        return content

    def _add(self, column: boxes.Column, one: CellSource) -> None:
        if one.title:
            column.add(Para(one.title, "strong"))
        if one.text:
            column.add(Para(one.text))
        if one.quote:
            column.add(Quote(shown(one.quote)))
        if one.places:
            column.add(Para("\n".join(map(shown, one.places)), "source", "muted"))
        ways = boxes.row(spacing=12)
        if one.subject:
            place = evaluate_place(one.subject)
            ways.add(Button("link", self.tr("Open in Evaluate"), then=partial(self._lead, place)))
        if one.address:
            link = Button("link", self.tr("Open the source"), "external")
            link.clicked.connect(partial(_lead_to, one.address, link))
            ways.add(link)
        if one.subject or one.address:
            column.add(ways.add(boxes.STRETCH))

    def _lead(self, place: Place) -> None:
        self.close()
        self._go(place)

    def _leave(self, way: Callable[[], object]) -> None:
        self.close()
        way()


def _lines(one: CellSource) -> list[str]:
    quote = f"“{shown(one.quote)}”" if one.quote else ""
    return [
        line
        for line in (shown(one.title), shown(one.text), quote, *map(shown, one.places), one.address)
        if line
    ]


def _lead_to(address: str, link: Button, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a slot of Qt
    LinkPopup(address, link).open_below(link)
