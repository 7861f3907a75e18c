"""The head of a page: what is open, its parts, and what can be done with it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.kit.title_edit import TitleEdit

_HEIGHT = 58  # pixels at 100 %
_INSET, _TITLE_INSET = 8, 2  # so that a title stands over what is below it; one that is edited has a frame
_ROOMY = 860  # from so much on buttons have their words and titles their notes


class EvalHead(QFrame):
    """``part_chosen``: 0 are the tests, 1 the results. Buttons belong to pages: ``add_page``.

    ``actions`` gives what stands in the menu beside the title of a set.
    """

    part_chosen = Signal(int)

    def __init__(self, actions: Callable[[], Sequence[Action | None]]) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self.setMinimumHeight(look_of(self).sizes.px(_HEIGHT))
        self.fold = IconButton("panel-left", self.tr("Show the test sets"))
        self.title = TitleEdit(self.tr("Title of the set"), self.tr("More about this set"), actions)
        self._plain = Elided("", "title")
        self._note = Elided("", "secondary", "muted")
        self.parts = Segmented(self.tr("Part of the set"), (self.tr("Tests"), self.tr("Results")))
        self.parts.setObjectName("evaluate-parts")
        self.parts.currentChanged.connect(self.part_chosen)
        self._places: dict[QWidget, QWidget] = {}
        self._buttons = boxes.row()
        words = QWidget()
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._line = boxes.row(words, spacing=10).add(self.title, self._plain, self._note, self.parts)
        self._line.add(boxes.STRETCH)
        boxes.row(self, margins=(12, 9, 20, 9), spacing=8).add(
            self.fold, boxes.stretched(words), self._buttons
        )

    def mark_list(self, *, opened: bool) -> None:
        words = self.tr("Hide the test sets") if opened else self.tr("Show the test sets")
        self.fold.show_as("panel-left", with_keys(words, "Ctrl+B"))

    def add_page(self, page: QWidget, buttons: Sequence[QWidget]) -> None:
        """These are seen while the page is shown."""
        place = QWidget()
        boxes.row(place, spacing=12).add(*buttons)
        self._places[page] = place
        self._buttons.add(place)
        place.hide()
        self._tell_room(place)

    def show_page(self, page: QWidget) -> None:
        for one, place in self._places.items():
            place.setVisible(one is page)

    def show_set(self, title: str, part: int) -> None:
        self.title.show_title(shown(title))
        self.parts.setCurrentIndex(part)
        self._show(is_set=True)

    def show_words(self, words: str, note: str = "") -> None:
        """Of what has neither a title of its own nor parts."""
        self._plain.setText(words)
        self._note.setText(note)
        self._show(is_set=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.setVisible(self._is_roomy and not self._plain.isHidden())
        for place in self._places.values():
            self._tell_room(place)

    @property
    def _is_roomy(self) -> bool:
        return self.width() >= look_of(self).sizes.px(_ROOMY)

    def _tell_room(self, place: QWidget) -> None:
        for button in place.findChildren(FoldingButton):
            button.fold(folded=not self._is_roomy)

    def _show(self, *, is_set: bool) -> None:
        self.title.setVisible(is_set)
        self.parts.setVisible(is_set)
        self._plain.setVisible(not is_set)
        self._note.setVisible(self._is_roomy and not is_set)
        inset = look_of(self).sizes.px(_TITLE_INSET if is_set else _INSET)
        self._line.setContentsMargins(inset, 0, 0, 0)


class FoldingButton(Button):
    """An outlined button of the head that is its icon alone where there is little room."""

    def __init__(self, words: str, icon: str, then: Callable[[], object]) -> None:
        super().__init__("outlined", words, icon, then=then)
        self._words = shown(words)
        self.setAccessibleName(self._words)
        self.setToolTip(self._words)

    def fold(self, *, folded: bool) -> None:
        words = "" if folded else self._words
        if words != self.text():
            self.setText(words)
