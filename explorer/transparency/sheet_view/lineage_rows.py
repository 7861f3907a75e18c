"""One model of the lineage as a card: its name, its license, and what else must be known of it."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Card, centred, column, row, together
from explorer.kit.buttons import UnfoldLink
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout, discard
from explorer.kit.paint import draw_text, fill_round, pitch_of, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.text import Elided, IconLabel, Label, Para, plain_tip
from explorer.kit.theme import Look, look_of
from explorer.kit.verdict_marks import VerdictLabel, paint_verdict
from explorer.transparency.sheet_view.sheet_content import HopLine, SheetContent

# Pixels at 100 %.
_INSET, _ABOVE, _RADIUS = 11, 7, 10  # as of a card
_WIDEST = 340  # a long name gives way beyond this, and is told whole by the tooltip
_MARK = 17  # beside a license that disagrees


def hop_card(hop: HopLine, *, is_last: bool) -> QWidget:
    """A button where the model can be opened."""
    return HopButton(hop, hop.action) if hop.action is not None else _HopCard(hop, is_last=is_last)


class _HopCard(Card):
    """The model itself, or one that cannot be opened."""

    def __init__(self, hop: HopLine, *, is_last: bool) -> None:
        super().__init__("outlined" if is_last else "strong", inset=_INSET)
        self.body.setSpacing(0)
        self.body.addWidget(Elided(shown(hop.name), "strong", "" if is_last else "muted"))
        if hop.is_conflict:
            self.body.addWidget(VerdictLabel("conflict", shown(hop.note)))
        else:
            self.body.addWidget(Elided(shown(hop.note), "body", "muted"))
        if hop.trouble:
            self.body.addWidget(Elided(shown(hop.trouble), "secondary", "caution"))
        self.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        self.setToolTip(plain_tip(_told(hop)))


class HopButton(PaintedButton):
    """A model that a click opens: the same card, its name in the colour of what leads on."""

    def __init__(self, hop: HopLine, action: Action) -> None:
        super().__init__()
        self.hop = hop
        self._note, self._trouble = shown(hop.note), shown(hop.trouble)
        self.setText(shown(hop.name))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleDescription(_told(hop))
        self.setToolTip(plain_tip(f"{_told(hop)}\n{shown(action.text)}"))
        self.clicked.connect(partial(Action.run, action))

    def sizeHint(self) -> QSize:
        look = look_of(self)
        px, strong, body, small = look.sizes.px, look.font(strong=True), look.font(), look.font("secondary")
        note = text_width(self._note, look.font(strong=self.hop.is_conflict))
        note += px(_MARK) if self.hop.is_conflict else 0
        words = max(text_width(self.text(), strong), note, text_width(self._trouble, small))
        below = pitch_of(small) if self._trouble else 0
        height = pitch_of(strong) + pitch_of(body) + below + 2 * px(_ABOVE) + 2
        return QSize(min(round(words + 2 * px(_INSET + 1) + 2.5), px(_WIDEST)), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), self.sizeHint().height())

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, px = look.theme, look.sizes.px
        strong, body, small = look.font(strong=True), look.font(), look.font("secondary")
        edge = theme.accent if self.underMouse() else theme.strong_line
        ground = theme.surface if self.hop.state in ("read", "unread") else None
        fill_round(painter, rect, px(_RADIUS), ground, edge)
        inner = rect.adjusted(px(_INSET) + 1, px(_ABOVE) + 1, -px(_INSET) - 1, 0)
        first = QRectF(inner.left(), inner.top(), inner.width(), pitch_of(strong))
        second = QRectF(inner.left(), first.bottom(), inner.width(), pitch_of(body))
        third = QRectF(inner.left(), second.bottom(), inner.width(), pitch_of(small))
        draw_text(painter, first, self.text(), strong, theme.accent)
        if self.hop.is_conflict:
            paint_verdict(painter, second, "conflict", self._note)
        else:
            draw_text(painter, second, self._note, body, theme.muted)
        draw_text(painter, third, self._trouble, small, theme.caution)
        return px(_RADIUS)


class HopArrow(QWidget):
    """How a model leads to the next, in a word; ``to``: its name, where it does not stand right behind."""

    def __init__(self, words: str, to: str = "") -> None:
        super().__init__()
        line = row(self, spacing=4)
        onward = "arrow-right" if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else "arrow-left"
        line.add(centred(Label(words, "body", "muted")), centred(IconLabel(onward, "muted", 14)))
        line.add(centred(Elided(to, "body", "muted"), 1) if to else STRETCH)


def _told(hop: HopLine) -> str:
    """All of it, for the tooltip and for who cannot see the mark."""
    disagrees = tr("licenses disagree") if hop.is_conflict else ""
    return "\n".join(
        part for part in (shown(hop.name), shown(hop.note), disagrees, shown(hop.trouble)) if part
    )


_MOST = 5  # under each other, until all are wanted
_PATIENCE_MS = 500  # a quick answer is not announced


class LineageView(QWidget):
    """The picture, where the chain is broken, and what is asked for just now.

    Stays while more comes: only what has changed is exchanged, and what had the focus keeps it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._strip: HopStrip | None = None
        self._facts: object = ()
        self._broken: list[Para] = []
        self.asking = Para("", "secondary", "muted")
        self.asking.hide()
        self._column = column(self, spacing=4).add(self.asking)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_asking)

    def show_content(self, content: SheetContent) -> bool:
        """Whether it is another picture now."""
        facts = [hop.facts for hop in content.hops], content.broken
        is_new = facts != self._facts
        if is_new:
            self._facts = facts
            self._show_hops(content)
        self._show_waiting(shown(content.asking) if content.hops else "")
        self.setVisible(bool(content.hops))
        return is_new

    def _show_hops(self, content: SheetContent) -> None:
        """A new picture in the place of the old one."""
        focused = self._focused()
        discard(self._column, self._strip, *self._broken)
        self._strip = HopStrip(content.hops) if content.hops else None
        self._broken = [Para(shown(where), "secondary", "caution") for where in content.broken]
        built = [*([self._strip] if self._strip is not None else []), *self._broken]
        for number, widget in enumerate(built):
            self._column.insertWidget(number, widget)
        if self._strip is not None:
            self._strip.focus_on(focused)

    def _focused(self) -> str:
        """The model whose card has the focus."""
        widget = self.focusWidget()
        return widget.text() if isinstance(widget, HopButton) and widget.hasFocus() else ""

    def _show_waiting(self, words: str) -> None:
        self.asking.setText(words)
        if not words:
            self._patience.stop()
            self.asking.hide()
        elif self.asking.isHidden() and not self._patience.isActive():
            self._patience.start()

    @Slot()
    def _show_asking(self) -> None:
        self.asking.show()


