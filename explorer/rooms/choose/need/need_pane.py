"""The page of the questions, with the candidates beside them."""

from PySide6.QtGui import QHideEvent

from explorer.kit import boxes
from explorer.rooms.choose.need.questions_pane import QuestionsSide
from explorer.rooms.choose.page_rows import ChoosePageView
from explorer.rooms.choose.session import ChoosePage, ChooseSession


class NeedPage(ChoosePageView):
    """What is typed is kept when the page is left."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self.questions = QuestionsSide(session)
        boxes.column(self).add(self.questions)
        session.changed.add(self._show)

    def show_page(self, page: ChoosePage) -> None:  # noqa: ARG002  the session has it
        self._show()

    def take_focus(self) -> None:
        self.questions.take_focus()

    def rename(self) -> None:
        self.questions.title.edit()

    def close_page(self) -> None:
        self.questions.close_side()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.questions.keep()

    def _show(self, _change: object = None) -> None:
        if self._session.stored is not None and self._session.page.kind == "need":
            self.questions.show_decision(self._session.stored)
