"""What a server can tell, as the last test found it: a mark, what is meant, and what it answered."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.endpoint import Endpoint
from explorer.domain.errors import KnownError
from explorer.engine.remote.probe import MOST_REQUESTS, ProbeStep
from explorer.kit.boxes import STRETCH, at_top, column, row, stretched
from explorer.kit.buttons import LINK_INSET, Button
from explorer.kit.clock import clock
from explorer.kit.error_card import FoldedDetails
from explorer.kit.language import shown
from explorer.kit.layouts import HeadLayout, remove_widget
from explorer.kit.paint import fill_round, ring
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Elided, Label, Para, Quote, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.settings.endpoint_words import AbilityLine, ability_title, first_lines, rest_lines
from explorer.rooms.settings.outcome_rows import OutcomeLine

_MARK, _GAP, _TITLE = 10, 8, 148  # pixels at 100 %


class ProbePanel(QWidget):
    """``wanted``: the button was pressed: test, or stop what runs."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._when = Elided("", "secondary", "muted")
        self.test = Button("outlined", self.tr("Test"), "refresh", scale="compact", then=self.wanted)
        self.more = Button("link", "", then=self._unfold)
        self.said = OutcomeLine()
        self._details: FoldedDetails | None = None
        self._endpoint: Endpoint | None = None
        self._is_full, self._is_offline = False, False
        self._seen: Sequence[AbilityLine] = ()
        self._rows = QWidget()
        self._column = column(self._rows, spacing=4)
        self.body = column(self, spacing=6)
        self._fault = column()
        self._note = Para("", "secondary", "muted")
        titles = _MARK + 2 + _GAP
        more = row(margins=(titles - LINK_INSET, 0, 0, 0)).add(self.more, STRETCH)
        self.body.add(self._build_head(), self._rows, more, self.said, self._fault, self._note)

    def show_endpoint(self, endpoint: Endpoint, *, is_offline: bool) -> None:
        self._endpoint, self._is_offline = endpoint, is_offline
        self._show_rows()
        self._show_when()
        offline = self.tr("Offline mode is on, so no endpoint is tested.")
        model = next((entry.name for entry in endpoint.entries if entry.is_chosen), "")
        words = self.tr("A test makes at most {n} short requests.").format(n=MOST_REQUESTS)
        if not model and len(endpoint.entries) > 1:
            words = self.tr("A test asks for the list of models. Choose a model to test more.")
        self._note.setText(words)
        self.test.setEnabled(not is_offline or self._is_running())
        self.test.setToolTip(offline if is_offline else "")
        if is_offline and not self.said.text:
            self.said.say("info", offline)
        elif not is_offline and self.said.text == offline:
            self.said.clear()

    def show_step(self, step: ProbeStep) -> None:
        """A test goes on."""
        self._tell_error(None)
        self.test.setText(self.tr("Stop"))
        self.test.set_icon("stop")
        self.test.setEnabled(True)
        trying = shown(ability_title(step.ability)) if step.ability is not None else ""
        words = self.tr("Asking: {what} …").format(what=trying) if trying else self.tr("Asking …")
        self._when.setText(words)

    def show_end(self, error: KnownError | None) -> None:
        self.test.setText(self.tr("Test"))
        self.test.set_icon("refresh")
        self._tell_error(error)
        if self._endpoint is not None:
            self.show_endpoint(self._endpoint, is_offline=self._is_offline)

    def lines(self) -> Sequence[AbilityLine]:
        """What is seen now."""
        if self._endpoint is None:
            return ()
        return [*first_lines(self._endpoint.probe), *(rest_lines(self._endpoint) if self._is_full else ())]

    def _is_running(self) -> bool:
        return self.test.icon_name == "stop"

    def _build_head(self) -> QWidget:
        head, side = QWidget(), QWidget()
        row(side, spacing=8).add(self._when, self.test)
        title = Label(self.tr("What it can do"), "strong")
        HeadLayout(head, spacing=look_of(self).sizes.px(8)).add(title, side)
        return head

    def _show_rows(self) -> None:
        lines = self.lines()
        if lines != self._seen:
            self._seen = lines
            for line in self._rows.findChildren(AbilityRow):
                remove_widget(line)
            for told in lines:
                self._column.addWidget(AbilityRow(told, is_full=self._is_full))
        words = self.tr("Show less") if self._is_full else self.tr("Show all, with what it answered")
        self.more.setText(words)
        has_probe = self._endpoint is not None and self._endpoint.probe is not None
        self.more.setVisible(has_probe)

    def _show_when(self) -> None:
        probe = self._endpoint.probe if self._endpoint is not None else None
        if self._is_running():
            return
        if probe is None:
            self._when.setText(self.tr("not tested yet"))
            return
        at = clock(datetime.fromisoformat(probe.at))
        words = self.tr("{when}, {n} requests") if probe.requests != 1 else self.tr("{when}, 1 request")
        self._when.setText(words.format(when=at, n=probe.requests))
        tried = self.tr("Tried with {name}").format(name=probe.model) if probe.model else ""
        self._when.explain("\n".join(filter(None, (tried, probe.server))))

    def _tell_error(self, error: KnownError | None) -> None:
        if self._details is not None:
            self._fault.drop([self._details])
            self._details = None
        if error is None:
            self.said.clear()
            return
        self.said.tell(error)
        if error.details:
            self._details = FoldedDetails(error.details)
            self._fault.addWidget(self._details)
            put_behind(self.more, (self._details,))

    @Slot()
    def _unfold(self) -> None:
        self._is_full = not self._is_full
        self._show_rows()


class AbilityRow(QWidget):
    """``is_full``: with what the server answered. The tooltip says what the title is about."""

    def __init__(self, line: AbilityLine, *, is_full: bool) -> None:
        super().__init__()
        title = Para(line.title)
        title.setFixedWidth(look_of(self).sizes.px(_TITLE))
        words = Para(line.words, "body", "muted")
        side = column(spacing=2).add(words)
        if is_full and line.said:
            side.addWidget(Quote(line.said))
        parts = row(self, spacing=_GAP)
        parts.add(at_top(AbilityMark(line)), at_top(title), stretched(side))
        self.setAccessibleName(f"{shown(line.title)}: {shown(line.words)}")
        self.setAccessibleDescription(shown(line.means))
        self.setToolTip(plain_tip(shown(line.means)))


class AbilityMark(PaintedLabel):
    """Disc or square: yes, no; ring with a bar: cannot tell; ring: nobody asked. Words stand beside it."""

    def __init__(self, line: AbilityLine) -> None:
        super().__init__()
        self._is_able, self._is_asked = line.is_able, line.is_asked
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_MARK + 2), px(19))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        side = look.sizes.px(_MARK)
        spot = QRectF((self.width() - side) / 2, round((self.height() - side) / 2), side, side)
        with QPainter(self) as painter:
            if self._is_able is None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                ring(painter, spot, look.theme.muted, 1.3)
                if self._is_asked:
                    reach = QPointF(side * 0.24, 0)
                    painter.drawLine(spot.center() - reach, spot.center() + reach)
            elif self._is_able:
                fill_round(painter, spot, side / 2, look.theme.good)
            else:
                fill_round(painter, spot, 2, look.theme.muted)
