"""The first page: what this place is for, the decisions made so far, and the ways to begin."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from explorer.choose.store import StoredDecision
from explorer.choose.uses.use_page import use_pages
from explorer.kit import boxes
from explorer.kit.actions import Action, submenu
from explorer.kit.boxes import STRETCH, Card
from explorer.kit.buttons import Button
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.layouts import ColumnsLayout, flowing
from explorer.kit.popup import menu, open_below
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.page_rows import BackLine, ChoosePageView, decision_actions
from explorer.rooms.choose.session import ChoosePage, ChooseSession
from explorer.rooms.choose.start.decision_list_rows import DecisionList, DecisionRow
from explorer.rooms.choose.start.door_rows import Door

_WIDEST, _DOOR = 1040, 240  # pixels at 100 %
_FEW = 12  # decisions in a menu of the bin


class ChooseStart(ChoosePageView):
    """``begin`` starts a new decision."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self.begin = Button("primary", self.tr("Answer four questions"), "signpost", then=self._begin)
        self.begin.setToolTip(with_keys(self.tr("New decision"), "Ctrl+N"))
        self.bin = Button("quiet", "", "trash", scale="compact", then=self._open_bin)
        self.bin.setObjectName("choose-bin")
        self.list = DecisionList(self._offers)
        self._heading = Label(self.tr("Your decisions"), "heading")
        self._card = Card("plain", 8)
        self._card.body.add(self.list)
        self._gap = Label()  # below the decisions
        self._lay_out()
        self.list.chosen.connect(self._open)
        self.list.retitled.connect(self._rename)
        session.listed.add(self._follow)
        self._refresh()

    def show_page(self, page: ChoosePage) -> None:  # noqa: ARG002  there is one
        self._refresh()

    def take_focus(self) -> None:
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def rename(self) -> None:
        if self.list.at_hand is not None:
            self.list.rename_current()

    def _lay_out(self) -> None:
        lead = self.tr(
            "Which open model does what you need, runs here, and may be used for it? Answer four questions,"
            " let a few models try your task, and decide on one page with the evidence beside it."
        )
        back = BackLine(self.tr("Discover"), self._session.leave)
        doors = QWidget()
        ColumnsLayout(doors, look_of(self).sizes.px(_DOOR), 12, 2).add(*self._doors())
        known = self.tr("What to look at first, known models, cautions, and tests to begin with.")
        content = QWidget()
        content.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        own = boxes.row().add(self._heading, STRETCH, self.bin)
        title, about = Label(self.tr("Help me choose"), "hero"), Para(lead, "body", "muted")
        column = boxes.column(content, margins=(32, 16, 32, 32), spacing=6)
        column.add(back, title, about, 10, boxes.at_start(self.begin), 22)
        column.add(own, self._card, self._gap)
        column.add(Label(self.tr("Start from a field"), "heading"), Para(known, "body", "muted"), 4)
        column.add(flowing(*self._uses()), 22, doors, STRETCH)
        place = QWidget()
        boxes.row(place).add(boxes.stretched(content, 1000), STRETCH)
        boxes.column(self).add(Scroll(place, self.tr("Help me choose")))

    def _uses(self) -> Sequence[Button]:
        """A starting page each."""
        opened = self._session.open
        return [
            Button("outlined", page.title, then=partial(opened, ChoosePage("use", subject=page.id)))
            for page in use_pages()
        ]

    def _doors(self) -> Sequence[Door]:
        opened = self._session.open
        return (
            Door(
                self.tr("Leaderboards"),
                self.tr("How models did in public tests: who says so, when, and of which file."),
                partial(opened, ChoosePage("leaderboards")),
            ),
            Door(
                self.tr("What companies disclose"),
                self.tr("How open the makers of models are about how they build them."),
                partial(opened, ChoosePage("companies")),
            ),
        )

    def _begin(self) -> None:
        self._session.begin()

    @Slot(object)
    def _open(self, row: DecisionRow) -> None:
        self._session.open_decision(row.stored.id)

    @Slot(object, str)
    def _rename(self, row: DecisionRow, title: str) -> None:
        self._session.retitle(title, row.stored.id)

    def _offers(self, stored: StoredDecision) -> Sequence[Action | None]:
        return decision_actions(self._session, stored.id, self.list.rename_current)

    def _follow(self, _change: None) -> None:
        """What changes while another page is shown is read when this one is."""
        if self._session.page.kind == "start":
            self._refresh()

    def _refresh(self) -> None:
        listed, binned = self._session.store.listed(), self._session.store.binned()
        row = self.list.at_hand
        self.list.show_rows([DecisionRow(one) for one in listed], row.stored.id if row else None)
        for part in (self._heading, self._card, self._gap):
            part.setVisible(bool(listed))
        self.bin.setText(self.tr("Bin · {count}").format(count=f"{len(binned):,}"))
        self.bin.setVisible(bool(binned))

    @Slot()
    def _open_bin(self) -> None:
        empty = Action(self.tr("Empty the bin…"), self._ask_to_empty, "trash", danger=True)
        open_below(menu(self, [*self._restoring(self._session.store.binned()), None, empty]), self.bin)

    def _restoring(self, binned: Sequence[StoredDecision]) -> Sequence[Action]:
        """A menu for so many at a time: older ones stand in one behind it."""
        entries = [
            Action(shown(one.title), partial(self._session.restore, one.id), "undo") for one in binned[:_FEW]
        ]
        older = self._restoring(binned[_FEW:]) if len(binned) > _FEW else ()
        return [*entries, submenu(self.tr("Older"), "trash", older)] if older else entries

    @Slot()
    def _ask_to_empty(self) -> None:
        words = self.tr(
            "These decisions cannot be brought back. What their trials measured stays in Evaluate."
        )
        heading, agree = self.tr("Empty the bin?"), self.tr("Empty it")
        question = DangerQuestion(self.tr("Delete for good"), heading, words, agree, host_of(self))
        question.agreed.connect(self._session.empty_bin)
        question.ask()
