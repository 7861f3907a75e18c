"""What a quantization costs: two files of one model on the same text."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.domain.errors import MemoryShortError
from explorer.domain.places import Place, Room
from explorer.evaluate.quantization.measuring import QuantizationProgress
from explorer.evaluate.quantization.results import QuantizationResult
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.quantization.progress_rows import QuantizationRunning
from explorer.rooms.evaluate.quantization.quantization_session import QuantizationSession
from explorer.rooms.evaluate.quantization.result_rows import QuantizationCard
from explorer.rooms.evaluate.quantization.setup_pane import QuantizationSetup
from explorer.rooms.evaluate.session import EvaluateSession

_WIDEST = 880  # pixels at 100 %
_EARLIER = 20  # that are shown


class QuantizationPane(EvalPageView):
    """``state``: its session. The one button starts, and then stops."""

    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        services = session.services
        self._services, self._room = services, session
        self.state = QuantizationSession(services)
        self.button = Button("primary", self.tr("Compare"), "play", then=self._press)
        self.buttons = (self.button,)
        self.setup = QuantizationSetup(self.state, services.tasks, services.messages)
        self._now, self._results, self._earlier = boxes.column(), boxes.column(spacing=14), boxes.column()
        self._running: QuantizationRunning | None = None
        self._shows_earlier = False
        self._stack = QStackedWidget()
        boxes.column(self).add(self._stack)
        self.area = self._page()
        self._stack.addWidget(self.area)
        self._beside: QWidget | None = None
        self.state.chosen.add(self._show)
        self.state.moved.add(self._follow)
        self.state.kept.add(self._show_results)
        self._show()

    def take_focus(self) -> None:
        part = self.setup.model if self.state.choice is not None else self
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_busy(self) -> bool:
        return self.state.is_running

    def unfinished(self) -> Sequence[str]:
        return [self.tr("A comparison of two files is running.")] if self.state.is_running else []

    def commands(self) -> Sequence[Action]:
        is_here = self._room.page.kind == "quantization" and self.state.choice is not None
        words = self.tr("Stop the comparison") if self.state.is_running else self.tr("Compare the files")
        return (Action(words, self._press, "play", enabled=is_here),)

    def close_page(self) -> None:
        self.state.close()

    def _page(self) -> Scroll:
        page, content = QWidget(), QWidget()
        content.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        words = self.tr(
            "Quantization makes a file smaller by rounding its weights. Here two files of one model read the"
            " same text, and what each would say next is compared."
        )
        boxes.column(content, spacing=14).add(
            Para(words, tone="muted"), self.setup, self._now, self._results, self._earlier, STRETCH
        )
        line = boxes.row(page, margins=(20, 18, 20, 24)).add(boxes.stretched(content, 1000))
        line.addStretch(1)
        return Scroll(page, self.tr("What a quantization costs"))

    def _show(self, _change: object = None) -> None:
        """Content, or what is missing for it."""
        has_choice = self.state.choice is not None
        self.button.setVisible(has_choice)
        if has_choice:
            self._stack.setCurrentWidget(self.area)
        else:
            before, self._beside = self._beside, self._missing()
            self._stack.addWidget(self._beside)
            self._stack.setCurrentWidget(self._beside)
            if before is not None:
                self._stack.removeWidget(before)
                before.deleteLater()
        self._follow(self.state.progress)
        self._show_results()

    def _missing(self) -> QWidget:
        if not self.state.has_looked:
            page = QWidget()
            boxes.column(page, margins=(20, 18, 20, 24)).add(Skeleton(4, lines=True), STRETCH)
            return page
        single = next(iter(self.state.groups), None)
        words = self.tr(
            "Two files of one model are needed, one with more bits and one with fewer. Both read the same"
            " text, and you see how often the smaller one would say something else."
        )
        if single is None:
            find = Action(self.tr("Find models"), self._services.find_models, "search")
            return EmptyState("columns", self.tr("What does a smaller file cost?"), words, find)
        file = single.files[0]
        get = Action(
            self.tr("Get another file of {name}").format(name=file.name),
            partial(
                self._services.go,
                Place(Room.DISCOVER, repo_id=file.repo or "", search="" if file.repo else file.name),
            ),
            "download",
        )
        return EmptyState("columns", self.tr("A second file is needed"), words, get)

    def _follow(self, progress: QuantizationProgress | None) -> None:
        """What goes on, or went wrong."""
        is_running = self.state.is_running
        self.button.setText(self.tr("Stop") if is_running else self.tr("Compare"))
        self.button.set_icon("stop" if is_running else "play")
        if is_running and progress is not None:
            if self._running is None:
                boxes.clear(self._now)
                self._running = QuantizationRunning()
                self._now.addWidget(self._running)
            self._running.show_progress(progress)
            return
        boxes.clear(self._now)
        self._running = None
        if self.state.error is not None:
            is_short = isinstance(self.state.error, MemoryShortError)
            anyway = Action(self.tr("Try anyway"), partial(self.state.start, is_forced=True), "refresh")
            self._now.addWidget(ErrorCard(self.state.error, anyway if is_short else None))

    def _show_results(self, _change: object = None) -> None:
        """Those of what is chosen open, all others folded."""
        here = self.state.here()
        boxes.clear(self._results)
        boxes.clear(self._earlier)
        top = max((max(one.figures.chunks) for one in here), default=0.0)
        self._results.add(*(self._card(one, top) for one in here))
        others = [one for one in self.state.results if one not in here][:_EARLIER]
        if others:
            section = Section(self.tr("Earlier and of other models"), opened=self._shows_earlier)
            section.body.setSpacing(look_of(self).sizes.px(14))
            section.toggled.connect(partial(self._fill, section, others))
            self._earlier.addWidget(section)
            if self._shows_earlier:
                self._fill(section, others, opened=True)

    def _fill(self, section: Section, others: Sequence[QuantizationResult], opened: bool) -> None:  # noqa: FBT001  a slot
        """Their cards are made when they are asked for."""
        self._shows_earlier = opened
        if opened and not section.body.count():
            section.body.add(*(self._card(one, 0.0) for one in others))

    def _card(self, result: QuantizationResult, top: float) -> QuantizationCard:
        return QuantizationCard(result, top, partial(self._delete, result))

    def _delete(self, result: QuantizationResult) -> None:
        back = self.state.delete(result)
        self._services.messages.removed(self.tr("The result is deleted."), back)

    @Slot()
    def _press(self) -> None:
        if self.state.is_running:
            self.state.stop()
        else:
            self.state.start()
