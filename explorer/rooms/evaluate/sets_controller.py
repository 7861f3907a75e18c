"""What is done with whole sets of tests: begun, opened, renamed, duplicated, deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Slot

from explorer.domain.places import Go, Place, Room
from explorer.evaluate.eval_set import EvalSet, blank_case
from explorer.evaluate.packs.registry import all_packs, pack_of
from explorer.evaluate.store import BinnedRun, EvalStore, ListedSet, StoredSet
from explorer.kit.actions import Action
from explorer.kit.clock import near_day
from explorer.kit.language import shown
from explorer.kit.question import DangerQuestion, host_of
from explorer.rooms.evaluate.frame_pane import EvaluateFrame
from explorer.rooms.evaluate.session import EvalPage, EvaluateSession, number_of, take_back_run

_LONGEST = 120  # letters of a title


class SetsController(QObject):
    """Also shows in the head which page is open."""

    def __init__(self, session: EvaluateSession, frame: EvaluateFrame) -> None:
        super().__init__(frame)
        self._session, self._frame = session, frame
        column, head = frame.column, frame.head
        column.new.connect(self.begin)
        column.list.retitled.connect(self._rename)
        column.list.duplicated.connect(self._duplicate)
        column.list.deleted.connect(self._delete)
        column.restored.connect(self._restore)
        column.run_restored.connect(self._restore_run)
        column.emptied.connect(self._ask_to_empty)
        head.title.renamed.connect(self._rename_open)
        head.part_chosen.connect(self._choose_part)
        session.opened.add(self._show)
        session.listed.add(self._show)

    def menu(self) -> Sequence[Action | None]:
        """Beside the title of the open set."""
        listed = self.opened()
        return self._frame.column.list.set_actions(listed, self._frame.head.title.edit) if listed else ()

    def commands(self) -> tuple[Action, ...]:
        frame, is_set = self._frame, self._session.set is not None
        return (
            Action(self.tr("New test set"), self.begin, "plus", shortcut="Ctrl+N"),
            Action(self.tr("Search test sets"), self._search, "search", shortcut="Ctrl+F"),
            Action(self.tr("Show or hide the test sets"), frame.toggle_list, "panel-left", shortcut="Ctrl+B"),
            Action(self.tr("Rename the set"), self._edit_title, "edit", shortcut="F2", enabled=is_set),
            Action(self.tr("Duplicate the set"), self._duplicate, "copy", enabled=is_set),
            Action(self.tr("Delete the set"), self._delete, "trash", enabled=is_set, danger=True),
            Action(self.tr("Tests"), partial(self._show_part, 0), shortcut="Alt+1", enabled=is_set),
            Action(self.tr("Results"), partial(self._show_part, 1), shortcut="Alt+2", enabled=is_set),
            Action(self.tr("All packs"), partial(self._session.open, EvalPage("packs")), "checklist"),
        )

    @Slot()
    def begin(self) -> None:
        """With a test to be written, whose question is typed next."""
        self._session.add_set(self.tr("New tests"), EvalSet(cases=(blank_case(),)))
        self._frame.take_focus()

    def _search(self) -> None:
        self._frame.show_list(opened=True)
        self._frame.column.begin_search()

    def _edit_title(self) -> None:
        """Where the keys are: in the list, or above the page."""
        rows = self._frame.column.list
        rows.rename_current() if rows.hasFocus() else self._frame.head.title.edit()

    def opened(self) -> ListedSet | None:
        """The set that is open."""
        number = number_of(self._session.page)
        return next((one for one in self._session.sets if one.id == number), None)

    @Slot(object, str)
    def _rename(self, row: object, title: str) -> None:
        listed = getattr(row, "listed", None)
        if isinstance(listed, ListedSet):
            self._session.retitle(listed.id, title[:_LONGEST])

    @Slot(str)
    def _rename_open(self, title: str) -> None:
        title = " ".join(title.split())[:_LONGEST]
        if self._session.set is not None and title:
            self._session.retitle(self._session.set.id, title)

    @Slot(object)
    def _duplicate(self, listed: ListedSet | None = None) -> None:
        listed = listed or self.opened()
        if listed is not None:
            services, read = self._session.services, partial(self._session.keeper.read, listed.id)
            services.tasks.do(read, self._add_copy, services.messages.fail)

    def _add_copy(self, original: StoredSet | None) -> None:
        if original is not None:
            title = self.tr("Copy of {title}").format(title=original.title)
            self._session.add_set(title[:_LONGEST], original.document)

    @Slot(object)
    def _delete(self, listed: ListedSet | None = None) -> None:
        gone = listed if listed is not None else self.opened()
        if gone is not None:
            self._session.delete(gone.id)
            back = partial(_take_back, self._session.store, self._session.services.go, gone.id)
            words = self.tr("“{title}” was deleted.").format(title=shown(gone.title))
            self._session.services.messages.removed(words, back)

    @Slot(object)
    def _restore(self, number: int) -> None:
        self._session.store.restore_set(number)
        self._session.refresh()
        self._session.open_set(number)

    @Slot(object)
    def _restore_run(self, run: BinnedRun) -> None:
        take_back_run(self._session.store, self._session.services.go, run.id, run.subject)

    @Slot()
    def _ask_to_empty(self) -> None:
        words = self.tr("The tests and all that came of them cannot be brought back.")
        heading, agree = self.tr("Empty the bin?"), self.tr("Empty it")
        question = DangerQuestion(self.tr("Delete for good"), heading, words, agree, host_of(self._frame))
        question.agreed.connect(self._empty)
        question.ask()

    @Slot()
    def _empty(self) -> None:
        """No byte of it stays in the file."""
        services, store = self._session.services, self._session.store
        store.empty_bin()
        self._session.refresh()
        services.tasks.do(services.core.store.write_anew, _ignore, services.messages.fail)

    @Slot(int)
    def _choose_part(self, part: int) -> None:
        page = self._session.page
        if page.kind == "set":
            self._session.open(replace(page, part="results" if part else "tests"))

    def _show_part(self, part: int) -> None:
        self._choose_part(part)
        self._frame.take_focus()

    def _show(self, _change: object = None) -> None:
        page, head, listed = self._session.page, self._frame.head, self.opened()
        if listed is not None:
            head.show_set(listed.title, 0 if page.part == "tests" else 1)
        elif page.kind == "packs":
            head.show_words(self.tr("How models fail"), self._packs_words())
        elif (pack := pack_of(page.subject)) is not None:
            head.show_words(shown(pack.words), shown(pack.question))
        elif page.kind == "quantization":
            head.show_words(self.tr("What a quantization costs"))
        else:
            head.show_words(self.tr("Evaluate"))

    def _packs_words(self) -> str:
        """How many there are, and when one ran last."""
        packs, runs = all_packs(), self._session.last_runs
        versions = ", ".join(sorted({pack.version for pack in packs}))
        words = self.tr("{n} packs, version {version}").format(n=len(packs), version=versions)
        last = max((runs[pack.id].began_at for pack in packs if pack.id in runs), default="")
        if not last:
            return words
        when = near_day(datetime.fromisoformat(last))
        return self.tr("{packs}, run {when}").format(packs=words, when=when)


def _ignore(_is_clean: bool) -> None:  # noqa: FBT001  a result
    """Where another program reads just now, the next one that is deleted takes what is left along."""


def _take_back(store: EvalStore, go: Go, number: int) -> None:
    store.restore_set(number)
    go(Place(Room.EVALUATE, eval_set_id=number))
