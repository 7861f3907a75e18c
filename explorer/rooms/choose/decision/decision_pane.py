"""The page that decides: what was asked for, the sentence, the table, and the conditions of its numbers."""

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from explorer.choose.deciding.page import CellSource, DecisionCell, DecisionPage
from explorer.choose.deciding.since import then_of
from explorer.choose.decision import Decision, DecisionThen
from explorer.choose.need_words import need_chips
from explorer.choose.store import StoredDecision
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.kit.language import shown
from explorer.kit.scroll import Scroll
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.companies.entered_pane import ask_entered
from explorer.rooms.choose.decision.decision_reader import DecisionReader
from explorer.rooms.choose.decision.export_controller import DecisionExport
from explorer.rooms.choose.decision.source_popup_rows import CellSourcesPopup
from explorer.rooms.choose.decision.table_pane import DecisionTable
from explorer.rooms.choose.decision.verdict_rows import DecisionHead, VerdictView
from explorer.rooms.choose.page_rows import ChoosePageView, DecisionTitle
from explorer.rooms.choose.session import ChooseKind, ChoosePage, ChooseSession

_LEAST, _SHARE = 300, 0.85  # pixels at 100 % for the table; of the height, where that is not left for it
_SIDE, _ABOVE, _BELOW = 20, 8, 10  # around the foot
_LOOK_AGAIN = 3000  # milliseconds, while a trial goes on


