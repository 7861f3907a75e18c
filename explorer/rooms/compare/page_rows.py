"""Pages of the room.

The frame of a page that leads back, the start page of an empty comparison, and the terms of an included
model.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.domain.included_models import TermsOfUse
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.consent import ConsentCard
from explorer.kit.empty_state import EmptyState
from explorer.kit.keys import EscapeKey, with_keys
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of


class BackPage(QWidget):
    """``left`` tells that the other page is wanted again. ``back`` says where the arrow leads."""

    left = Signal()

    def __init__(self, name: str, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.head = QFrame()
        self.head.setProperty("rule", "bottom")
        self.back = IconButton("arrow-left", with_keys(back, "Esc"), then=self.left)
        self.line = boxes.row(self.head, margins=(14, 8, 20, 8), spacing=10).add(self.back)
        self.page = boxes.column(self).add(self.head)
        EscapeKey(self).pressed.connect(self.left)


class StartView(EmptyState):
    """``add`` has a model chosen, below a button; ``discover`` leads to the Hub; ``bring_in`` asks for
    a comparison that was exported."""

    def __init__(
        self,
        add: Callable[[Callable[[], QWidget]], object],
        discover: Callable[[], object],
        listed: Callable[[], object],
        bring_in: Callable[[], object],
    ) -> None:
        self._add = add
        super().__init__(
            "columns",
            self.tr("Which model should you use?"),
            self.tr(
                "Put two to six models side by side: what they disclose, what they answer to the same"
                " prompt, and what that costs on this machine."
            ),
            Action(self.tr("Add a model"), self.open_add, "plus"),
        )
        self._all = Button("quiet", self.tr("All comparisons"), then=listed)
        self._all.hide()
        find = Button("outlined", self.tr("Find models in Discover"), "search", then=Action("", discover))
        bring = Button("quiet", self.tr("Bring in a report"), then=bring_in)
        bring.setToolTip(self.tr("Opens a comparison that was exported as JSON."))
        others = boxes.row(spacing=8).add(find, bring, self._all)
        column = self.layout()
        if isinstance(column, QBoxLayout):
            column.insertLayout(column.count() - 1, others)
            column.setAlignment(others, Qt.AlignmentFlag.AlignHCenter)

    def show_others(self, *, some: bool) -> None:
        """Whether there are comparisons to go back to."""
        self._all.setVisible(some)

    def focus(self) -> None:
        if self.button is not None:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def open_add(self) -> None:
        """The models to begin with."""
        self._add(lambda: self.button or self)


_WIDEST = 720  # at 100 %


class ConsentPage(Scroll):
    """``accepted`` once the person goes on."""

    accepted = Signal()

    def __init__(self, terms: TermsOfUse) -> None:
        page = QWidget()
        super().__init__(page, "")
        title = self.tr("Before the first answer of {name}").format(name=terms.name)
        self.setAccessibleName(title)
        self.setObjectName("compare-consent")
        card = ConsentCard(title, terms.text, terms.url)
        card.accepted.connect(self.accepted)
        card.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        wide = boxes.stretched(card, 1000)  # as wide as it may be
        middle = boxes.row().add(boxes.STRETCH, wide, boxes.STRETCH)
        boxes.column(page, margins=20).add(boxes.Placed(None, 2), middle, boxes.Placed(None, 3))
