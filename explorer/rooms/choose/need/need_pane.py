"""The page of the questions, and the candidates beside them, or behind where there is no room for both."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.theme import look_of
from explorer.rooms.choose.candidates.candidates_pane import CandidatesPane
from explorer.rooms.choose.need.questions_pane import QuestionsSide
from explorer.rooms.choose.page_rows import ChoosePageView
from explorer.rooms.choose.session import ChoosePage, ChooseSession

# Pixels at 100 %.
_LEFT, _RIGHT = 672, 524
_NARROWEST_RIGHT = 400
_NARROWEST, _LOWEST = 340, 300


class NeedPage(ChoosePageView):
    """What is typed is kept when the page is left."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self.questions, self.candidates = QuestionsSide(session), CandidatesPane(session)
        self._candidates_are_front = False
        self._px = look_of(self).sizes.px  # the room is built anew for another text size
        self.to_candidates = Button("primary", self.tr("See the candidates"))
        self.to_questions = Button("quiet", self.tr("Questions"), "chevron-left", scale="compact")
        self._forth, self._back = _bar("top", self.to_candidates), _bar("bottom", self.to_questions)
        self.to_candidates.clicked.connect(partial(self.show_front, candidates=True))
        self.to_questions.clicked.connect(partial(self.show_front, candidates=False))
        store = session.services.core.store
        self._split = RememberedSplitter("choose", store.get_state, store.set_state)
        self._left, self._right = QWidget(), QWidget()
        boxes.column(self._left).add(boxes.stretched(self.questions), self._forth)
        boxes.column(self._right).add(self._back, boxes.stretched(self.candidates))
        for side in (self._left, self._right):
            self._split.addWidget(side)
        self._split.restore([self._px(_LEFT), self._px(_RIGHT)])
        boxes.column(self).add(self._split)
        session.changed.add(self._show)
        session.leaving.add(self._keep)

    def show_page(self, page: ChoosePage) -> None:  # noqa: ARG002  the session has it
        self._show()
        self.show_front(candidates=False)

    def show_front(self, *, candidates: bool) -> None:
        """Which side the person is at, for where there is room for one only."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._right.isAncestorOf(focused)
        self._candidates_are_front = candidates
        self._arrange()
        if had_focus and not candidates:
            self.take_focus()

    def take_focus(self) -> None:
        self.questions.take_focus()

    def rename(self) -> None:
        self.show_front(candidates=False)
        self.questions.title.edit()

    def commands(self) -> Sequence[Action]:
        return (Action(self.tr("Ask the Hub again"), self.candidates.retry, "refresh", shortcut="F5"),)

    def hub_answers(self) -> None:
        if self.candidates.lacks_the_hub:
            self.candidates.retry()

    def close_page(self) -> None:
        self.questions.close_side()
        self.candidates.close_side()

    def minimumSizeHint(self) -> QSize:
        """Of one side."""
        return QSize(self._px(_NARROWEST), self._px(_LOWEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.questions.keep()

    def _keep(self, _change: object) -> None:
        self.questions.keep()

    def _arrange(self) -> None:
        both = self.width() >= self.questions.narrowest + self._px(_NARROWEST_RIGHT)
        focused = QApplication.focusWidget()
        gone = self._right if not self._candidates_are_front else self._left
        is_left = not both and focused is not None and gone.isAncestorOf(focused)
        self.questions.setMinimumWidth(self.questions.narrowest if both else 0)
        self._right.setMinimumWidth(self._px(_NARROWEST_RIGHT) if both else 0)
        self._left.setVisible(both or not self._candidates_are_front)
        self._right.setVisible(both or self._candidates_are_front)
        self._forth.setVisible(not both)
        self._back.setVisible(not both)
        if is_left:  # else Qt takes it anywhere
            way = self.to_questions if self._candidates_are_front else self.to_candidates
            way.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, _change: object = None) -> None:
        if self._session.stored is not None and self._session.page.kind == "need":
            self.questions.show_decision(self._session.stored)


def _bar(rule: str, button: Button) -> QFrame:
    """The way to the side that is hidden."""
    bar = QFrame()
    bar.setProperty("rule", rule)
    parts = (button, STRETCH) if rule == "bottom" else (STRETCH, button)
    boxes.row(bar, margins=(14, 6, 14, 6)).add(*parts)
    bar.hide()
    return bar
