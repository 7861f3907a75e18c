"""The room Evaluate: tests of a person's own, packs, and what a quantization costs.

The pane builds what shows the session, and answers for it to the window.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton

from explorer.base.shutdown import end_all
from explorer.domain.places import Place, Room
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.room_pane import RoomPane
from explorer.rooms.evaluate.editing.tests_pane import TestsPane
from explorer.rooms.evaluate.exchange.set_files_controller import SetFilesController
from explorer.rooms.evaluate.frame_pane import EvaluateFrame
from explorer.rooms.evaluate.packs.packs_pane import PacksPane
from explorer.rooms.evaluate.page_rows import EvalPageView, ReadingSet
from explorer.rooms.evaluate.quantization.quantization_pane import QuantizationPane
from explorer.rooms.evaluate.results.results_pane import ResultsPane
from explorer.rooms.evaluate.run.run_controller import EvalRunController
from explorer.rooms.evaluate.session import EvalPage, EvaluateSession
from explorer.rooms.evaluate.sets_controller import SetsController
from explorer.rooms.evaluate.start_pane import EvaluateStart
from explorer.rooms.room_services import RoomServices

_PAUSE_MS = 400  # until what is written is kept


class EvaluatePane(RoomPane):
    """``show_place`` opens a set or a pack. Pages that are an EvalPageView have their buttons in the head."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self.setObjectName(Room.EVALUATE)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session = EvaluateSession(services, partial(QTimer.singleShot, _PAUSE_MS, self))
        self.results = ResultsPane(session)
        self.packs = PacksPane(session)
        self.quantization = QuantizationPane(session)
        self.tests = TestsPane(session)
        self.frame = EvaluateFrame(session, self._actions)
        self.sets = SetsController(session, self.frame)
        self.runs = EvalRunController(session, self.frame)
        self.files = SetFilesController(session, self)
        self.frame.column.list.exported.connect(self.files.ask_where)
        self.tests.imported.connect(self.files.ask_which)
        own = (
            Action(self.tr("New test set"), self.sets.begin, "plus"),
            Action(self.tr("Try an example set"), self.files.bring_in_example, "checklist"),
            Action(self.tr("Import tests…"), self.files.ask_which, "download"),
        )
        self._start = EvaluateStart(own, session.open)
        self._reading = ReadingSet()
        for page in (self._start, self._reading, self.tests, self.results, self.packs, self.quantization):
            self.frame.add_page(page)
        self.results.case_wanted.connect(self.tests.case.open_key)
        boxes.column(self).add(self.frame)
        session.opened.add(self._show)
        session.listed.add(self._show_title)
        session.start()
        self._show(session.page)

    def show_place(self, place: Place) -> None:
        """Come forward with the set, test or pack of the place, or take in its files."""
        self.session.refresh()
        if place.eval_set_id is not None:
            self.session.open_set(place.eval_set_id)
        if place.eval_case:
            self.session.open(replace(self.session.page, part="tests"))
            self.tests.case.open_key(place.eval_case)
        if place.files:
            self.files.bring_in(place.files)
        if place.pack:
            self.session.open(EvalPage("pack", place.pack, "results"))
        self.frame.take_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Other rooms find what was written here."""
        super().hideEvent(event)
        self.session.keeper.write_some()

    def is_busy(self) -> bool:
        return self.session.run.is_busy or any(page.is_busy() for page in self._pages())

    def unfinished(self) -> Sequence[str]:
        return [*self.runs.unfinished(), *(words for page in self._pages() for words in page.unfinished())]

    def commands(self) -> Sequence[Action]:
        bring = Action(self.tr("Import tests…"), self.files.ask_which, "download")
        example = Action(self.tr("Try an example set"), self.files.bring_in_example, "checklist")
        is_set = self.session.set is not None
        export_set = Action(self.tr("Export the set…"), self._export_set, "external", enabled=is_set)
        export = self._export()
        call = export.click if export is not None else self.frame.take_focus
        can = export is not None
        return (
            *self.sets.commands(),
            bring,
            example,
            export_set,
            *self.runs.commands(),
            Action(self.tr("Export report"), call, "download", enabled=can, shortcut="Ctrl+E"),
            *chain.from_iterable(page.commands() for page in self._pages()),
        )

    def end_work(self) -> None:
        end_all(*(page.close_page for page in self._pages()), self.runs.close, self.session.close)

    def _export_set(self) -> None:
        listed = self.sets.opened()
        if listed is not None:
            self.files.ask_where(listed)

    def _actions(self) -> Sequence[Action | None]:
        """Beside the title of the open set."""
        return self.sets.menu()

    def _export(self) -> QPushButton | None:
        """Of the results that are shown."""
        shown_here = (page.export for page in (self.results, self.packs) if page.export.isVisible())
        return next(shown_here, None)

    def _pages(self) -> list[EvalPageView]:
        return [page for page in self.frame.pages if isinstance(page, EvalPageView)]

    def _show(self, page: EvalPage) -> None:
        """Which page shows what is open, and what the room is called then."""
        shown_page = {
            "none": self._start,
            "set": self._set_page(page),
            "pack": self.results,
            "packs": self.packs,
            "quantization": self.quantization,
        }[page.kind]
        self.frame.show_page(shown_page)
        self._show_title()

    def _set_page(self, page: EvalPage) -> EvalPageView:
        if self.session.reading is not None:
            return self._reading
        return self.tests if page.part == "tests" else self.results

    def _show_title(self, _change: object = None) -> None:
        self.setWindowTitle(self.session.set.title if self.session.set is not None else "")
