"""The sheet of one model: what it is, three facts that matter, its files, every finding with its source.

The same wherever a model is opened. It shows a ``SheetContent`` and knows no room: what a button does
comes in as an Action. Each part of the page stands for itself: what comes later, such as the card or the
family, changes its own part only, so nothing that is being read jumps away. Its head is pinned over the page:
the tabs in it follow what is read, and lead there.
"""

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.kit.buttons import Button
from explorer.kit.layouts import discard
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.tab_order import put_behind
from explorer.kit.theme import look_of
from explorer.transparency.sheet_view.export_rows import FactsExport
from explorer.transparency.sheet_view.head_rows import PinnedHead
from explorer.transparency.sheet_view.part_rows import SheetAnchor, SheetPart
from explorer.transparency.sheet_view.sheet_content import SheetContent
from explorer.transparency.sheet_view.sheet_rows import export_part, family_part, parts

# Pixels at 100 %.
_EDGE = 26
_STEP = 8  # from one try to find a row to the next
_WIDEST = 1040  # of the text: longer lines are hard to follow
_ABOVE = 12  # over a part that a tab leads to
_READ = 60  # below the head: what has come so far is what is read


class Sheet(Scroll):
    """A scrolling page of one model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        super().__init__(self._page, self.tr("Model"), parent)
        self._subject: str | None = None
        self._wanted = 0  # a place that the page is still too short for
        self._seeks_family = False
        self._held: tuple[tuple[QWidget, int], ...] = ()  # what is read, until something else is
        self._keeps = False  # its place, just now
        self.verticalScrollBar().rangeChanged.connect(self._go_on)
        self.verticalScrollBar().actionTriggered.connect(self._let_go)
        self._family, self._keep = family_part(), export_part()
        self._parts: tuple[SheetPart, ...] = parts(self._keep, self._family)
        self._anchors: tuple[SheetAnchor, ...] = ()
        self._column.setSpacing(look_of(self).sizes.px(12))
        self._column.addStretch()
        self.head = PinnedHead(self, self._pin, self.wheelEvent)
        self.head.tabs.chosen.connect(self._go_to)
        self._leads = False  # a tab leads somewhere just now
        self.verticalScrollBar().valueChanged.connect(self._follow)
        self._keep_edges()

    @property
    def primary(self) -> Button | None:
        """The one primary button, if this model has something to do."""
        return self.head.primary

    @property
    def keep(self) -> FactsExport | None:
        """What saves and prints the facts, once there are any."""
        return next((one for one in self._keep.widgets if isinstance(one, FactsExport)), None)

    def show_content(self, content: SheetContent) -> None:
        """Show a page; another model begins at its top, the same one keeps its place."""
        if content.subject == self._subject:
            self._hold()
        built = [self.head.show_content(content), *(self._show_part(part, content) for part in self._parts)]
        if any(built):
            put_behind(self, [self.head, *(widget for part in self._parts for widget in part.widgets)])
            self._show_tabs()
        self._pin()
        if content.subject != self._subject:
            self._subject, self._wanted, self._seeks_family = content.subject, 0, False
            self._held = ()
            self.verticalScrollBar().setValue(0)
            self.head.tabs.set_current(0)

    def _show_tabs(self) -> None:
        """Of the parts that there are; the first stands for all above them."""
        found = [part.anchor for part in self._parts]
        self._anchors = tuple(anchor for anchor in found if anchor is not None)
        self.head.tabs.show_words([self.tr("At a glance"), *(anchor.word for anchor in self._anchors)])

    @Slot(object)
    def _go_to(self, index: int) -> None:
        """To the part of a tab, which is unfolded."""
        anchor = self._anchors[index - 1] if index else None
        if anchor is not None and isinstance(anchor.widget, Section) and not anchor.widget.is_open():
            anchor.widget.set_open(True)
            self._column.activate()
        self._let_go()
        self._wanted, self._leads = 0, True
        self.verticalScrollBar().setValue(self._top_of(anchor) if anchor is not None else 0)
        self._leads = False

    @Slot()
    def _follow(self) -> None:
        """Show the tab of what stands at the top; at the end of the page the last one."""
        bar, tabs = self.verticalScrollBar(), self.head.tabs
        if not self._keeps:
            self._held = ()
        if self._leads:
            return
        line = bar.value() + look_of(self).sizes.px(_READ)
        at = sum(self._top_of(anchor) <= line for anchor in self._anchors)
        is_end = bar.value() == bar.maximum() > 0
        tabs.set_current(len(self._anchors) if is_end else at)

    def _top_of(self, anchor: SheetAnchor) -> int:
        top = anchor.widget.mapTo(self._page, QPoint()).y()
        return max(0, top - look_of(self).sizes.px(_ABOVE))

    def _pin(self) -> None:
        """The head at the top, the page under it."""
        height = self.head.heightForWidth(self.width())
        if self.head.height() != height or self.head.width() != self.width():
            self.head.setGeometry(0, 0, self.width(), height)
        if self.viewportMargins().top() != height:
            self.setViewportMargins(0, height, 0, 0)

    def _show_part(self, part: SheetPart, content: SheetContent) -> bool:
        """Exchange its widgets in their place where they are others now."""
        before = part.widgets
        if not part.show_content(content):
            return False
        discard(self._column, *before)
        place = sum(len(other.widgets) for other in self._parts[: self._parts.index(part)])
        for number, widget in enumerate(part.widgets):
            self._column.insertWidget(place + number, widget)
        return True

    def scroll_to(self, place: int) -> None:
        """Go to a place in pixels, as soon as the page is long enough for it."""
        self._wanted, self._held = place, ()
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        bar = self.verticalScrollBar()
        for widget in self._family.widgets if self._seeks_family else ():
            self.ensureWidgetVisible(widget, 0, look_of(self).sizes.px(_EDGE))
        if self._wanted and bar.maximum() >= self._wanted:
            bar.setValue(self._wanted)
            self._wanted = 0
        self._keep_place()

    def show_family(self) -> None:
        """Scroll to the relatives of the model, and stay there while they come, until the person scrolls."""
        self._seeks_family, self._held = True, ()
        self._go_on()

    @Slot()
    def _let_go(self) -> None:
        self._seeks_family, self._held = False, ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands at the top stays there, though lines above it break elsewhere now."""
        if event.size().width() != event.oldSize().width():
            self._hold()
        self._keep_edges()
        self._pin()
        super().resizeEvent(event)
        self._keep_place()

    def _hold(self) -> None:
        if not self._seeks_family and not self._wanted:
            self._held = self._held or tuple(self._in_sight())

    def _keep_place(self) -> None:
        """Parts of the page are laid out one after the other, and what is above changes with each."""
        for widget, above in self._held:
            if shiboken6.isValid(widget) and widget.isVisibleTo(self._page):
                self._keeps = True
                self.verticalScrollBar().setValue(widget.mapTo(self._page, QPoint()).y() + above)
                self._keeps = False
                return

    def _in_sight(self) -> Iterator[tuple[QWidget, int]]:
        """What is read, from the top down, no boxes around others, and how many pixels of each are above.

        Nothing at the beginning of the page, which stays its beginning.
        """
        top = self.verticalScrollBar().value()
        if not top:
            return
        sides = self._column.contentsMargins()  # the layout itself may be about to be done anew
        middle = (sides.left() + self._page.width() - sides.right()) // 2
        for below in range(0, self.viewport().height(), _STEP):
            widget = self._page.childAt(middle, top + below)
            if widget is None or widget.findChild(QWidget):
                continue
            above = top - widget.mapTo(self._page, QPoint()).y()
            if above * 2 <= widget.height():  # of what is nearly gone nobody reads the end
                yield widget, above

    def _keep_edges(self) -> None:
        px = look_of(self).sizes.px
        spare = max(0, self.width() - px(_WIDEST + 2 * _EDGE))
        left, right = px(_EDGE), px(_EDGE) + spare
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left, right = right, left
        self._column.setContentsMargins(left, px(16), right, px(32))
        self.head.set_sides(left, right)
