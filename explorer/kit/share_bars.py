"""Shares of a whole as bars under each other: name, bar, amount, per cent. Says itself to screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of

# Pixels at 100 %.
_ROW, _BAR, _GAP, _NARROWEST = 30, 12, 10, 60
_NAME_SHARE = 0.4  # of the row, at most


@dataclass(frozen=True)
class Share:
    """``part`` from 0 to 1; ``amount`` as it is shown: "170M", "F16 · 320 KB"; ``tip`` explains the name."""

    name: str
    part: float
    amount: str
    tip: str = ""

    @property
    def percent(self) -> str:
        """What is there but rounds to nothing is not 0 %."""
        whole = round(self.part * 100)
        return "< 1 %" if not whole and self.part > 0 else f"{whole} %"


class ShareBars(QWidget):
    """One row a share; names and amounts stand under each other."""

    def __init__(self, shares: Sequence[Share]) -> None:
        super().__init__()
        rows = column(self)
        names = tuple(shown(share.name) for share in shares)
        amounts = tuple(share.amount for share in shares)
        for share in shares:
            rows.addWidget(_ShareRow(share, names, amounts))


class _ShareRow(QLabel):
    def __init__(self, share: Share, names: tuple[str, ...], amounts: tuple[str, ...]) -> None:
        name = shown(share.name)
        words = f"{name}: {share.amount}, {share.percent}"
        super().__init__(words)
        self._share, self._name = share, name
        self._names, self._amounts = names, amounts
        self.setAccessibleName(words)
        self.setToolTip(plain_tip("\n".join(part for part in (words, shown(share.tip)) if part)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(420), px(_ROW))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(260), px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, way, row = look_of(self), self.layoutDirection(), QRectF(self.rect())
        theme, px = look.theme, look.sizes.px
        numbers, strong = look.font(numbers=True), look.font(strong=True, numbers=True)
        percent_width = text_width("100 %", strong) + px(4)
        amount_width = max(text_width(amount, numbers) for amount in self._amounts) + px(4)
        longest = max(text_width(name, look.font()) for name in self._names)
        name_width = min(longest + px(2), row.width() * _NAME_SHARE)
        percent = QRectF(row.width() - percent_width, 0, percent_width, row.height())
        amount = QRectF(percent.left() - px(_GAP) - amount_width, 0, amount_width, row.height())
        start = name_width + px(_GAP)
        track = QRectF(start, (row.height() - px(_BAR)) // 2, amount.left() - px(_GAP) - start, px(_BAR))
        right = Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            painter.setLayoutDirection(way)
            name = mirrored(QRectF(0, 0, name_width, row.height()), row, way)
            draw_text(painter, name, self._name, look.font(), theme.text)
            if track.width() >= px(_NARROWEST):
                self._paint_bar(painter, track)
            draw_text(painter, mirrored(amount, row, way), self._share.amount, numbers, theme.muted, right)
            draw_text(painter, mirrored(percent, row, way), self._share.percent, strong, theme.text, right)

    def _paint_bar(self, painter: QPainter, track: QRectF) -> None:
        theme, row, way = look_of(self).theme, QRectF(self.rect()), self.layoutDirection()
        fill_round(painter, mirrored(track, row, way), 4, theme.sunken, theme.line)
        part = min(1.0, max(0.0, self._share.part))
        if part:
            filled = QRectF(track.left(), track.top(), max(3.0, track.width() * part), track.height())
            fill_round(painter, mirrored(filled, row, way), 4, theme.accent)
