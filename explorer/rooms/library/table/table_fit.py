"""How the columns of the library's table fit its width now, and what their words take in this language."""

from collections.abc import Iterable

from explorer.kit.language import shown
from explorer.kit.paint import text_width
from explorer.kit.theme import look_of
from explorer.kit.verdict_marks import SIZE as MARK
from explorer.rooms.library.table.action_rows import actions_width
from explorer.rooms.library.table.column_widths import GAP, fit_columns
from explorer.rooms.library.table.columns import ACTIONS, COLUMNS, CellLook, LibraryColumn
from explorer.rooms.library.table.library_row import LibraryRow

# Pixels at 100 %.
_NARROW = 640
_MARK_GAP = 6  # of the kit, between mark and word


class TableFit:
    """``widths``: pixels by column that is shown; ``is_narrow``: fewer words stand at the end of a row."""

    def __init__(self) -> None:
        self.widths: dict[LibraryColumn, int] = {}
        self.is_narrow = False
        self._kinds: tuple[LibraryRow, ...] = ()
        self.measure_words()

    @property
    def hidden(self) -> tuple[LibraryColumn, ...]:
        return tuple(column for column in COLUMNS if column not in self.widths)

    def take_rows(self, rows: Iterable[LibraryRow]) -> None:
        """All rows there are: the room for words at their end does not change with what is looked for.

        One of each kind is measured.
        """
        rows = tuple(rows)
        sound = next((row for row in rows if row.is_sound), None)
        broken = next((row for row in rows if not row.is_sound and row.model.repo), None)
        self._kinds = tuple(row for row in (sound, broken) if row is not None)

    def measure_words(self) -> None:
        """The text size or the language is another one."""
        self._spoken = word_widths()

    def fit(self, width: int) -> None:
        sizes = look_of().sizes
        scale = sizes.percent / 100
        self.is_narrow = width < sizes.px(_NARROW)
        needed = [actions_width(row, is_narrow=self.is_narrow) for row in self._kinds]
        actions = max((0 if self.is_narrow else sizes.px(ACTIONS.width), *needed))
        self.widths = fit_columns(width, scale, actions / scale, self._spoken)


def word_widths() -> dict[LibraryColumn, float]:
    """What words take in the columns that hold some, in pixels at 100 %, with the gap to the next column."""
    return {column: _widest(column) for column in COLUMNS if column.words}


def _widest(column: LibraryColumn) -> float:
    look, has_mark = look_of(), column.look is CellLook.VERDICT
    font = look.font(strong=has_mark)
    words = max(text_width(shown(text), font) for text in column.words)
    return words / (look.sizes.percent / 100) + GAP + 1 + (MARK + _MARK_GAP if has_mark else 0)
