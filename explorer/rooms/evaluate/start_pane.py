"""What stands in the room before anything is open: what can be measured here, and how to begin."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Card
from explorer.kit.buttons import Button, Kind
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.session import EvalPage

_CARD, _WIDEST = 224, 960  # pixels at 100 %


class EvaluateStart(EvalPageView):
    """``own``: what begins a set of one's own, the first of them as its primary button."""

    def __init__(self, own: Sequence[Action], opened: Callable[[EvalPage], object]) -> None:
        super().__init__()
        cards = QWidget()
        columns = ColumnsLayout(cards, look_of(self).sizes.px(_CARD), 16, 3, fill=True)
        self._own = _StartCard(
            self.tr("Does it do my task?"),
            self.tr("Write what you ask, and what a good answer must hold. See where each model fails."),
            own,
            "primary",
        )
        packs = Action(self.tr("See the packs"), partial(opened, EvalPage("packs")), "checklist")
        files = Action(self.tr("Compare two files"), partial(opened, EvalPage("quantization")), "columns")
        columns.add(
            self._own,
            _StartCard(
                self.tr("How does it fail?"),
                self.tr(
                    "Packs of questions, with a rule for each answer: does it make things up, tell a secret,"
                    " change its mind with a name?"
                ),
                [packs],
            ),
            _StartCard(
                self.tr("What does a smaller file cost?"),
                self.tr(
                    "Two files of one model read the same text: how often would the smaller one say"
                    " something else?"
                ),
                [files],
            ),
        )
        content = QWidget()
        content.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        words = self.tr("Three ways to measure it here. Every number says how sure it is.")
        column = boxes.column(content, margins=(20, 24, 20, 24), spacing=6)
        column.add(STRETCH, Label(self.tr("What can a model do, and how does it fail?"), "title"))
        column.add(Para(words, "body", "muted"), 14, cards, STRETCH, STRETCH)
        place = QWidget()
        boxes.row(place).add(STRETCH, boxes.stretched(content, 100), STRETCH)
        boxes.column(self).add(Scroll(place, self.tr("How to begin")))

    def take_focus(self) -> None:
        self._own.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)


class _StartCard(Card):
    """A question, what answers it, and the ways to begin."""

    def __init__(self, title: str, words: str, actions: Sequence[Action], kind: Kind = "outlined") -> None:
        super().__init__("plain", 20)
        heading = Label(title, "heading")
        heading.setWordWrap(True)
        self.buttons = [
            Button("outlined" if number else kind, action) for number, action in enumerate(actions)
        ]
        column = boxes.column(spacing=8).add(heading, Para(words, "body", "muted"), 6)
        self.body.add(column.add(*map(boxes.at_start, self.buttons), STRETCH))
