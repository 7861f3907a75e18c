"""The card in the middle of the window around a step: its head, the step, and the buttons under it.

The card keeps its size and its buttons their places through all steps, so that no second click lands on
something new. In a low window it is lower and tighter. A step that is higher than its place scrolls.
"""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QSpacerItem, QWidget

from explorer.kit.boxes import STRETCH, Card, centred, column, row, set_style_property, stretched
from explorer.kit.buttons import Button, SingleClickButton
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.scroll import Scroll
from explorer.kit.text import Para
from explorer.kit.theme import TextRole, look_of
from explorer.rooms.welcome.step_pane import LeadText, WelcomeStep

_WIDTH, _HEIGHT = 760, 528  # of the card at 100 %, where the window has the room
_INSET = 8  # of a quiet button: its words stand under the others
_LOWEST = 260  # pixels: the window is never lower
_LOW = 520  # pixels high at 100 %: below it the card is tight


@dataclass(frozen=True)
class _Room:
    """What is left free, in pixels; ``side`` and ``top`` inside the card, ``lead`` under the first words."""

    around: int
    side: int
    top: int
    lead: int
    under: int
    title: TextRole


_WIDE = _Room(around=24, side=44, top=36, lead=16, under=28, title="hero")
_TIGHT = _Room(around=12, side=28, top=16, lead=6, under=12, title="title")


class StepFrame(QWidget):
    """Shows one Step. ``primary``, ``back``, ``skip`` and ``help`` are its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self._number = Para("", "body", "muted")
        self._title = Para("", "hero")
        self._lead = LeadText()
        self._note = Para("", "secondary", "muted")
        self._step: WelcomeStep | None = None
        self._card = Card("plain", 0)
        self._place = column()
        self.skip = Button("quiet", "")
        self.back = SingleClickButton("outlined", self.tr("Back"), scale="big")
        self.back.setToolTip(self.tr("Back (Esc)"))
        self.help = Button("link", self.tr("Help me choose"), "signpost")
        self.help.setToolTip(self.tr("For a task that you have in mind"))
        self.primary = SingleClickButton("primary", "", scale="big")
        self._room: _Room | None = None
        self._scroll = Scroll(self._build_content(), self.tr("First steps"))
        self._build()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_step(self, step: WelcomeStep, number: str) -> None:
        """``number`` is "Step 1 of 3"."""
        if self._step is not None:
            self._step.hide()
            self._step.deleteLater()
        self._step = step
        self._place.addWidget(step)
        self._pack()
        step.show()
        self._number.setText(number)
        step.changed.connect(self.refresh)
        self.refresh()
        self._scroll.verticalScrollBar().setValue(0)

    @Slot()
    def refresh(self) -> None:
        """Read the words of the step again."""
        step = self._step
        if step is None:
            return
        face = step.face()
        self._title.setText(face.title)
        self._lead.setText(face.lead)
        self._note.setText(face.note)
        self._note.setVisible(bool(face.note))
        self.skip.setText(face.skip)
        self.back.setVisible(face.can_go_back)
        self.help.setVisible(face.can_help)
        self.primary.setText(face.primary)
        self.primary.setToolTip(self.tr("{action} (Enter)").format(action=shown(face.primary)))
        self.primary.setVisible(bool(face.primary))
        self.primary.setEnabled(face.is_ready)
        self._order_keys(step)

    def _order_keys(self, step: WelcomeStep) -> None:
        """Tab goes through the step, then its buttons: what was built last would come last."""
        stops = [w for w in step.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise((*stops, self.skip, self.back, self.help, self.primary)):
            QWidget.setTabOrder(before, after)

    def _fit(self) -> None:
        """As high, and with as much room between things, as the window has to give."""
        px = look_of(self).sizes.px
        room = _TIGHT if self.height() < px(_LOW) else _WIDE
        self._card.setFixedHeight(min(px(_HEIGHT), max(self.height(), _LOWEST) - 2 * room.around))
        if room is self._room:
            return
        self._room = room
        self._title.set_role(room.title)
        self._content.setContentsMargins(room.side, room.top, room.side, px(room.lead) // 2)
        self._space.changeSize(0, px(room.lead))
        inset = px(_INSET)
        self._foot.setContentsMargins(room.side - inset, px(12), room.side - inset, px(room.under))
        self._around.setContentsMargins(*(room.around,) * 4)
        self._content.invalidate()
        self._pack()

    def _pack(self) -> None:
        """The parts of the step itself."""
        if self._step is not None:
            self._step.body.setSpacing(look_of(self).sizes.px(8 if self._room is _TIGHT else 18))

    def _build_content(self) -> QWidget:
        content = QWidget()
        content.setMinimumHeight(1)  # else as high as its texts would be in a narrow column
        self._content = column(content, spacing=8).add(self._number, self._title, self._lead)
        self._space = QSpacerItem(0, 0)
        self._content.addItem(self._space)
        self._content.add(self._place, STRETCH)
        return content

    def _build(self) -> None:
        card = self._card
        card.setMaximumWidth(look_of(self).sizes.px(_WIDTH))
        card.body.setContentsMargins(1, 1, 1, 1)  # inside the border, which does not clip
        card.body.setSpacing(0)
        card.body.add(self._scroll, self._build_foot())
        middle = row().add(STRETCH, stretched(card, 1000), STRETCH)
        self._around = column(self).add(STRETCH, middle, STRETCH)

    def _build_foot(self) -> QFrame:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._note.setSizePolicy(policy)
        foot = _Foot(self._scroll)
        self._foot = row(foot, spacing=_INSET)
        self._foot.add(self.skip, self.back, self.help, STRETCH, centred(self._note), self.primary, _INSET)
        self._keep_places()
        return foot

    def _keep_places(self) -> None:
        """Where the primary button is, nothing else ever is; it is as wide as the longest of its words."""
        keep_place(self.primary)
        widths = []
        for words in (self.tr("Go on"), self.tr("Try it now"), self.tr("Download and try"),
                      self.tr("Resume"), self.tr("Finish")):  # fmt: skip
            self.primary.setText(words)
            widths.append(self.primary.sizeHint().width())
        self.primary.setMinimumWidth(max(widths))


class _Foot(QFrame):
    """Under the step; a line sets it off while the step is cut."""

    def __init__(self, scroll: Scroll) -> None:
        super().__init__()
        scroll.verticalScrollBar().rangeChanged.connect(self._set_off)

    @Slot(int, int)
    def _set_off(self, least: int, most: int) -> None:
        set_style_property(self, "rule", "top" if most > least else "")
