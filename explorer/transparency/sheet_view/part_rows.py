"""A part of the sheet: built from what the content says of it, and built anew only when that has changed.

No widget of its own: its widgets stand in the page itself, whose layout then knows their heights at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from explorer.transparency.sheet_view.sheet_content import SheetContent


@dataclass(frozen=True)
class SheetAnchor:
    """Where a tab of the sheet leads: its word, and what stands at the top then."""

    word: str
    widget: QWidget


class SheetPart:
    """``facts``: what it shows, to tell a change; ``build`` makes its widgets, ``follow`` what may change
    without building: the buttons, or a fact in its place. ``tab``: word of the tab that leads here, "" for
    what belongs to the part above it.
    """

    def __init__(self, tab: str = "") -> None:
        self._tab = tab
        self._facts: object = None
        self.widgets: tuple[QWidget, ...] = ()

    @property
    def anchor(self) -> SheetAnchor | None:
        """``None`` without a tab, or while there is nothing to show."""
        return SheetAnchor(self._tab, self.widgets[0]) if self._tab and self.widgets else None

    def show_content(self, content: SheetContent) -> bool:
        """Whether ``widgets`` are others now."""
        facts = (content.subject, self.facts(content))
        is_new = facts != self._facts
        if is_new:
            self._facts = facts
            self.widgets = tuple(self.build(content))
        if self.widgets:
            self.follow(content)
        return is_new

    def facts(self, content: SheetContent) -> object:
        """What the widgets are built from. Equal facts keep them."""
        raise NotImplementedError

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        """Its widgets, none where there is nothing to show."""
        raise NotImplementedError

    def follow(self, content: SheetContent) -> None:
        """Bring widgets that stay up to the content."""
