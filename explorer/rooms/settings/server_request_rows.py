"""Requests of other programs, the newest first: who asks which model, how far it is, and what stops it."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from explorer.kit.boxes import Row, centred, column, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.pass_marks import PassIcon, PassMark
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of
from explorer.serve.request_words import state_words, tokens_words
from explorer.serve.served import ENDED, RequestState, ServedRequest

MOST = 12  # that are shown
_HEIGHT = 28  # of a line, pixels at 100 %
_NARROW = 560  # pixels at 100 %: below it a request takes two lines
_MARKS: dict[RequestState, tuple[PassMark, str]] = {
    RequestState.WAITING: ("waiting", "muted"),
    RequestState.DONE: ("pass", "muted"),
    RequestState.STOPPED: ("stopped", "muted"),
    RequestState.FAILED: ("fail", "bad"),
}
_GOING: tuple[PassMark, str] = ("running", "accent")


class RequestList(QWidget):
    """``stop`` is called with the number of a request. Rows are kept while they are shown."""

    def __init__(self, stop: Callable[[int], object], behind: QWidget, *, inset: int = 0) -> None:
        """``behind``: where Tab comes from. ``inset``: pixels at 100 % beside the words."""
        super().__init__()
        self._stop, self._behind, self._inset = stop, behind, inset
        self._rows: dict[int, RequestRow] = {}
        self._listed = column(self)

    @property
    def rows(self) -> "tuple[RequestRow, ...]":
        return tuple(self._rows.values())

    def show_requests(self, requests: Sequence[ServedRequest]) -> None:
        """The newest of these, and whichever go on still."""
        newest = sorted(requests, key=lambda one: one.number, reverse=True)
        listed = {one.number: one for n, one in enumerate(newest) if n < MOST or one.state not in ENDED}
        if list(listed) != list(self._rows):
            self._listed.drop(self._rows.pop(number) for number in set(self._rows) - set(listed))
            self._rows = {number: self._rows.get(number) or self._built(number) for number in listed}
            for place, one in enumerate(self._rows.values()):
                self._listed.insertWidget(place, one)
                one.show()
            for before, after in pairwise((self._behind, *(one.stop for one in self._rows.values()))):
                self.setTabOrder(before, after)
        for number, request in listed.items():
            self._rows[number].show_request(request)

    def _built(self, number: int) -> "RequestRow":
        return RequestRow(partial(self._stop, number), self._inset)


class RequestRow(QFrame):
    """One request; its columns are those of the rows around it."""

    def __init__(self, stop: Callable[[], object], inset: int) -> None:
        super().__init__()
        self.setProperty("rule", "bottom" if inset else "top")
        self._time = Label("00:00:00", "secondary", "muted")
        self._time.setFixedWidth(self._time.sizeHint().width())
        self.client, self.model = _Cell("secondary"), _Cell("secondary")
        self.tokens, self.state = _Cell("secondary", "muted"), _Cell("secondary", "muted")
        for cell in (self.client, self.model):
            cell.setProperty("data", True)
        self._mark = PassIcon("running")
        self.stop = IconButton("stop", self.tr("Stop this request"), then=stop)
        self.stop.setFixedHeight(look_of(self).sizes.px(_HEIGHT))
        keep_place(self.stop)
        self._under_time = QWidget()
        self._under_time.setFixedWidth(self._time.width())
        lead = row(spacing=12).add(self._time, stretched(self.client, 5), stretched(self.model, 6))
        state = row(spacing=7).add(centred(self._mark), stretched(self.state))
        self._told = row(spacing=12).add(stretched(self.tokens, 4), stretched(state, 9))
        tail = row(spacing=12).add(self._under_time, stretched(self._told))
        self._line = row(spacing=12).add(stretched(lead, 5), stretched(tail, 8))
        Row(self, margins=(inset, 1, inset, 1), spacing=12).add(stretched(self._line), centred(self.stop))
        self._set_narrow(is_narrow=False)

    def show_request(self, request: ServedRequest) -> None:
        self._time.setText(f"{request.arrived.astimezone():%H:%M:%S}")
        self.client.setText(request.client)
        asked = request.model or request.route
        self.model.setText(asked)
        tokens = tokens_words(request)
        self.tokens.setText(tokens)
        self.tokens.explain(self.tr("Tokens read and written") if tokens else "")
        words = state_words(request)
        mark, tone = _MARKS.get(request.state, _GOING)
        self.state.set_tone(tone)
        self.state.setText(words)
        self.state.explain(request.error if words != request.error else "")
        self._mark.show_mark(mark)
        self._mark.setAccessibleName(shown(words))
        self._mark.setToolTip("")
        self.stop.setVisible(request.state not in ENDED)
        self.setAccessibleName(f"{request.client}, {asked}: {shown(words)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < look_of(self).sizes.px(_NARROW)
        if is_narrow == self._under_time.isHidden():
            self._set_narrow(is_narrow=is_narrow)

    def _set_narrow(self, *, is_narrow: bool) -> None:
        """In two lines: the state under the client, the tokens under the model."""
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)
        self._line.setSpacing(0 if is_narrow else look_of(self).sizes.px(12))
        self._under_time.setVisible(is_narrow)
        self._told.setDirection(way.RightToLeft if is_narrow else way.LeftToRight)
        for place, share in enumerate((6, 5) if is_narrow else (4, 9)):
            self._told.setStretch(place, share)


class _Cell(Elided):
    """As wide as its column, whatever stands in it."""

    def __init__(self, role: str, tone: str = "") -> None:
        super().__init__("", role, tone)  # type: ignore[arg-type]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
