"""The room before the first model is in it: what it is for, and the ways to begin."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty import EmptyState
from explorer.kit.popup import menu


class StartView(EmptyState):
    """``add_actions`` fill the menu of "Add a model"; ``discover`` leads to the Hub; ``bring_in`` asks for
    a comparison that was exported."""

    def __init__(
        self,
        add_actions: Callable[[], Sequence[Action | None]],
        discover: Callable[[], object],
        listed: Callable[[], object],
        bring_in: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        self._add = Action(self.tr("Add a model"), self.open_add, "plus")
        self._find = Action(self.tr("Find models in Discover"), discover, "search")
        super().__init__(
            "columns",
            self.tr("Which model should you use?"),
            self.tr(
                "Put two to six models side by side: what they disclose, what they answer to the same"
                " prompt, and what that costs on this machine."
            ),
            self._add,
            parent,
        )
        self._add_actions = add_actions
        self._all = Button("quiet", self.tr("All comparisons"))
        self._all.clicked.connect(listed)
        self._all.hide()
        find = Button("outlined", self._find.text, self._find.icon)
        find.does(self._find)
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
        if self.button is not None:
            below = self.button.mapToGlobal(QPoint(0, self.button.height() + 4))
            menu(self, self._add_actions()).popup(below)
