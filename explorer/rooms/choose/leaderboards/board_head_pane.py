"""What stands over a leaderboard: its name, what it measures, why to doubt it, and ways to look."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.choose.leaderboards.board import Board
from explorer.choose.leaderboards.known_benchmarks import (
    ALWAYS,
    KnownBenchmark,
    known_benchmark,
    title_of_benchmark,
)
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, at_top, stretched
from explorer.kit.buttons import Button, IconButton, LinkLine
from explorer.kit.clock import near_day
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.layouts import flowing
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.popup import Popup
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.scroll import Scroll
from explorer.kit.search_field import SearchField
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, IconLabel, Label, Para, plain_tip
from explorer.kit.theme import look_of

_DOUBTS, _HIGHEST = 440, 420  # pixels at 100 %
_LINES = 2  # of what it measures, and of what speaks against it; all of it is a click away


class BoardHead(QFrame):
    """``boards``: where room is short, chooses another one; ``parts``: one of the benchmarks of a file.
    ``derived_wanted``: with models that name another as their base.
    """

    derived_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        self._known: KnownBenchmark | None = None
        self._cautions = self._told = self._mixed = ""
        self._always: tuple[str, ...] = ()
        self._asked_for: tuple[str, Board | None, bool] = ("", None, False)
        self.back = IconButton("chevron-left", self.tr("Back to the first page"))
        self.boards = MenuPicker(self.tr("Leaderboard"))
        self._title, self._note = Elided("", "title"), Elided("", "secondary", "muted")
        self.refresh = IconButton("refresh", with_keys(self.tr("Ask the Hub again"), "F5"))
        self.more = IconButton("more", self.tr("More about this import"))
        self.search = SearchField(self.tr("Search models"), "Ctrl+F")
        self.parts = MenuPicker(self.tr("Benchmark"))
        self.which = Segmented(
            self.tr("Which models"), (self.tr("Original models"), self.tr("Also variants"))
        )
        self.which.setToolTip(self.tr("Variants name another model as their base."))
        self.which.currentChanged.connect(self._choose_which)
        words = QWidget()
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        boxes.column(words).add(self._title, self._note)
        line = boxes.row(spacing=8).add(self.back, stretched(words), self.boards, self.refresh, self.more)
        self._measures = Para("", "body", most=_LINES)
        self._doubts = Para("", "secondary", "muted", most=_LINES)
        self.doubts = Button("link", self.tr("Why doubt it?"), scale="compact", then=self._show_doubts)
        self._warning = IconLabel("warning", "caution")
        doubts = boxes.row(spacing=8).add(at_top(self._warning), stretched(self._doubts))
        self.page = Button("link", self.tr("What it measures…"), "external", scale="compact")
        self.tools = flowing(self.search, self.which, self.parts, self.doubts, self.page, spacing=8)
        about = boxes.column(spacing=4).add(self._measures, doubts)
        column = boxes.column(self, margins=(20, 12, 20, 12), spacing=8)
        column.add(line, about, self.tools)
        self.more.hide()

    def show_board(self, subject: str, title: str, board: Board | None, *, is_import: bool) -> None:
        """``board`` is ``None`` while it is on its way."""
        self._known = None if is_import else known_benchmark(subject)
        self._title.setText(title if is_import else title_of_benchmark(subject))
        self._asked_for = (subject, board, is_import)
        self.show_part("", 0)
        measures = shown(self._known.measures) if self._known is not None else ""
        self.page.setVisible(not measures and not is_import)
        self._measures.setText(measures)
        self._measures.setToolTip(plain_tip(measures))
        self._measures.setVisible(bool(measures))
        cautions = (words for words, _source in self._known.cautions) if self._known is not None else ()
        imported = self.tr("An archive: a file that was imported here. Nobody checked its results.")
        self._always = (imported,) if is_import else tuple(map(shown, ALWAYS))
        self._cautions = " ".join((*self._always, *map(shown, cautions)))
        self._doubts.setText(self._cautions)
        self.which.setVisible(not is_import)
        self.refresh.setVisible(not is_import)
        self.more.setVisible(is_import)

    def show_ways(self, *, is_open: bool) -> None:
        """To look at its rows, and what speaks against them: of use only where there are some."""
        for part in (self.tools, self._warning, self._doubts):
            part.setVisible(is_open)

    def show_part(self, part: str, count: int) -> None:
        """So many of its results are shown: those of one benchmark. "" where all are."""
        subject, board, is_import = self._asked_for
        self._told = self._noted(subject, board, f"{count:,}", part, is_import=is_import)
        self._note.setText(self._told)

    def set_lines(self, count: int) -> None:
        """So many of each text, which is cut: less where the window is low."""
        self._measures.set_most(count)
        self._doubts.set_most(count)

    def show_asking(self, *, asking: bool) -> None:
        """The Hub is asked just now."""
        words = self.tr("asking the Hub…") if asking else ""
        self._note.setText(" · ".join(filter(None, (self._told, words))))

    def show_scales(self, *, mixed: bool) -> None:
        """Of the values that are shown."""
        words = self.tr("Mixed units: some values are shares of 1, others go to 100; shown as sent.")
        self._mixed = words if mixed else ""
        told = " ".join(filter(None, (self._mixed, self._cautions)))
        self._doubts.setText(told)
        self._doubts.setToolTip(plain_tip(told))

    def _noted(
        self, subject: str, board: Board | None, shown_count: str, part: str, *, is_import: bool
    ) -> str:
        if board is None:
            return "" if is_import else subject
        count = len(board.entries)
        counted = self.tr("1 result") if count == 1 else self.tr("{n} results").format(n=f"{count:,}")
        if part:
            counted = self.tr("{n} of {all} results ({benchmark})").format(
                n=shown_count, all=f"{count:,}", benchmark=part
            )
        read = self.tr("read {day}").format(day=near_day(board.read_at))
        if is_import:
            read = self.tr("imported from {file} on {day}").format(
                file=board.file, day=near_day(board.read_at)
            )
        gone = board.left_out
        left = self.tr("1 row left out") if gone == 1 else self.tr("{n} rows left out").format(n=f"{gone:,}")
        undated = "" if any(one.dated for one in board.entries) or not count else self.tr("dates not stated")
        return " · ".join(
            filter(None, ("" if is_import else subject, counted, read, undated, left if gone else ""))
        )

    @Slot(int)
    def _choose_which(self, index: int) -> None:
        self.derived_wanted.emit(index == 1)

    @Slot()
    def _show_doubts(self) -> None:
        general = tuple(filter(None, (self._mixed, *self._always)))
        DoubtsPopup(self._known, general, self).open_below(self.doubts)


class DoubtsPopup(Popup):
    """Everything that speaks against a number of this leaderboard; each sentence about its benchmark with the
    address that it rests on.
    """

    def __init__(self, known: KnownBenchmark | None, general: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent.tr("Why doubt it?"), parent)
        content, width = QWidget(), look_of(self).sizes.px(_DOUBTS)
        column = boxes.column(content, margins=(4, 0, 8, 0), spacing=6)
        column.add(*map(Para, general), 2)
        of_it = (*known.cautions, (known.measures, known.source)) if known is not None else ()
        for words, address in of_it:
            link = Button("link", address.removeprefix("https://"), "external", scale="compact")
            link.clicked.connect(partial(self._open, address, link))
            column.add(Para(shown(words)), LinkLine().add(link, STRETCH), 2)
        column.add(STRETCH)
        content.setFixedWidth(width)
        content.resize(width, content.heightForWidth(width))
        scroll = Scroll(content, parent.tr("Why doubt it?"))
        scroll.setFixedSize(width, min(content.height(), look_of(self).sizes.px(_HIGHEST)))
        self.body.add(Label(parent.tr("Why doubt it?"), "heading"), scroll)

    def _open(self, address: str, link: QWidget, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        LinkPopup(address, self).open_below(link)
