"""The page of a trial: candidates at the left, what all are asked at the right, below what it takes."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QWidget

from explorer.choose.trial.changes import put_off, taken_up
from explorer.choose.trial.trial_state import TrialStage, TrialState
from explorer.domain.included_models import TermsOfUse
from explorer.domain.places import ENDPOINTS, Place, Room, evaluate_place
from explorer.domain.units import models_text
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.announce import announce
from explorer.kit.layouts import discard
from explorer.kit.scroll import Scroll
from explorer.kit.tasks import LatestTask
from explorer.kit.text import Label, Para
from explorer.rooms.choose.page_rows import BackLine, ChoosePageView, DecisionTitle
from explorer.rooms.choose.session import ChoosePage, ChooseSession
from explorer.rooms.choose.trial.candidate_rows import TrialCandidateRow
from explorer.rooms.choose.trial.deeds import Deed
from explorer.rooms.choose.trial.foot_rows import TrialFoot
from explorer.rooms.choose.trial.own_tests import OwnTests
from explorer.rooms.choose.trial.tried_rows import TriedChoice

_PAUSE_MS = 300  # between two looks at how far it is


class TrialPage(ChoosePageView):
    """``foot`` has its buttons; ``rows`` are the candidates, by their ids."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self.setObjectName("choose-trial")
        self._session, self._services = session, session.services
        self._trials = session.services.trials
        self.state = TrialState()
        self.rows: dict[str, TrialCandidateRow] = {}
        self._reads = LatestTask(self._services.tasks)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self._was_running = self._wants_focus = False
        self._build_head()
        self.foot = TrialFoot(self._services, self._start, self._decide)
        self._lines = boxes.column()
        self._list = QWidget()
        boxes.column(self._list).add(self._lines, boxes.STRETCH)
        self.tried = TriedChoice()
        self.tried.changed.connect(session.change)
        self._own = OwnTests(session)
        self.tried.looked.connect(self._own.look)
        self.tried.own_wanted.connect(self._own.write)
        right = QFrame()
        right.setProperty("rule", "left")
        boxes.column(right).add(Scroll(self.tried, self.tr("What they are asked")))
        sides = boxes.row()
        sides.add(boxes.stretched(Scroll(self._list, self.tr("Candidates")), 3), boxes.stretched(right, 2))
        boxes.column(self).add(self._head, boxes.stretched(sides), self.foot)
        services = self._services
        self._trials.watched = lambda: self._number if self.isVisible() else 0
        self._leaves = [
            session.changed.add(self._follow),
            self._trials.changed.add(self._look),
            services.downloads.changed.add(self._look),
            services.catalog.changed.add(self._look),
            services.core.settings.changed.add(self._look),
            services.runs.runs_changed.add(self._look),
        ]

    def _build_head(self) -> None:
        self.title, self._intro = DecisionTitle(self._session), Para("", "body", "muted")
        back = BackLine(self.tr("Questions"), self._go_back)
        self.back = back.button
        self._head = QFrame()
        self._head.setProperty("rule", "bottom")
        column = boxes.column(self._head, margins=(20, 14, 20, 14), spacing=4)
        title = boxes.row(spacing=2).add(Label(self.tr("Trial"), "title", "muted"), self.title, boxes.STRETCH)
        column.add(back, title, self._intro)

    def show_page(self, _page: ChoosePage) -> None:
        self.state = TrialState()
        self._show_rows()
        self._show_choice()
        self._read()

    def rename(self) -> None:
        self.title.edit()

    def take_focus(self) -> None:
        button = self.foot.next or self.back
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_focus = button is self.back  # until it is known how far the trial is

    def commands(self) -> Sequence[Action]:
        runs = self._is_running
        can_start = bool(self.rows) and not self._trials.number
        return (
            Action(self.tr("Start the trial"), self._start, "play", enabled=can_start),
            Action(self.tr("Stop the trial"), self._trials.stop, "stop", enabled=runs),
            Action(self.tr("See the decision"), self._decide, "checklist", enabled=bool(self.rows)),
        )

    def close_page(self) -> None:
        for leave in self._leaves:
            leave()
        self._trials.watched = lambda: 0
        self._pause.stop()
        self._reads.stop()

    @property
    def _number(self) -> int:
        return self._session.stored.id if self._session.stored is not None else 0

    @property
    def _is_running(self) -> bool:
        return bool(self._number) and self._trials.number == self._number

    def _follow(self, _stored: object) -> None:
        if self._session.page.kind == "trial":
            self._show_rows()
            self._show_choice()
            self._look()

    def _look(self, _change: object = None) -> None:
        """Soon: what changes comes often."""
        if self._session.page.kind == "trial" and not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _read(self) -> None:
        stored = self._session.stored
        if stored is None or self._session.page.kind != "trial":
            return
        if self._reads.is_running():
            self._pause.start()
            return
        reader, around = self._trials.means.reader, self._trials.around(stored.id)
        work = partial(reader.state, stored.decision, around)
        self._reads.do(work, self._show, self._services.messages.fail)

    def _show_rows(self) -> None:
        """Those that are kept, in their order."""
        stored = self._session.stored
        kept = stored.decision.kept if stored is not None else ()
        if [row.kept for row in self.rows.values()] == list(kept):
            return
        discard(self._lines, *self.rows.values())
        self.rows = {}
        for one in kept:
            row = TrialCandidateRow(one)
            row.wanted.connect(self._do)
            row.agreed.connect(self._agree)
            self.rows[one.id] = row
            self._lines.add(row)

    def _show_choice(self) -> None:
        stored = self._session.stored
        if stored is not None:
            sets = self._trials.means.reader.counts.store.listed()
            subjects = [
                one.subject.title for one in self.state.tried.assignments if one.subject.id == "set:0"
            ]
            self.tried.show_choice(stored.decision, sets, next(iter(subjects), ""))

    def _show(self, state: TrialState) -> None:
        before, self.state = self.state, state
        if before.tried != state.tried:
            self._show_choice()
        stored = self._session.stored
        later = stored.decision.trial.later if stored is not None else ()
        for one in state.candidates:
            if one.kept.id in self.rows:
                self.rows[one.kept.id].show_state(one, later, is_begun=bool(state.begun_at))
        self.tried.show_running(is_running=self._is_running, is_begun=bool(state.begun_at))
        self._show_intro()
        if self.foot.show_state(state, self._number, runs=self._is_running):
            self.take_focus()
        if self._wants_focus and self.back.hasFocus():
            self.take_focus()
        self._wants_focus = False
        if self._was_running and not self._is_running:
            announce(self, self.tr("The trial has ended."))
        self._was_running = self._is_running

    def _show_intro(self) -> None:
        asked = sum(1 for one in self.state.candidates if one.stage is not TrialStage.LATER)
        words = Words(
            "{models}. What is missing is downloaded, then all get the same questions, one after the other."
            " You need not watch.",
            models=models_text(asked),
        )
        if not self.rows:
            words = Words("No model is chosen yet. Tick two to six beside the questions.")
        self._intro.setText(words)

    @Slot()
    def _start(self) -> None:
        if self._trials.number:
            self._services.messages.tell(self.foot.other_words())
            return
        self._trials.start(self._number)
        self._look()

    @Slot()
    def _decide(self) -> None:
        self._session.open(ChoosePage("decision", self._number))

    @Slot()
    def _go_back(self) -> None:
        self._session.open(ChoosePage("need", self._number))

    @Slot(object)
    def _agree(self, terms: TermsOfUse) -> None:
        self._services.core.settings.note_terms(terms.url)
        if self.state.begun_at and not self._trials.number:
            self._start()

    @Slot(object)
    def _do(self, deed: Deed) -> None:
        one, services = deed.candidate, self._services
        download = one.download
        if deed.kind == "later":
            self._session.change(partial(put_off, one.kept.id))
            if download is not None:
                services.downloads.pause(download.id)
        elif deed.kind == "fetch":
            self._session.change(partial(taken_up, one.kept.id))
            if download is not None:
                services.downloads.resume(download.id)
        elif deed.kind in ("resume", "again", "renew"):
            self._fetch_again(deed)
        else:
            self._go(deed)
        self._look()

    def _fetch_again(self, deed: Deed) -> None:
        download, downloads = deed.candidate.download, self._services.downloads
        if download is None:
            self._trials.try_again(deed.candidate.kept.id)
        elif deed.kind == "renew":
            downloads.renew(download.id)
        else:
            downloads.resume(download.id)
        if not self._trials.number and self.state.begun_at:
            self._start()

    def _go(self, deed: Deed) -> None:
        one = deed.candidate
        runs = self.state.tried.runs
        places = {
            "gate": Place(Room.DISCOVER, repo_id=one.kept.repo),
            "endpoints": ENDPOINTS,
            "library": Place(Room.LIBRARY, model=one.model),
            "find": Place(Room.DISCOVER, search=one.kept.title),
            "results": evaluate_place(runs[0].subject if runs else ""),
        }
        self._services.go(places[deed.kind])
