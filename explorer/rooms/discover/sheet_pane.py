"""The right side: the sheet of the open model, and what stands there before, meanwhile, and instead.

The sheet is imported and built when a model is first opened: search and list come first.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QStackedWidget, QWidget

from explorer.domain.model_names import name_of_repo
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.keys import EscapeKey, with_keys
from explorer.kit.paint import fill_round, mirrored, rule
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.rooms.discover.list_pane import error_page, show_temporary_page
from explorer.rooms.discover.notes_rows import WaitBar
from explorer.rooms.discover.repo_session import RepoOpeningState
from explorer.rooms.discover.session import DiscoverSession
from explorer.transparency.sheet_view.export_commands import export_commands
from explorer.transparency.sheet_view.sheet_content import SheetContent

if TYPE_CHECKING:
    from explorer.transparency.sheet_view.sheet import Sheet

_NARROWEST, _EDGE = 340, 26  # pixels at 100 %, the edge as of the sheet
_STANDING = 2  # pages there are without the sheet

type _Shape = tuple[float, float, float, float]  # left, top, width and height at 100 %, within the page

# The grey outline of a sheet, which is shown until the Hub has answered.
_TABS = ((0, 70), (91, 30), (142, 40), (203, 80), (304, 96))  # where a word begins, and its width
_HEAD: tuple[_Shape, ...] = (
    (0, 17, 220, 22), (0, 49, 200, 20), (0, 125, 300, 12), *((left, 82, width, 11) for left, width in _TABS),
)  # fmt: skip
_HEAD_LINE = 104
_CARD_TOP, _CARD_HEIGHT, _CARD_GAP = 152, 98, 10
_GROUPS = ((286, 4), (470, 3))  # where a heading stands, and its rows
_FACT = 35
_FACT_LEAST, _FACT_SHARE, _NARROW = 190, 0.31, 560  # as of a row of kit/facts


class SheetSide(QWidget):
    """``back_wanted`` where the list is hidden behind the sheet, and after its reading was stopped."""

    back_wanted = Signal()

    def __init__(self, session: DiscoverSession) -> None:
        super().__init__()
        self._session = session
        self._sheet: Sheet | None = None
        self._wait = WaitBar()
        self._wait.stopped.connect(self._stop)
        self._back = self._build_back()
        self._place = QStackedWidget()
        self._nothing = EmptyState(
            "search",
            self.tr("Choose a model to see what it discloses"),
            self.tr("License, training data, lineage and files: each fact with the place it was read."),
            session.actions.first_step(),
            second=session.actions.help_to_choose(),
        )
        self._waiting = SheetSkeleton()
        for page in (self._nothing, self._waiting):
            self._place.addWidget(page)
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        column(self).add(self._back, stretched(self._place), self._wait)
        EscapeKey(self).pressed.connect(self.back_wanted)

    @property
    def sheet(self) -> "Sheet":
        from explorer.transparency.sheet_view.sheet import Sheet  # noqa: PLC0415  see above

        if self._sheet is None:
            self._sheet = Sheet()
            self._place.insertWidget(_STANDING, self._sheet)
        return self._sheet

    @property
    def shows_sheet(self) -> bool:
        return self._sheet is not None and self._place.currentWidget() is self._sheet

    def commands(self) -> tuple[Action, ...]:
        """Save and print, of the facts that are on the screen."""
        return export_commands(self._sheet.keep if self._sheet is not None and self.shows_sheet else None)

    @property
    def scrolled(self) -> int:
        """How far the sheet is scrolled, in pixels."""
        return self._sheet.verticalScrollBar().value() if self._sheet is not None else 0

    def show_back(self, *, on: bool) -> None:
        """Whether the list is behind this side, so that there must be a way back to it."""
        self._back.setVisible(on)

    def show_state(self, state: RepoOpeningState, content: SheetContent | None) -> None:
        """``content`` belongs to an opened model."""
        if content is None and self._holds_focus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt gives it to any button
        self._wait.wait_for(self.tr("Reading the model…") if state.is_waiting else "")
        if content is not None:
            self.sheet.show_content(content)
            self._place.setCurrentWidget(self.sheet)
            if self.hasFocus():
                self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        elif state.error is not None:
            lacking = self.tr("Nothing about this model is kept on this disk.")
            way_out = self._session.actions.help_for(self._session.repo.again, state.error)
            page = _unread(state.repo_id, error_page(state.error, way_out, _EDGE, "primary", lacking))
            show_temporary_page(self._place, page, kept=_STANDING + (self._sheet is not None))
        else:
            self._place.setCurrentWidget(self._waiting if state.is_waiting else self._nothing)

    @Slot()
    def _stop(self) -> None:
        self._session.repo.cancel()
        self.back_wanted.emit()

    def _holds_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._place.isAncestorOf(focus)

    def _build_back(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("rule", "bottom")
        button = Button("quiet", self.tr("Models"), "chevron-left", scale="compact", then=self.back_wanted)
        button.setToolTip(with_keys(self.tr("Back to the list"), "Esc"))
        button.setAccessibleName(self.tr("Back to the list of models"))
        row(bar, margins=(14, 6, 14, 6)).add(button, STRETCH)
        bar.hide()
        return bar


def _unread(repo_id: str, trouble: QWidget) -> QWidget:
    """Which model it was: the list beside it may have met the same trouble."""
    page = QWidget()
    head = column(margins=(_EDGE, 18, _EDGE, 0), spacing=2)
    names = (
        Elided(name_of_repo(repo_id), "title"),
        Elided(repo_id, "body", "muted"),
    )
    for name in names:
        name.setProperty("data", True)  # the same in every language
        head.addWidget(name)
    column(page).add(head, stretched(trouble))
    return page


class SheetSkeleton(QLabel):
    """A title, three cards and rows of facts, in grey."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("The model is being read"))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(200))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        px, line = look.sizes.px, look.theme.line
        page = self.width() / px(100) * 100 - 2 * _EDGE
        with QPainter(self) as painter:
            for card in _cards(page):
                fill_round(painter, self._placed(card), px(12), look.theme.surface, line)
            for shape in (*_HEAD, *_in_cards(page), *_facts(page)):
                spot = self._placed(shape)
                fill_round(painter, spot, min(px(6), spot.height() / 2), line)
            rule(painter, 0, px(_HEAD_LINE), self.width(), line)
            for top in _fact_tops():
                rule(painter, px(_EDGE), px(top + _FACT) - 1, self.width() - 2 * px(_EDGE), line)

    def _placed(self, shape: _Shape) -> QRectF:
        left, top, width, height = shape
        px = look_of(self).sizes.px
        spot = QRectF(px(_EDGE + left), px(top), px(width), px(height))
        return mirrored(spot, QRectF(self.rect()), self.layoutDirection())


def _cards(page: float) -> Iterator[_Shape]:
    width = (page - 2 * _CARD_GAP) / 3
    for number in range(3):
        yield number * (width + _CARD_GAP), _CARD_TOP, width, _CARD_HEIGHT


def _in_cards(page: float) -> Iterator[_Shape]:
    for left, top, width, _height in _cards(page):
        yield left + 15, top + 17, width * 0.5, 10
        yield left + 15, top + 38, width * 0.4, 14
        yield left + 15, top + 64, width * 0.65, 11


def _fact_tops() -> Iterator[int]:
    return (top + 28 + number * _FACT for top, rows in _GROUPS for number in range(rows))


def _facts(page: float) -> Iterator[_Shape]:
    yield from ((0, top, 130, 15) for top, _rows in _GROUPS)
    source = 150 + max(_FACT_LEAST, page * _FACT_SHARE)
    columns = ((0, 90), (150, 120), *(((source, 240),) if page >= _NARROW else ()))
    yield from ((left, top + 11, width, 11) for top in _fact_tops() for left, width in columns)
