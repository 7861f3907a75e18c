"""Which columns of the library's table fit into its width, how wide each is, and what their words take.

A column is dropped for all rows alike, so that they align.
"""

from collections.abc import Iterable, Mapping

from explorer.kit.language import shown
from explorer.kit.paint import text_width
from explorer.kit.theme import look_of
from explorer.kit.verdict_marks import SIZE as MARK
from explorer.rooms.library.table.action_rows import actions_width
from explorer.rooms.library.table.columns import ACTIONS, COLUMNS, MODEL, CellLook, LibraryColumn
from explorer.rooms.library.table.library_row import LibraryRow

# Pixels at 100 %.
EDGE, GAP = 20, 12
_NARROW = 640
_MARK_GAP = 6  # of the kit, between mark and word
_NARROWEST_MODEL, _EASY_MODEL, _WIDEST_MODEL = 130, 208, 440
_BY_RANK = sorted((column for column in COLUMNS if column.rank), key=lambda column: column.rank)


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


def fit_columns(
    width: float,
    scale: float = 1.0,
    actions: float = ACTIONS.width,
    spoken: Mapping[LibraryColumn, float] | None = None,
) -> dict[LibraryColumn, int]:
    """Pixels by column, in the order of the table; a column that is not named is dropped.

    ``width``: pixels of the whole table, its outer margins included; ``scale``: of the text, 1 is 100 %;
    ``actions``: pixels at 100 % that the words at the end of a row take; ``spoken``: what the words of a
    column take in the language of the window, which may be more than usual.
    """
    needed = {column: max(column.width, (spoken or {}).get(column, 0)) for column in COLUMNS[:-1]}
    shown = {MODEL}
    left = width / scale - 2 * EDGE - actions
    if left < _NARROWEST_MODEL + sum(needed[column] for column in _BY_RANK[:2]):
        needed |= {column: column.narrowest for column in _BY_RANK if column.narrowest is not None}
    for rank, column in enumerate(_BY_RANK):
        if needed[column] > left - _name_room(rank):
            break
        shown.add(column)
        left -= needed[column]
    return _spread({c: needed[c] for c in needed if c in shown}, width, scale, actions)


def _name_room(rank: int) -> int:
    """What a column of this rank leaves to the model: the less it tells, the more."""
    return _NARROWEST_MODEL if rank < 2 else MODEL.width if rank < 4 else _EASY_MODEL


def _spread(
    needed: Mapping[LibraryColumn, float], width: float, scale: float, actions: float
) -> dict[LibraryColumn, int]:
    """Hand out what is left: half to the model until long names fit, the rest to all in proportion.

    Where nothing is left, only the model gives way. The outer margins belong to the first and last column.
    """
    last = round((actions + EDGE) * scale)
    spare = max(0.0, width - last - (EDGE + sum(needed.values())) * scale)
    named = min(spare / 2, (_WIDEST_MODEL - needed[MODEL]) * scale)
    share = scale + (spare - named) / sum(needed.values())
    widths: dict[LibraryColumn, int] = {column: round(length * share) for column, length in needed.items()}
    others = sum(w for c, w in widths.items() if c is not MODEL)
    widths[MODEL] = max(1, round(width) - last - others)
    return {**widths, ACTIONS: last}
