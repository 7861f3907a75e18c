"""The test that is open: what is asked, what a good answer must do, and the try-out of both."""

from dataclasses import replace

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.domain.harmless import storable
from explorer.kit import boxes
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.editing.case_head_rows import CaseHead
from explorer.rooms.evaluate.editing.checks_pane import ChecksPane
from explorer.rooms.evaluate.editing.open_case import OpenCase
from explorer.rooms.evaluate.editing.prompt_pane import PromptPane
from explorer.rooms.evaluate.editing.try_out import TryOut
from explorer.rooms.evaluate.editing.try_out_pane import TryOutPane
from explorer.rooms.room_services import RoomServices

_WIDE = 620  # pixels at 100 %: from so much on prompt and checks stand beside each other


class CasePane(QWidget):
    """Follows the open test."""

    def __init__(self, services: RoomServices, case: OpenCase, trying: TryOut) -> None:
        super().__init__()
        self._case, self._trying = case, trying
        self._is_wide = True
        self.head = CaseHead()
        self.head.retitled.connect(self._retitle)
        self.head.copied.connect(case.duplicate)
        self.head.removed.connect(case.delete)
        self.prompt, self.checks = PromptPane(case), ChecksPane(services, case)
        self.trying = TryOutPane(services, trying)
        self.trying.mended.connect(self.checks.replace_check)
        self._halves = boxes.row(spacing=24).add(
            boxes.stretched(self.prompt, 27), boxes.stretched(self.checks, 41)
        )
        content = QWidget()
        boxes.column(content, margins=(20, 16, 20, 16), spacing=12).add(
            self.head, self._halves, boxes.stretched(self.trying)
        )
        self._scroll = Scroll(content, self.tr("The open test"))
        boxes.column(self).add(self._scroll)
        case.changed.add(self.refresh)
        trying.changed.add(self._show_results)
        self.refresh()

    def refresh(self, _change: object = None) -> None:
        case = self._case.case
        if case is not None:
            self.head.show_case(self._case.row + 1, case)
            problems = self._case.problems
            self.prompt.refresh(problems)
            self.checks.refresh(problems)
            self._show_results()

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(300), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= look_of(self).sizes.px(_WIDE)
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            way = QBoxLayout.Direction
            self._halves.setDirection(way.LeftToRight if is_wide else way.TopToBottom)
            self.trying.turn(wide=is_wide)

    def _show_results(self, _change: object = None) -> None:
        judged = self._trying.judged
        self.checks.show_results(judged.judged.results if judged is not None else None)

    @Slot(str)
    def _retitle(self, title: str) -> None:
        plain = " ".join(storable(title).split())
        self._case.change(lambda case: replace(case, title=plain))
