"""How the votes stand, pair by pair: counts, the share with its interval, and whether that tells anything."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.compare.votes import Interval, Pairing
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.card import Card
from explorer.kit.language import shown
from explorer.kit.mirror import mirrored
from explorer.kit.paint import fill_round
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_HEIGHT, _TRACK = 26, 8


def verdict_words(pairing: Pairing, titles: Mapping[str, str]) -> Words:
    """What the votes of a pair say, no more than they can."""
    interval = pairing.interval
    if interval is None:
        return Words("Too few votes to tell: no vote decided.")
    low, high = round(interval.low * 100), round(interval.high * 100)
    if not pairing.better:
        return Words(
            "Too few votes to tell: the 95 % interval reaches from {low} to {high} %.", low=low, high=high
        )
    if pairing.better == pairing.second:
        low, high = 100 - high, 100 - low
    name = titles.get(pairing.better, pairing.better)
    return Words("{model} is preferred; 95 % interval {low} to {high} %.", model=name, low=low, high=high)


def counts_words(pairing: Pairing, titles: Mapping[str, str]) -> Words:
    return Words(
        "{first} better {a} · {second} better {b} · ties {ties} · both bad {bad}",
        first=titles.get(pairing.first, pairing.first), a=pairing.first_better,
        second=titles.get(pairing.second, pairing.second), b=pairing.second_better,
        ties=pairing.ties, bad=pairing.both_bad,
    )  # fmt: skip


class Tally(QWidget):
    """A card for each pair that was voted on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Votes so far"))
        self._box = boxes.column(self, spacing=8)
        self._cards: list[Card] = []

    def show_pairings(self, pairings: Sequence[Pairing], titles: Mapping[str, str]) -> None:
        for card in self._cards:
            self._box.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [_PairCard(pairing, titles) for pairing in pairings]
        for card in self._cards:
            self._box.addWidget(card)


class _PairCard(Card):
    def __init__(self, pairing: Pairing, titles: Mapping[str, str]) -> None:
        super().__init__("plain", 14)
        verdict, counts = verdict_words(pairing, titles), counts_words(pairing, titles)
        self.setAccessibleName(shown(verdict))
        self.body.addWidget(Para(verdict, "strong"))
        self.body.addWidget(Para(counts, "secondary", "muted"))
        if pairing.interval is not None:
            share = pairing.first_better / pairing.decided
            self.body.addWidget(_ShareBar(share, pairing.interval, shown(verdict)))
            ends = boxes.row()
            ends.addWidget(Label(titles.get(pairing.second, pairing.second), "source", "muted"))
            ends.addStretch(1)
            ends.addWidget(Label(titles.get(pairing.first, pairing.first), "source", "muted"))
            self.body.addLayout(ends)


class _ShareBar(QLabel):
    """The share of the first one with its interval; the line in the middle is "no difference"."""

    def __init__(self, share: float, interval: Interval, words: str) -> None:
        super().__init__(words)
        self._share, self._interval = share, interval
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(240), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(120), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px, way = look.theme, look.sizes.px, self.layoutDirection()
        whole = QRectF(self.rect())
        track = QRectF(0, (whole.height() - px(_TRACK)) / 2, whole.width(), px(_TRACK))
        width = track.width()
        low, high = self._interval.low * width, self._interval.high * width
        spread = QRectF(low, track.top(), max(2.0, high - low), track.height())
        point = px(12)
        dot = QRectF(self._share * (width - point), (whole.height() - point) / 2, point, point)
        half = QRectF(width / 2 - 0.5, 0, 1, whole.height())
        with QPainter(self) as painter:
            fill_round(painter, mirrored(track, whole, way), 4, theme.sunken)
            fill_round(painter, mirrored(spread, whole, way), 4, theme.soft_accent, theme.accent)
            painter.fillRect(mirrored(half, whole, way), theme.field_border)
            fill_round(painter, mirrored(dot, whole, way), point / 2, theme.accent)
