"""Before a file is imported: what was understood of it, what was not, and what it will be called."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.choose.leaderboards.board import BoardEntry
from explorer.choose.leaderboards.import_file import ImportedBoard
from explorer.kit import boxes
from explorer.kit.boxes import stretched
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.layouts import flowing
from explorer.kit.question import LongQuestion
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of

_ROWS, _WHY = 5, 5  # that are shown
_BENCHMARK, _VALUE = 96, 72  # pixels at 100 %


class ImportQuestion(LongQuestion):
    """``agreed`` carries the title, and the ImportedBoard without the columns that were unticked."""

    agreed = Signal(str, object)

    def __init__(self, read: ImportedBoard, host: QWidget) -> None:
        heading = self.tr("Import {file}?").format(file=read.file)
        super().__init__(self.tr("Import a leaderboard"), heading, host)
        self._read, self.columns = read, list[CheckBox]()
        self.title = Field()
        self.title.setMaxLength(200)
        self.title.setAccessibleName(self.tr("Title"))
        self.title.setText(read.title)
        self.title.returnPressed.connect(self._agree)
        self.content.add(Label(self.tr("Title"), "secondary", "muted"), self.title, 6)
        self._tell(read)
        self._show_rows(read)
        words = self.tr("It is kept as an archive: a file that you brought, which nobody checked.")
        self.content.add(6, Para(words, "secondary", "muted"))
        self.keep = Button("outlined", self.tr("Cancel"), then=self.dismiss)
        self.take = Button("primary", self.tr("Import"), then=self._agree)
        self.add_buttons(self.keep, self.take)

    def ask(self) -> None:
        self.open(self.title)
        self.title.selectAll()

    def _tell(self, read: ImportedBoard) -> None:
        count, left = len(read.entries), read.left_out_count
        came = self.tr("1 result") if count == 1 else self.tr("{n} results").format(n=f"{count:,}")
        if left:
            rest = self.tr("1 row left out") if left == 1 else self.tr("{n} rows left out")
            came = f"{came} · {rest.format(n=f'{left:,}')}"
        self.content.add(Label(came, "strong"))
        for words in read.told:
            self.content.add(Para(shown(words), "secondary"))
        self._ask_columns(read.columns)
        for words in read.left_out[:_WHY]:
            self.content.add(Para(shown(words), "secondary", "caution"))
        if left > _WHY:
            self.content.add(
                Para(self.tr("… and {n} more").format(n=f"{left - _WHY:,}"), "secondary", "muted")
            )

    def _ask_columns(self, columns: Sequence[str]) -> None:
        """Which of them are benchmarks: a name may not tell."""
        if not columns:
            return
        self.columns = [CheckBox(name.replace("&", "&&")) for name in columns]
        for box in self.columns:
            box.setChecked(True)
            box.toggled.connect(self._refresh)
        words = self.tr("Each of these columns is a benchmark. Untick what is none.")
        self.content.add(Para(words, "secondary"), flowing(*self.columns, spacing=12))

    @Slot()
    def _refresh(self) -> None:
        self.take.setEnabled(any(box.isChecked() for box in self.columns))

    def _show_rows(self, read: ImportedBoard) -> None:
        self.content.add(6, Label(self.tr("The first rows"), "secondary", "muted"))
        for entry in read.entries[:_ROWS]:
            self.content.add(_row(entry))

    @Slot()
    def _agree(self) -> None:
        title = " ".join(self.title.text().split())
        if title and self.take.isEnabled():
            left = {
                name
                for name, box in zip(self._read.columns, self.columns, strict=True)
                if not box.isChecked()
            }
            self.dismiss()
            self.agreed.emit(title, self._read.without(left))


def _row(entry: BoardEntry) -> QWidget:
    holder = QWidget()
    px = look_of(holder).sizes.px
    value, benchmark = Elided(" ".join(filter(None, (entry.value, entry.unit))), "strong"), Elided("")
    if entry.benchmark:
        benchmark = Elided(entry.benchmark, "secondary", "muted")
    benchmark.setFixedWidth(px(_BENCHMARK))
    value.setFixedWidth(px(_VALUE))
    boxes.row(holder, spacing=10).add(stretched(Elided(entry.model)), benchmark, value)
    return holder
