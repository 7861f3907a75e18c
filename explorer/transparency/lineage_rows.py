"""The lineage as a picture: from the roots, as far as they are known, to this model.

A row of cards. Models of which one was made together, as a merge is, stand under each other.
"""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.kit.boxes import column, together
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.layouts import Flow
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.transparency.hop_rows import Arrow, HopButton, hop_card
from explorer.transparency.sheet_content import Hop, SheetContent

_MOST = 5  # under each other, until all are wanted
_PATIENCE_MS = 500  # a quick answer is not announced


class LineageView(QWidget):
    """The picture, where the chain is broken, and what is asked for just now.

    Stays while more comes: only what has changed is exchanged, and what had the focus keeps it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._strip: HopStrip | None = None
        self._facts: object = ()
        self._broken: list[Para] = []
        self.asking = Para("", "secondary", "muted")
        self.asking.hide()
        self._column = column(self, spacing=4)
        self._column.addWidget(self.asking)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_asking)

    def show_content(self, content: SheetContent) -> bool:
        """Whether it is another picture now."""
        facts = [hop.facts for hop in content.hops], content.broken
        is_new = facts != self._facts
        if is_new:
            self._facts = facts
            self._show_hops(content)
        self._show_waiting(shown(content.asking) if content.hops else "")
        self.setVisible(bool(content.hops))
        return is_new

    def _show_hops(self, content: SheetContent) -> None:
        """A new picture in the place of the old one."""
        old, focused = self._strip, self._focused()
        for widget in (*([old] if old is not None else []), *self._broken):
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._strip = HopStrip(content.hops) if content.hops else None
        self._broken = [Para(shown(where), "secondary", "caution") for where in content.broken]
        built = [*([self._strip] if self._strip is not None else []), *self._broken]
        for number, widget in enumerate(built):
            self._column.insertWidget(number, widget)
        if self._strip is not None:
            self._strip.focus_on(focused)

    def _focused(self) -> str:
        """The model whose card has the focus."""
        widget = self.focusWidget()
        return widget.text() if isinstance(widget, HopButton) and widget.hasFocus() else ""

    def _show_waiting(self, words: str) -> None:
        self.asking.setText(words)
        if not words:
            self._patience.stop()
            self.asking.hide()
        elif self.asking.isHidden() and not self._patience.isActive():
            self._patience.start()

    @Slot()
    def _show_asking(self) -> None:
        self.asking.show()


class HopStrip(QWidget):
    """Goes on to the next line where it is narrow."""

    def __init__(self, hops: Sequence[Hop]) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        flow = Flow(spacing=px(10))
        flow.setContentsMargins(0, px(4), 0, px(4))
        generations = [list(group) for _depth, group in groupby(hops, lambda hop: hop.depth)]
        arrow: Arrow | None = None
        for number, generation in enumerate(generations):
            later = generations[number + 1] if number + 1 < len(generations) else []
            first, *more = _generation(generation, later)
            flow.addWidget(together(arrow, first) if arrow is not None else first)
            arrow = next((widget for widget in more if isinstance(widget, Arrow)), None)
            for widget in more:
                if widget is not arrow:
                    flow.addWidget(widget)
        self.setLayout(flow)

    def focus_on(self, name: str) -> None:
        """Give the focus to the card of a model, if it has one."""
        for button in self.findChildren(HopButton) if name else ():
            if button.text() == name:
                button.setFocus(Qt.FocusReason.OtherFocusReason)


def _generation(hops: Sequence[Hop], later: Sequence[Hop]) -> tuple[QWidget, ...]:
    """The models of one depth, and the arrows from them to those of the next."""
    if not later:
        return tuple(hop_card(hop, is_last=True) for hop in hops)
    if len(later) > 1 or len({hop.relation for hop in hops}) > 1:
        return (_Stack(hops, [_way(hop, later) for hop in hops]),)
    whole = hop_card(hops[0], is_last=False) if len(hops) == 1 else _Stack(hops, [])
    return whole, Arrow(shown(hops[0].relation))


def _way(hop: Hop, later: Sequence[Hop]) -> Arrow:
    """How it leads on; and to which, where several stand beside it."""
    return Arrow(shown(hop.relation), hop.child.rpartition("/")[2] if len(later) > 1 else "")


class _Stack(QWidget):
    """Models under each other, each with its own arrow where ``ways`` are given."""

    def __init__(self, hops: Sequence[Hop], ways: Sequence[Arrow]) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        self._folded: list[QWidget] = []
        for number, hop in enumerate(hops):
            line = [hop_card(hop, is_last=False), *ways[number : number + 1]]
            for place, widget in enumerate(line):
                grid.addWidget(widget, number, place)
            if number >= _MOST:
                self._folded += line
        if self._folded:
            self._fold(grid, len(hops))

    def _fold(self, grid: QGridLayout, count: int) -> None:
        for widget in self._folded:
            widget.hide()
        self._more = Button("link", self.tr("Show all {n} models").format(n=count))
        self._more.clicked.connect(self._unfold)
        grid.addWidget(self._more, count, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _unfold(self) -> None:
        self._more.hide()
        for widget in self._folded:
            widget.show()