class HopStrip(QWidget):
    """Goes on to the next line where it is narrow."""

    def __init__(self, hops: Sequence[HopLine]) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        flow = FlowLayout(spacing=px(10))
        flow.setContentsMargins(0, px(4), 0, px(4))
        generations = [list(group) for _depth, group in groupby(hops, lambda hop: hop.depth)]
        arrow: HopArrow | None = None
        for number, generation in enumerate(generations):
            later = generations[number + 1] if number + 1 < len(generations) else []
            first, *more = _generation(generation, later)
            flow.addWidget(together(arrow, first) if arrow is not None else first)
            arrow = next((widget for widget in more if isinstance(widget, HopArrow)), None)
            for widget in more:
                if widget is not arrow:
                    flow.addWidget(widget)
        self.setLayout(flow)

    def focus_on(self, name: str) -> None:
        """Give the focus to the card of a model, if it has one."""
        for button in self.findChildren(HopButton) if name else ():
            if button.text() == name:
                button.setFocus(Qt.FocusReason.OtherFocusReason)


def _generation(hops: Sequence[HopLine], later: Sequence[HopLine]) -> tuple[QWidget, ...]:
    """The models of one depth, and the arrows from them to those of the next."""
    if not later:
        return tuple(hop_card(hop, is_last=True) for hop in hops)
    if len(later) > 1 or len({hop.relation for hop in hops}) > 1:
        return (_Stack(hops, [_way(hop, later) for hop in hops]),)
    whole = hop_card(hops[0], is_last=False) if len(hops) == 1 else _Stack(hops, [])
    return whole, HopArrow(shown(hops[0].relation))


def _way(hop: HopLine, later: Sequence[HopLine]) -> HopArrow:
    """How it leads on; and to which, where several stand beside it."""
    return HopArrow(shown(hop.relation), hop.child.rpartition("/")[2] if len(later) > 1 else "")


class _Stack(QWidget):
    """Models under each other, each with its own arrow where ``ways`` are given."""

    def __init__(self, hops: Sequence[HopLine], ways: Sequence[HopArrow]) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        folded: list[QWidget] = []
        for number, hop in enumerate(hops):
            line = [hop_card(hop, is_last=False), *ways[number : number + 1]]
            for place, widget in enumerate(line):
                grid.addWidget(widget, number, place)
            if number >= _MOST:
                folded += line
        if folded:
            more = UnfoldLink(self.tr("Show all {n} models").format(n=len(hops)), folded)
            grid.addWidget(more, len(hops), 0, Qt.AlignmentFlag.AlignLeft)
