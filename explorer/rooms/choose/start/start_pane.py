"""The decisions made so far, and how to begin one."""

from functools import partial

from PySide6.QtCore import Qt

from explorer.choose.decision import Decision
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button
from explorer.kit.layouts import discard
from explorer.kit.text import Label, Para
from explorer.rooms.choose.page_rows import ChoosePageView
from explorer.rooms.choose.session import ChoosePage, ChooseSession


class ChooseStart(ChoosePageView):
    """``begin`` starts a new decision."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self.begin = Button("primary", self.tr("Answer four questions"), "plus", then=self._begin)
        words = self.tr(
            "Which open model does what you need, and may you use it? Four questions, a trial, one page."
        )
        self._decisions = boxes.column(spacing=4)
        column = boxes.column(self, margins=(32, 24, 32, 24), spacing=12)
        column.add(Label(self.tr("Help me choose"), "title"), Para(words, "body", "muted"))
        column.add(boxes.row().add(self.begin, STRETCH), self._decisions, STRETCH)
        session.listed.add(self._refresh)
        self._refresh()

    def take_focus(self) -> None:
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        self._session.begin(self.tr("A new decision"), Decision())

    def _refresh(self, _change: object = None) -> None:
        discard(self._decisions)
        for one in self._session.store.listed():
            opened = partial(self._session.open, ChoosePage("need", one.id))
            self._decisions.add(Button("quiet", one.title, then=opened))
