"""A part of the sheet: built from what the content says of it, and built anew only when that has changed.

No widget of its own: its widgets stand in the page itself, whose layout then knows their heights at once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from explorer.transparency.sheet_view.sheet_content import SheetContent


@dataclass(frozen=True)
class SheetAnchor:
    """Where a tab of the sheet leads: its word, and what stands at the top then."""

    word: str
    widget: QWidget


@dataclass(frozen=True)
class BuiltPart:
    """No widgets where there is nothing to show. ``follow`` brings them up to what changes without building:
    the buttons, or a fact in its place.
    """

    widgets: tuple[QWidget, ...] = ()
    follow: Callable[[SheetContent], object] | None = None


class SheetPart:
    """``facts``: what it is built from; equal facts keep its widgets. ``tab``: word of the tab that leads
    here, "" for what belongs to the part above it.
    """

    def __init__(
        self,
        facts: Callable[[SheetContent], object],
        build: Callable[[SheetContent], BuiltPart],
        tab: str = "",
    ) -> None:
        self._facts_of, self._build, self._tab = facts, build, tab
        self._facts: object = None
        self._built = BuiltPart()

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return self._built.widgets

    @property
    def anchor(self) -> SheetAnchor | None:
        """``None`` without a tab, or while there is nothing to show."""
        return SheetAnchor(self._tab, self.widgets[0]) if self._tab and self.widgets else None

    def show_content(self, content: SheetContent) -> bool:
        """Whether ``widgets`` are others now."""
        facts = (content.subject, self._facts_of(content))
        is_new = facts != self._facts
        if is_new:
            self._facts, self._built = facts, self._build(content)
        if self._built.follow is not None:
            self._built.follow(content)
        return is_new
