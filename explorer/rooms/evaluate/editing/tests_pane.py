"""The tests of the open set: their list, and beside it the one that is written."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from explorer.evaluate.kept_tests import AskedInChat
from explorer.evaluate.set_subject import says_something
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.popup import menu, open_below
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.editing.case_list_rows import CaseList
from explorer.rooms.evaluate.editing.case_pane import CasePane
from explorer.rooms.evaluate.editing.open_case import OpenCase
from explorer.rooms.evaluate.editing.try_out import TryOut
from explorer.rooms.evaluate.exchange.from_chat_pane import FromChatPanel
from explorer.rooms.evaluate.head_pane import FoldingButton
from explorer.rooms.evaluate.page_rows import EvalPageView
from explorer.rooms.evaluate.session import EvaluateSession

_LIST, _EDITOR = 228, 748  # pixels at 100 %
_MOST_PROBLEMS = 12  # that the menu lists


class TestsPane(EvalPageView):
    """``run`` asks for the panel that plans a run of the set, ``imported`` for files with tests."""

    __test__ = False  # no test of pytest
    imported = Signal()

    def __init__(self, session: EvaluateSession) -> None:
        super().__init__()
        self._session, services = session, session.services
        self.case = OpenCase(session)
        self.trying = TryOut(services, self.case)
        self.run = Button("primary", self.tr("Run…"), "play", then=lambda: session.run.wanted.emit(None))
        self.run.setObjectName("evaluate-run")
        session.leaves.append(session.run.busy_changed.add(lambda busy: self.run.set_busy(busy=busy)))
        self.bring = FoldingButton(self.tr("Import…"), "download", self.imported.emit)
        self.from_chat = FoldingButton(self.tr("From a chat…"), "chat", self.open_chats)
        self.buttons = (self.bring, self.from_chat, self.run)
        self.list = CaseList()
        self.editor = CasePane(services, self.case, self.trying)
        words = self.tr(
            "A test is what you ask, and what a good answer must do: hold a word, be JSON, be short."
        )
        first = Action(self.tr("Write the first test"), self.add, "plus")
        self._empty = EmptyState("checklist", self.tr("No tests yet"), words, first)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.editor)
        store = services.core.store
        self._side = self._build_side()
        split = RememberedSplitter("evaluate.tests", store.get_state, store.set_state)
        split.addWidget(self._side)
        split.addWidget(self._stack)
        split.setStretchFactor(1, 1)
        px = look_of(self).sizes.px
        split.restore([px(_LIST), px(_EDITOR)])
        boxes.column(self).add(split)
        self.list.chosen.connect(self.case.open_row)
        self.list.removed.connect(self.case.delete)
        self.list.copied.connect(self.case.duplicate)
        self.list.moved.connect(self.case.move)
        self.case.changed.add(self._show)
        session.problems.changed.add(self._show_problems)
        self._show()
        self._show_problems()

    def take_focus(self) -> None:
        """What is asked in a test that says nothing yet, else the list."""
        case = self.case.case
        if case is None and self._empty.button is not None:
            self._empty.button.setFocus()
        elif case is not None and not any(turn.text.strip() for turn in case.turns):
            self.editor.prompt.take_focus()
        else:
            self.list.setFocus()

    def commands(self) -> Sequence[Action]:
        is_open = self._is_shown() and self.case.case is not None
        can_try = is_open and self.trying.model is not None
        is_busy, is_shown = self.trying.is_busy(), self._is_shown()
        ask, stop, copy = self.trying.start, self.trying.stop, self.case.duplicate
        return (
            Action(self.tr("Add a test"), self.add, "plus", is_shown, shortcut="Ctrl+Shift+N"),
            Action(self.tr("Duplicate the test"), copy, "copy", is_open, shortcut="Ctrl+D"),
            Action(self.tr("Try the test"), ask, "play", can_try, shortcut="Ctrl+Return"),
            Action(self.tr("Stop the try-out"), stop, "stop", is_busy, shortcut="Esc"),
            Action(self.tr("Tests from a chat…"), self.open_chats, "chat", is_shown),
            Action(self.tr("Delete the test"), self.case.delete, "trash", is_open, danger=True),
        )

    def is_busy(self) -> bool:
        return self.trying.is_busy()

    def close_page(self) -> None:
        self.trying.close()

    @Slot()
    def open_chats(self) -> None:
        """What was asked in chats, to make tests of it."""
        chats = self._session.services.chats
        panel = FromChatPanel(self.from_chat, chats.listed(), chats.asked)
        panel.chosen.connect(self._take_asked)
        panel.open(panel.field)

    @Slot(object)
    def _take_asked(self, asked: Sequence[AskedInChat]) -> None:
        self.case.add_asked(asked)
        self.editor.checks.setFocus()

    @Slot()
    def add(self) -> None:
        self.case.add()
        self.editor.prompt.take_focus()

    def _is_shown(self) -> bool:
        return self._session.set is not None and self._session.page.part == "tests"

    def _build_side(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(look_of(self).sizes.px(120))
        add = Button("quiet", self.tr("Add a test"), "plus", then=self.add)
        add.setObjectName("evaluate-add")
        add.setToolTip(with_keys(self.tr("Add a test"), "Ctrl+Shift+N"))
        self._enough = Elided("", "secondary", "muted")
        self.problems = Button("quiet", "", "warning", scale="compact", then=self._open_problems)
        self.problems.setObjectName("evaluate-problems")
        keep_place(self.problems)
        foot = QFrame()
        foot.setProperty("rule", "top")
        foot.setToolTip(self.tr("So far apart must two models be before these tests tell them apart."))
        inset = boxes.row(margins=(9, 0, 9, 0)).add(self._enough)
        boxes.column(foot, margins=(10, 6, 10, 10), spacing=2).add(
            boxes.row().add(add, boxes.STRETCH, self.problems), inset
        )
        boxes.column(side, margins=(0, 8, 0, 0)).add(boxes.stretched(self.list), foot)
        return side

    def _show_problems(self, _change: object = None) -> None:
        """A number beside the list; the open test says itself what it is."""
        found = self._session.problems.told.found
        self._enough.setText(self._session.problems.told.enough)
        words = self.tr("{n} things to look at before a run").format(n=len(found))
        self.problems.setText(str(len(found)))
        self.problems.setAccessibleName(words)
        self.problems.setToolTip(words)
        self.problems.setVisible(bool(found))
        self.editor.refresh()

    @Slot()
    def _open_problems(self) -> None:
        """Each leads to the first test that has it."""
        found = self._session.problems.told.found[:_MOST_PROBLEMS]
        actions = [Action(shown(one.told), partial(self.case.open_key, one.case)) for one in found]
        open_below(menu(self, actions), self.problems)

    @Slot()
    def _show(self, _change: object = None) -> None:
        cases = self.case.cases
        self.list.show_cases(cases)
        self.list.stand_at(self.case.row)
        self._side.setVisible(bool(cases))
        self.run.setEnabled(any(map(says_something, cases)))
        self._stack.setCurrentWidget(self.editor if cases else self._empty)