class DecisionPane(ChoosePageView):
    """Read anew when it is opened; while its trial goes on, what was measured is read as it comes."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self._reader = DecisionReader(session.services, self._show, self._fail)
        self._export = DecisionExport(session.services, self)
        self.head = DecisionHead(
            DecisionTitle(session), partial(session.open, ChoosePage()), partial(self._go_to, "need"),
            partial(self._go_to, "trial"), self.export,
        )  # fmt: skip
        self.verdict = VerdictView(self.show_rules, self.show_what_if, self.keep)
        self.verdict.laid.connect(self._fit)
        self.table = DecisionTable()
        self.table.opened.connect(self._open_cell)
        self._foot = Para("", "secondary", "muted")
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        content, self._loading = QWidget(), Skeleton(8)
        below = boxes.column(margins=(_SIDE, _ABOVE, _SIDE, _BELOW)).add(self._foot)
        boxes.column(content).add(self.verdict, self.table, boxes.STRETCH, below)
        self._scroll = Scroll(content, self.tr("The decision"))
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self._loading)
        self._other: QWidget | None = None
        boxes.column(self).add(self.head, boxes.stretched(self._stack))
        self._again = QTimer(self, interval=_LOOK_AGAIN)
        self._again.timeout.connect(self._look_again)
        self._wants_focus = False
        self._shown = 0  # the decision whose page is shown
        catalog = session.services.catalog
        self._leave = session.changed.add(self._follow), catalog.changed.add(self._follow_models)

    @property
    def page(self) -> DecisionPage:
        return self.table.page

    @property
    def is_read(self) -> bool:
        """Whether the page is there, and nothing more of it is being read."""
        return self._reader.is_whole and not self._reader.is_reading

    def show_page(self, _page: ChoosePage) -> None:
        stored = self._session.stored
        if stored is None:
            return
        if stored.id != self._shown:
            self._stack.setCurrentWidget(self._loading)
            self.head.show_no_page(self.tr("The candidates are still being read."))
            self._wants_focus = True
        self._shown = stored.id
        self.head.show_need(need_chips(stored.decision.need))
        if not stored.decision.kept:
            self._show_empty()
            return
        self._reader.open(stored)

    def rename(self) -> None:
        self.head.title.edit()

    def take_focus(self) -> None:
        """The table, as soon as it is there."""
        now = self._stack.currentWidget()
        self._wants_focus = now is self._loading
        place = self.table if now is self._scroll else self  # what is hidden would let Qt take it anywhere
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Export report"), self.export, "document", shortcut="Ctrl+E"),
            Action(self.tr("How is this decided?"), self.show_rules, "info", self._reader.read is not None),
        )

    def close_page(self) -> None:
        self._again.stop()
        for leave in self._leave:
            leave()
        self._reader.close()

    @Slot()
    def export(self) -> None:
        stored, tell = self._session.stored, self._session.services.messages.tell
        if stored is not None and not stored.decision.kept:
            tell(self.tr("Choose candidates first: there is nothing to report yet."))
        elif stored is not None and self._reader.read is not None:
            self._export.ask_where(stored.title, self._reader.read)
        else:
            tell(self.tr("The candidates are still being read."))

    @Slot()
    def show_rules(self) -> None:
        """The rules, and what each did."""
        told = [
            CellSource(
                one.did, places=(one.words,), title=Words("{n}. {question}", n=number, question=one.asks)
            )
            for number, one in enumerate(self.page.rules, 1)
        ]
        none = Words("No score is computed. These rules are asked one after the other, until one is left.")
        self._popup(self.tr("How is this decided?"), (CellSource(none), *told), self.verdict.why)

    @Slot()
    def show_what_if(self) -> None:
        lines = tuple(CellSource(line) for line in self.page.what_if)
        self._popup(self.tr("What would change it?"), lines, self.verdict.what_if)

    @Slot()
    def keep(self) -> None:
        """The page as it is now is what was decided by."""
        if self._reader.read is not None:
            self._session.change(partial(_kept, then_of(self.page, self._reader.read)), self._shown)

    def _popup(self, title: str, lines: Sequence[CellSource], anchor: QWidget) -> None:
        popup = CellSourcesPopup(title, "", lines, self._session.services.go, self)
        popup.setObjectName("choose-words")
        popup.show_at(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    @Slot(int, int, QPoint)
    def _open_cell(self, row: int, column: int, spot: QPoint) -> None:
        asked, model = self.page.rows[row], self.page.columns[column]
        cell = asked.cells[column]
        popup = CellSourcesPopup(
            shown(asked.title), model.title, cell.sources, self._session.services.go, self,
            self._way(cell, model.id),
        )  # fmt: skip
        popup.setObjectName("choose-sources")
        popup.show_at(spot)

    def _way(self, cell: DecisionCell, candidate: str) -> Action | None:
        """To where more is said of it, or can be."""
        read = self._reader.read
        if cell.can_enter:
            return Action(self.tr("Enter…"), partial(ask_entered, self._session, candidate, self), "edit")
        repo = read.facts[candidate].repo if read is not None else ""
        place = Place(Room.DISCOVER, repo_id=repo)
        return (
            Action(self.tr("Open in Discover"), partial(self._session.services.go, place)) if repo else None
        )

    def _go_to(self, kind: ChooseKind) -> None:
        self._session.open(ChoosePage(kind, self._shown))

    def _show(self, page: DecisionPage) -> None:
        stored = self._session.stored
        if stored is None or stored.id != self._shown:
            return
        self.head.show_page(page)
        if page != self.page:
            self.verdict.show_page(page)
            self.table.show_page(page)
        self._foot.setText(" ".join(map(shown, (page.foot, page.went))))
        self._stack.setCurrentWidget(self._scroll)
        self._fit()
        focused = QApplication.focusWidget()
        if self._wants_focus and (focused in (None, self) or self.isAncestorOf(focused)):
            self.take_focus()
        self._wants_focus = False
        self._follow_trial(page)
        is_settled = page.is_complete and not page.is_measuring and self._reader.is_whole
        if is_settled and not page.decided_on and self.isVisible():
            self.keep()

    def _follow_trial(self, page: DecisionPage) -> None:
        if page.is_measuring and self.isVisible():
            self._again.start()
        else:
            self._again.stop()

    @Slot()
    def _look_again(self) -> None:
        if (stored := self._session.stored) is not None and stored.id == self._shown:
            self._reader.measure(stored)

    def _follow(self, stored: StoredDecision) -> None:
        if stored.id == self._shown and self.isVisible():
            self.head.show_need(need_chips(stored.decision.need))
            self._reader.measure(stored)

    def _follow_models(self, _models: object) -> None:
        """One came, went, or is called otherwise; or a price was entered."""
        stored = self._session.stored
        if stored is not None and stored.id == self._shown and self.isVisible() and stored.decision.kept:
            self._reader.open(stored)

    def _show_empty(self) -> None:
        self._reader.close()
        self.head.show_page(DecisionPage(""))
        self.head.show_no_page(self.tr("There is nothing to report yet."))
        words = self.tr("Choose two to six candidates, then they stand beside each other here.")
        change = Action(self.tr("Choose candidates"), partial(self._go_to, "need"))
        self._show_other(EmptyState("columns", self.tr("No candidate is chosen"), words, change))

    def _fail(self, error: KnownError) -> None:
        again = Action(self.tr("Try again"), partial(self.show_page, self._session.page), "refresh")
        place = QWidget()
        boxes.column(place, margins=24).add(ErrorCard(error, again), boxes.STRETCH)
        self._show_other(place)

    def _show_other(self, other: QWidget) -> None:
        if self._other is not None:
            self._stack.removeWidget(self._other)
            self._other.deleteLater()
        self._other = other
        self._stack.addWidget(other)
        self._stack.setCurrentWidget(other)

    @Slot()
    def _fit(self) -> None:
        """The table takes what the sentence leaves; where that is too little, the page scrolls as a whole,
        and the table is nearly as high as what is seen of it.
        """
        seen, width = self._stack.height(), self._scroll.viewport().width()
        px = look_of(self).sizes.px
        foot = self._foot.heightForWidth(width - px(2 * _SIDE)) + px(_ABOVE + _BELOW)
        room, whole = seen - self.verdict.heightForWidth(width) - foot, self.table.whole_height()
        is_enough = room >= min(whole, px(_LEAST))
        self.table.setFixedHeight(max(1, min(whole, room if is_enough else round(seen * _SHARE))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.page.is_measuring:
            self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()


def _kept(then: DecisionThen, decision: Decision) -> Decision:
    return msgspec.structs.replace(decision, then=then)
