"""The top of a sheet: name, pills and actions, which stay in sight, and what is said before everything."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Card, centred, column, row, stretched
from explorer.kit.buttons import Kind, Scale, SingleClickButton
from explorer.kit.language import shown
from explorer.kit.layouts import HeadLayout, discard
from explorer.kit.pill import Pill
from explorer.kit.tabs import Tabs
from explorer.kit.text import Elided, IconLabel, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.sheet_view.sheet_content import Banner, SheetContent, Tag

_TITLE = 200  # pixels at 100 %: a title gives way down to this before the actions go under it


class ActionButton(SingleClickButton):
    """A button whose action can be exchanged while it stays where it is."""

    def __init__(self, kind: Kind, action: Action, scale: Scale = "normal") -> None:
        super().__init__(kind, shown(action.text), action.icon, scale=scale)
        self._action = action
        self._is_terse = False
        self.whole = 0
        self.clicked.connect(self._run)
        self.show_action(action)

    def set_terse(self, *, on: bool) -> None:
        """Its icon alone, where there is no room for its words."""
        if on != self._is_terse and self._action.icon:
            self._is_terse = on
            self.show_action(self._action)

    def show_action(self, action: Action) -> None:
        self._action = action
        self.set_icon(action.icon)
        self.setText(shown(action.text))
        self.whole = self.sizeHint().width()  # with its words
        if self._is_terse:
            self.setText("")
        self.setAccessibleName(shown(action.text))
        self.setEnabled(action.enabled)
        self.setToolTip(plain_tip(shown(action.tip or (action.text if self._is_terse else ""))))
        self.setAccessibleDescription(shown(action.tip))

    @Slot()
    def _run(self) -> None:
        self._action.run()


class PinnedHead(QFrame):
    """Name, what it is in pills, what can be done, and the tabs: in sight while the page under it scrolls."""

    def __init__(
        self, parent: QWidget, resized: Callable[[], None], turned: Callable[[QWheelEvent], None]
    ) -> None:
        """``resized``: it may need another height now; ``turned``: the wheel over it."""
        super().__init__(parent)
        self._resized, self._turned = resized, turned
        self.setProperty("rule", "bottom")
        self.setAutoFillBackground(True)
        self.primary: ActionButton | None = None
        self._secondary: ActionButton | None = None
        self._built: object = None
        self._title = _Title()
        self.tabs = Tabs(self.tr("Parts of the page"))
        self._line = HeadLayout(spacing=look_of(self).sizes.px(8)).add(self._title)
        self._box = column(self).add(self._line, 2, self.tabs)

    def show_content(self, content: SheetContent) -> bool:
        """Whether there are other buttons now."""
        self._title.show_words(content)
        self._fit()
        built = content.subject, content.primary is None, content.secondary is None
        is_new = built != self._built
        if is_new:
            self._built = built
            self._build_actions(content)
        if self.primary is not None and content.primary is not None:
            self.primary.show_action(content.primary)
        if self._secondary is not None and content.secondary is not None:
            self._secondary.show_action(content.secondary)
        return is_new

    def set_sides(self, left: int, right: int) -> None:
        """The margins of the page under it."""
        px = look_of(self).sizes.px
        self._box.setContentsMargins(left, px(12), right, 0)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # other words on a button may need another line
            self._resized()
        return done

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the page under it."""
        self._turned(event)

    def heightForWidth(self, width: int) -> int:
        self._fit(width)
        return super().heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self, width: int = 0) -> None:
        margins = self._box.contentsMargins()
        room = (width or self.width()) - margins.left() - margins.right()
        if self._secondary is not None and self.primary is not None:
            gap = look_of(self).sizes.px(8)
            self._secondary.set_terse(on=self._secondary.whole + gap + self.primary.whole > room)
        self._title.fit(room - self._taken())

    def _build_actions(self, content: SheetContent) -> None:
        discard(self._line, self._secondary, self.primary)
        self._secondary = self.primary = None
        if content.secondary is not None:
            self._secondary = ActionButton("outlined", content.secondary)
            self._line.addWidget(self._secondary)
        if content.primary is not None:
            self.primary = ActionButton("primary", content.primary)
            self.primary.setObjectName("sheet-primary")
            self._line.addWidget(self.primary)
        for before, after in pairwise(b for b in (self._secondary, self.primary, self.tabs.bar) if b):
            QWidget.setTabOrder(before, after)

    def _taken(self) -> int:
        """The width that the actions need beside the title."""
        buttons = [button for button in (self._secondary, self.primary) if button is not None]
        return sum(button.sizeHint().width() + look_of(self).sizes.px(8) for button in buttons)


class _Pills(QWidget):
    """What the model is, in a few words each."""

    def __init__(self) -> None:
        super().__init__()
        self._pills: tuple[Tag, ...] = ()
        self._shown: tuple[Pill, ...] = ()
        self._line = row(self, spacing=8).add(STRETCH)

    @property
    def is_empty(self) -> bool:
        return not self._pills

    def show_pills(self, pills: tuple[Tag, ...]) -> None:
        if pills == self._pills:
            return
        self._pills = pills
        discard(self._line, *self._shown)
        self._shown = tuple(Pill(tag.text, tag.tone) for tag in pills)
        for at, pill in enumerate(self._shown):
            self._line.insertWidget(at, pill)


class _Title(QWidget):
    """The title, which gives way before the actions go under it; the pills behind it or under it."""

    def __init__(self) -> None:
        super().__init__()
        self._name = Elided("", "title")
        self._beside, self._below = _Pills(), _Pills()
        line = row(spacing=10).add(self._name, centred(self._beside), STRETCH)
        column(self, spacing=3).add(line, self._below)

    def show_words(self, content: SheetContent) -> None:
        self._name.setText(content.title)
        for pills in (self._beside, self._below):
            pills.show_pills(content.pills)

    def fit(self, room: int) -> None:
        gap = look_of(self).sizes.px(10)
        is_beside = self._needed + gap + self._beside.sizeHint().width() <= room
        self._beside.setVisible(is_beside and not self._beside.is_empty)
        self._below.setVisible(not is_beside and not self._below.is_empty)

    @property
    def _needed(self) -> int:
        return min(self._name.sizeHint().width(), look_of(self).sizes.px(_TITLE))

    def sizeHint(self) -> QSize:
        beside = (
            0 if self._beside.isHidden() else self._beside.sizeHint().width() + look_of(self).sizes.px(10)
        )
        below = 0 if self._below.isHidden() else self._below.sizeHint().width()
        return QSize(max(self._needed + beside, below), super().sizeHint().height())


class BannerCard(Card):
    """What must be known before the facts: where they come from, or what stands before the files."""

    def __init__(self, banner: Banner) -> None:
        super().__init__("sunken", inset=14)
        parts = HeadLayout(spacing=look_of(self).sizes.px(10))
        words = QWidget()
        line = row(words, spacing=10)
        line.add(IconLabel(banner.icon, "muted"), stretched(Para(banner.text, tone="muted")))
        parts.addWidget(words)
        for action in banner.actions:
            parts.addWidget(ActionButton("outlined", action, "compact"))
        self.body.addLayout(parts)
