"""Shows the odds of a ribbon's current token: at once with the arrow keys, or when the mouse rests."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea

from explorer.domain.tokens import TokenDetail
from explorer.kit.token_ribbon.odds_panel import OddsPanel, choices_of
from explorer.kit.token_ribbon.ribbon import Ribbon

_REST_MS = 130  # of the mouse on a token; it may pass over others on its way to the panel
_LEFT_MS = 250


@dataclass(frozen=True)
class TokenReplacement:
    """What is to be written at a place of an answer."""

    place: int
    token: TokenDetail


class RibbonOdds(QObject):
    """``picked`` carries a TokenReplacement."""

    picked = Signal(object)

    def __init__(self, ribbon: Ribbon, why_not: Callable[[], str]) -> None:
        """``why_not`` says why nobody can go on from a token now, "" if that is possible."""
        super().__init__(ribbon)
        self._ribbon, self._why_not = ribbon, why_not
        self._panel: OddsPanel | None = None
        self._hovered: int | None = None
        self._is_inside = False  # the mouse, in the panel
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._leave = QTimer(self, singleShot=True, interval=_LEFT_MS)
        self._leave.timeout.connect(self._on_left)
        ribbon.pointed.connect(self._show)
        ribbon.hovered.connect(self._on_hovered)
        ribbon.entered.connect(self._on_entered)
        ribbon.installEventFilter(self)

    def close(self) -> None:
        """Take the panel away; the ribbon has no current token then."""
        self._rest.stop()
        self._leave.stop()
        panel, self._panel, self._is_inside = self._panel, None, False
        if panel is not None:
            had_focus = panel.has_focus()
            panel.hide()
            panel.window().removeEventFilter(self)
            panel.deleteLater()
            if had_focus:
                self._ribbon.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ribbon.go(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ribbon and event.type() == QEvent.Type.Hide:
            self.close()
        elif event.type() == QEvent.Type.Resize and self._panel is not None:  # its own, or the window's
            QTimer.singleShot(0, self, self._stand)  # once everything has its place
        elif watched is self._ribbon and event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._on_left)  # unless the focus went into the panel
        return False

    @Slot(object)
    def _on_hovered(self, place: int | None) -> None:
        self._hovered = place
        if place is None:
            self._rest.stop()
            self._leave.start()
        elif place != self._ribbon.current or self._panel is None:
            self._rest.start()
        else:
            self._leave.stop()

    @Slot()
    def _on_rest(self) -> None:
        if self._hovered is not None and not self._is_inside:
            self._leave.stop()
            self._ribbon.go(self._hovered)

    @Slot()
    def _on_left(self) -> None:
        is_held = self._panel is not None and self._panel.has_focus()
        if not (self._is_inside or is_held or self._ribbon.hasFocus() or self._hovered is not None):
            self.close()

    @Slot(object)
    def _on_entered(self, place: int) -> None:
        self._show(place)
        if self._panel is not None:
            self._panel.enter()

    @Slot(object)
    def _show(self, place: int | None) -> None:
        if place is None:
            if self._panel is not None:
                self.close()
            return
        if self._panel is None:
            self._panel = self._build()
        self._panel.show_token(self._ribbon.tokens[place], self._why_not())
        self._make_visible(self._ribbon.spot(place))
        self._stand()

    @Slot()
    def _stand(self) -> None:
        """Put the panel by the current token."""
        if self._panel is not None and self._ribbon.current is not None:
            spot = self._ribbon.spot(self._ribbon.current)
            place = self._ribbon.mapTo(self._ribbon.window(), spot.topLeft())
            self._panel.stand_by(QRect(place, spot.size()))

    def _build(self) -> OddsPanel:
        panel = OddsPanel(self._ribbon.window())
        panel.picked.connect(self._on_picked)
        panel.left.connect(self.close)
        panel.hovered.connect(self._on_panel)
        self._ribbon.window().installEventFilter(self)  # where the text may move without growing
        area = self._area()
        if area is not None:
            area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        return panel

    @Slot(bool)
    def _on_panel(self, inside: bool) -> None:  # noqa: FBT001  # a slot
        self._is_inside = inside
        if inside:
            self._rest.stop()
            self._leave.stop()
        else:
            self._leave.start()

    @Slot()
    def _on_scrolled(self) -> None:
        """The text moves away under the panel; with the keys it comes along."""
        if self._panel is not None and self._ribbon.hasFocus():
            self._stand()
        elif self._panel is not None:
            self.close()

    @Slot(int)
    def _on_picked(self, number: int) -> None:
        place = self._ribbon.current
        if place is not None:
            choice: TokenDetail = choices_of(self._ribbon.tokens[place])[number]
            self.picked.emit(TokenReplacement(place, choice))

    def _make_visible(self, spot: QRect) -> None:
        """A token that the keys lead to may be out of sight."""
        area = self._area()
        if area is None or not self._ribbon.hasFocus():
            return
        top = self._ribbon.mapTo(area.viewport(), QPoint(0, spot.top())).y()
        bar = area.verticalScrollBar()
        if top < 0:
            bar.setValue(bar.value() + top - spot.height())
        elif top + spot.height() > area.viewport().height():
            bar.setValue(bar.value() + top + 2 * spot.height() - area.viewport().height())

    def _area(self) -> QAbstractScrollArea | None:
        parent = self._ribbon.parentWidget()
        while parent is not None and not isinstance(parent, QAbstractScrollArea):
            parent = parent.parentWidget()
        return parent
