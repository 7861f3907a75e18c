"""The stack of cards of work under way, over the library's table; it scrolls where there are many."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit.boxes import column
from explorer.kit.scroll import Scroll
from explorer.kit.tab_order import first_stop, holds_focus, put_in_order
from explorer.kit.theme import look_of
from explorer.local.download_queue.downloads import Download, Downloads
from explorer.rooms.library.jobs.job_kinds import LibraryJob
from explorer.rooms.library.jobs.library_jobs import LibraryJobs
from explorer.rooms.library.jobs.work_card_rows import DownloadCard, JobCard, WorkCard, place_among
from explorer.rooms.library.table.column_widths import EDGE

_MOST = 248  # pixels at 100 %: three cards and the top of a fourth
_LEAST = 76  # one card
_ABOVE = 14

type _Key = tuple[str, int]


class WorkCards(Scroll):
    """Shows what ``downloads`` and ``jobs`` have under way; hidden while there is nothing.

    ``focus_left``: the card that had the focus is gone, and there is no other.
    """

    focus_left = Signal()

    def __init__(self, downloads: Downloads, jobs: LibraryJobs, parent: QWidget | None = None) -> None:
        self._inner = QWidget()
        self._column = column(self._inner, margins=(EDGE, 0, EDGE, 8), spacing=8)
        super().__init__(self._inner, self.tr("Under way"), parent)
        self._downloads, self._jobs = downloads, jobs
        self._room = _MOST
        self._height = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._cards: dict[_Key, WorkCard] = {}
        self.refresh()

    @property
    def cards(self) -> tuple[WorkCard, ...]:
        return tuple(self._cards.values())

    def set_room(self, height: int) -> None:
        """At most this many pixels, so that the table keeps its place."""
        self._room = height
        self._limit()

    def set_first(self, *, first: bool) -> None:
        """Whether nothing stands over them: then they keep away from the edge of the window."""
        sides = self._column.contentsMargins()
        above = look_of(self).sizes.px(_ABOVE) if first else 0
        self._column.setContentsMargins(sides.left(), above, sides.right(), sides.bottom())
        self._limit()

    def refresh(self) -> None:
        """Bring the cards up to what is under way now."""
        downloads = {("download", d.id): d for d in self._downloads.items}
        jobs = {("job", j.id): j for j in self._jobs.running if j.kind.words}
        for key in [k for k in self._cards if k not in downloads and k not in jobs]:
            self._remove(key)
        for key, item in downloads.items():
            self._show_download(key, item)
        for job in jobs.values():
            self._show_job(job)
        self._put_in_order([*downloads, *jobs])
        self.setVisible(bool(self._cards))
        self._limit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self._height, look_of(self).sizes.px(_LEAST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._limit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._limit()

    def _show_download(self, key: _Key, item: Download) -> None:
        card = self._cards.get(key)
        if isinstance(card, DownloadCard):
            card.show_item(item)
            return
        made = DownloadCard(item, self._downloads)
        made.moved.connect(self._step)
        made.dragged.connect(self._drag)
        self._add(key, made)

    @Slot(object, object)
    def _step(self, number: int, step: int) -> None:
        places = [item.id for item in self._downloads.items]
        before = places.index(number)
        place = min(max(0, before + step), len(places) - 1)
        if place != before:
            self._downloads.move(number, place)

    @Slot(object, object)
    def _drag(self, number: int, pointer: QPoint) -> None:
        """The card follows the pointer from place to place."""
        places = [item.id for item in self._downloads.items]
        dragged = self._cards["download", number]
        place = place_among([card for card in self._download_cards if card is not dragged], pointer)
        if place != places.index(number):
            self._downloads.move(number, place)

    @property
    def _download_cards(self) -> list[DownloadCard]:
        return [card for card in self._cards.values() if isinstance(card, DownloadCard)]

    def _put_in_order(self, keys: list[_Key]) -> None:
        """The cards as the queue has them, for the eye and for Tab."""
        if list(self._cards) != keys:
            self._cards = {key: self._cards[key] for key in keys}
            for place, card in enumerate(self.cards):
                self._column.removeWidget(card)
                self._column.insertWidget(place, card)
            put_in_order(self.cards)
        queue = self._download_cards
        for place, card in enumerate(queue):
            card.show_place(place + 1, len(queue))

    def _show_job(self, job: LibraryJob) -> None:
        key = ("job", job.id)
        card = self._cards.get(key)
        if isinstance(card, JobCard):
            card.show_job(job)
            return
        made = JobCard(job)
        made.cancelled.connect(self._jobs.cancel)
        self._add(key, made)

    def _add(self, key: _Key, card: WorkCard) -> None:
        self._cards[key] = card
        card.resized.connect(self._limit)
        self._column.addWidget(card)
        card.show()  # at once, not with the next event: its height counts below

    def _remove(self, key: _Key) -> None:
        card = self._cards.pop(key)
        had_focus = holds_focus(card)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        if had_focus:
            self._pass_focus()

    def _pass_focus(self) -> None:
        """To the next card: Qt would take any widget of the window."""
        stop = next((stop for card in self.cards if (stop := first_stop(card)) is not None), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_left.emit()

    @Slot()
    def _limit(self) -> None:
        """As high as the cards, up to three of them, within the room there is."""
        width = self.width()
        wanted = self._column.totalHeightForWidth(width)
        if wanted < 0:
            wanted = self._column.totalSizeHint().height()
        wanted = max(wanted, self._inner.sizeHint().height())
        most = min(look_of(self).sizes.px(_MOST), self._room)
        self._height = max(1, min(wanted, most))
        self.updateGeometry()
