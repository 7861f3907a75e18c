"""The room before the first model is in it: what it is for, and the ways to begin."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty import EmptyState


class StartView(EmptyState):
    """``add`` has a model chosen, below a button; ``discover`` leads to the Hub; ``bring_in`` asks for
    a comparison that was exported."""

    def __init__(
        self,
        add: Callable[[Callable[[], QWidget]], object],
        discover: Callable[[], object],
        listed: Callable[[], object],
        bring_in: Callable[[], object],
        parent: QWidget | None = None,
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
            parent,
        )
        self._all = Button("quiet", self.tr("All comparisons"))
        self._all.clicked.connect(listed)
        self._all.hide()
        find = Button("outlined", self.tr("Find models in Discover"), "search")
        find.does(Action(find.text(), discover))
        bring = Button("quiet", self.tr("Bring in a report"))
        bring.setToolTip(self.tr("Opens a comparison that was exported as JSON."))
        bring.clicked.connect(bring_in)
        others = boxes.row(spacing=8)
        for other in (find, bring, self._all):
            others.addWidget(other)
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
