"""A question in the transcript with the stepper between its versions; also the text of a turn, and the card
of an example prompt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from explorer.domain.harmless import harmless
from explorer.kit.actions import Action
from explorer.kit.boxes import Card, at_top, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.language import shown, tr
from explorer.kit.layouts import high_as_needed
from explorer.kit.paint import draw_lines, fill_round, pitch_of, wrap
from explorer.kit.painted_button import PaintedButton
from explorer.kit.popup import menu, open_below
from explorer.kit.rich_text.markdown import MarkdownView
from explorer.kit.stepper import Stepper
from explorer.kit.text import Label
from explorer.kit.theme import Look, look_of
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.images.image_rows import QuestionImages, ShowImage
from explorer.rooms.playground.images.thumbnails_controller import Thumbnails


@dataclass(frozen=True)
class CitedPassage:
    """The passage ``number`` of those that the answer ``turn`` was given."""

    turn: int
    number: int


class TurnSignals(QObject):
    """What the rows of a conversation ask for."""

    regenerate = Signal(object)  # the Turn of an answer
    go_on = Signal()
    edit = Signal(object)  # the Turn that is to be put into the composer
    switch = Signal(object)  # the id of the turn to show in place of its sibling, an int
    judge = Signal(object)  # the AnswerRow in which is to be shown how sure the model was
    cited = Signal(object)  # a CitedPassage that is to be seen
    unfolded = Signal()  # what a model thought, to be read from its beginning
    actions_of: Callable[[Turn], Sequence[Action | None]] = staticmethod(lambda _turn: ())  # of its menu
    way_to_see: Callable[[Turn], Action | None] = staticmethod(lambda _turn: None)  # images left out
    images_of: Callable[[int], Sequence[AttachedImage]] = staticmethod(lambda _question: ())
    show_image: ShowImage  # large
    thumbnails: Thumbnails
    is_judgeable: Callable[[Turn], bool] = staticmethod(lambda _turn: True)  # or it can be said why it is not


class BranchStepper(Stepper):
    """Asks for the turn to show in place of this one."""

    def __init__(self, turn: Turn, signals: TurnSignals) -> None:
        super().__init__(*_ways(turn))
        self._signals = signals
        self.stepped.connect(self._on_stepped)
        self.show_turn(turn)

    def show_turn(self, turn: Turn) -> None:
        self._siblings = turn.siblings
        if turn.id in turn.siblings:
            self.show_place(turn.siblings.index(turn.id), len(turn.siblings))

    def _on_stepped(self, number: int) -> None:
        self._signals.switch.emit(self._siblings[number])


def _ways(turn: Turn) -> tuple[str, str]:
    """What the arrows lead to."""
    if turn.role == "user":
        return tr("The earlier version of this message"), tr("The later version of this message")
    return tr("The answer before this one"), tr("The answer after this one")


_BUBBLE = 520


class TurnText(MarkdownView):
    """Selectable text at reading size: plain parts with a tone each."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, fit=True, form="reading", parent=parent)
        self._parts: list[tuple[str, str]] = []
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_plain(self, *parts: tuple[str, str]) -> None:
        """Each part is a text and the name of a colour role."""
        self._parts = list(parts)
        self._render(look_of(self))

    def add(self, text: str) -> None:
        """Add to the last plain part."""
        before, role = self._parts.pop()
        self._parts.append((before + text, role))
        self._insert(text, role, look_of(self))

    def _render(self, look: Look) -> None:
        self.prepare(look)
        self.clear()
        pitch = QTextBlockFormat()
        pitch.setLineHeight(self._sizes(look).px(20), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self.textCursor().setBlockFormat(pitch)
        for text, role in self._parts:
            self._insert(text, role, look)

    def _insert(self, text: str, role: str, look: Look) -> None:
        colour = QTextCharFormat()
        colour.setForeground(look.theme.colour(role))
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(harmless(text), colour)


class QuestionRow(QWidget):
    """What the person asked, on a soft ground at the right.

    Where an earlier version is kept beside it, it says that it was edited.
    """

    def __init__(self, turn: Turn, signals: TurnSignals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turn, self._signals = turn, signals
        self.branches = BranchStepper(turn, signals)
        self._edit = IconButton("edit", self.tr("Edit and send again; what follows is kept as a branch"))
        self._edit.clicked.connect(self._on_edit)
        self._more = IconButton("more", self.tr("More"), then=self._open_menu)
        self._bubble = bubble = Card("bubble", inset=14)
        self._text = TurnText(self.tr("Your message"))
        self._text.show_plain((turn.text, "text"))
        images = signals.images_of(turn.id)
        if images:
            bubble.body.add(QuestionImages(images, signals.thumbnails, signals.show_image), 6)
        bubble.body.addWidget(self._text)
        self._text.setVisible(bool(turn.text.strip()) or not images)
        bubble.setMaximumWidth(look_of(self).sizes.px(_BUBBLE))
        line = row(self, spacing=6)
        line.addWidget(self.branches, 0, Qt.AlignmentFlag.AlignTop)  # at an edge: no version moves the arrows
        line.addStretch()
        if turn.is_edited:
            edited = Label(self.tr("edited"), "secondary", "muted")
            edited.setFixedHeight(self._edit.sizeHint().height())  # in line with the buttons
            edited.setToolTip(self.tr("An earlier version of this message is kept as a branch"))
            line.addWidget(edited, 0, Qt.AlignmentFlag.AlignTop)
        line.add(at_top(self._more), at_top(self._edit), stretched(bubble))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._edit.setEnabled(not busy)
        self.branches.setEnabled(not busy)

    def mark(self, *, edited: bool) -> None:
        """It stands in the composer now, to be said otherwise."""
        self._bubble.set_ground("chosen" if edited else "bubble")
        words = self.tr("Your message, being edited") if edited else self.tr("Your message")
        self._text.setAccessibleName(words)

    @Slot()
    def _open_menu(self) -> None:
        open_below(menu(self, self._signals.actions_of(self.turn)), self._more)

    @Slot()
    def _on_edit(self) -> None:
        self._signals.edit.emit(self.turn)


class PromptCard(PaintedButton):
    """An example that fills the composer."""

    picked = Signal(object)  # the example, a str

    def __init__(self, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        example = shown(example)
        self._example = example
        self.setText(example)
        self.setAccessibleName(example)
        high_as_needed(self)
        self.clicked.connect(partial(self.picked.emit, example))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = look_of(self)
        return len(self._lines(width)) * pitch_of(look.font()) + 2 * look.sizes.px(13)

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(210)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), look_of(self).sizes.px(48))

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, px = look.theme, look.sizes.px
        border = theme.accent if self.underMouse() else theme.strong_line
        fill_round(painter, rect, 10, theme.surface, border)
        draw_lines(
            painter, px(14), px(13), self._lines(self.width()), look.font(), theme.text,
            pitch_of(look.font()),
        )  # fmt: skip
        return 10

    def _lines(self, width: int) -> list[str]:
        look = look_of(self)
        return wrap(self._example, look.font(), width - 2 * look.sizes.px(14))
