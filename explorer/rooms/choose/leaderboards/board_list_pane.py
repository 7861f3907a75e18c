"""The column at the left: which leaderboards there are, a search, any other by its name, and imports."""

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame

from explorer.choose.leaderboards.known_benchmarks import known_benchmark, title_of_benchmark
from explorer.hub.repo_names import is_repo_id
from explorer.kit import boxes
from explorer.kit.buttons import Button
from explorer.kit.clock import near_day
from explorer.kit.language import shown
from explorer.kit.search_field import SearchField
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.leaderboards.board_list_rows import BoardChoice, BoardList
from explorer.rooms.choose.leaderboards.boards_session import BoardsSession, subject_of_import
from explorer.rooms.choose.page_rows import BackLine

_NARROWEST = 200  # pixels at 100 %


class BoardListColumn(QFrame):
    """``left`` goes back to the first page, ``imported`` asks for a file."""

    left = Signal()
    imported = Signal()

    def __init__(self, session: BoardsSession) -> None:
        super().__init__()
        self._session = session
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        self.search = SearchField(self.tr("Search, or enter a name"))
        self.search.setToolTip(self.tr("Any data set of the Hub can be opened as publisher/name."))
        self.list = BoardList()
        self.search.lead_to(self.list)
        self.bring_in = Button("outlined", self.tr("Import a file…"), "plus", then=self.imported)
        self.bring_in.setToolTip(self.tr("A table of results (CSV or JSON) with models and values."))
        self._nothing = Para("", tone="muted")
        head = boxes.row(margins=(6, 0, 0, 0)).add(Label(self.tr("Leaderboards"), "heading"), boxes.STRETCH)
        nothing = boxes.row(margins=(6, 0, 6, 0)).add(self._nothing)
        column = boxes.column(self, margins=(10, 12, 10, 10), spacing=8)
        back = boxes.row(margins=(6, 0, 0, 0)).add(BackLine(self.tr("Help me choose"), self.left.emit))
        words = self.tr("Public tests. Evidence, not truth: whoever ran them says so.")
        about = boxes.row(margins=(6, 0, 6, 0)).add(Para(words, "secondary", "muted"))
        column.add(back, head, about, self.search, nothing, boxes.stretched(self.list))
        column.add(boxes.at_start(self.bring_in))
        self.search.searched.connect(self.refresh)
        self.search.returnPressed.connect(self._open_named)
        self.list.chosen.connect(self._open)
        self.list.retitled.connect(self._retitle)
        self.refresh()

    def take_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def choices(self) -> tuple[BoardChoice, ...]:
        """All rows, with headings, for the list and for a menu."""
        return tuple(self._all())

    @Slot()
    def refresh(self, _change: object = None) -> None:
        words = self.search.text().casefold().split()
        rows: list[BoardChoice] = []
        for row in reversed([row for row in self._all() if not row.subject or _has(row, words)]):
            if row.subject or (rows and rows[-1].subject):  # no heading over nothing
                rows.append(row)
        rows.reverse()
        name = self.search.text().strip()
        is_named = "/" in name and is_repo_id(name) and all(row.subject != name for row in rows)
        self._nothing.setVisible(not rows or is_named)
        words_for_name = self.tr("Enter opens {name}.").format(name=name)
        nothing = self.tr("No leaderboard is called that. Any data set can be opened as publisher/name.")
        self._nothing.setText(words_for_name if is_named else nothing)
        open_one = next((row.number for row in rows if row.subject == self._session.state.subject), None)
        self.list.show_rows(rows, open_one)

    def _all(self) -> Iterator[BoardChoice]:
        state = self._session.state
        subjects = [one.id for one in state.benchmarks]
        is_other = bool(state.subject) and not state.subject.startswith("import:")
        if is_other and state.subject not in subjects:
            subjects.insert(0, state.subject)
        yield BoardChoice(0, self.tr("On the Hub"))
        for number, subject in enumerate(subjects):
            known = known_benchmark(subject)
            about = shown(known.short) if known is not None else subject
            yield BoardChoice(-2 - number, title_of_benchmark(subject), about, subject)
        if state.imports:
            yield BoardChoice(-1, self.tr("Imported by you"))
        for one in state.imports:
            about = self.tr("imported {day}").format(day=near_day(datetime.fromisoformat(one.at)))
            yield BoardChoice(one.number, one.title, about, subject_of_import(one.number))

    @Slot(object)
    def _open(self, row: BoardChoice) -> None:
        if row.subject:
            self._session.open(row.subject)

    @Slot()
    def _open_named(self) -> None:
        name = self.search.text().strip().removeprefix("https://huggingface.co/datasets/").strip("/")
        if "/" in name and is_repo_id(name):
            self.search.clear()
            self._session.open(name)

    @Slot(object, str)
    def _retitle(self, row: BoardChoice, title: str) -> None:
        if row.import_number is not None:
            self._session.store.retitle(row.import_number, title)
            self._session.note_imports()


def _has(row: BoardChoice, words: list[str]) -> bool:
    told = f"{row.title} {row.about} {row.subject}".casefold()
    return all(word in told for word in words)
