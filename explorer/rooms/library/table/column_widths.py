"""Which columns of the library's table fit into a width, and how wide each is.

A column is dropped for all rows alike, so that they align.
"""

from collections.abc import Mapping

from explorer.rooms.library.table.listing import LibraryColumn

# Pixels at 100 %: what a usual value of the column takes, with the gap to the next.
_NEEDED = {
    LibraryColumn.MODEL: 196,
    LibraryColumn.VERSION: 88,
    LibraryColumn.SIZE: 82,
    LibraryColumn.PARAMETERS: 74,
    LibraryColumn.CONTEXT: 82,
    LibraryColumn.LICENSE: 174,
    LibraryColumn.USED: 96,
    LibraryColumn.INTACT: 128,
    LibraryColumn.ORIGIN: 86,
}
ACTIONS = 168  # at least
EDGE, GAP = 20, 12
_NARROWEST_MODEL, _EASY_MODEL, _WIDEST_MODEL = 130, 208, 440
_NARROWEST_LICENSE = 142  # its name without its kind

# What is told first where there is little room; model and actions are always there. What a model may be used
# for comes first. Where they have no column, the version stands under the name, and so does what is wrong
# with a file.
_IMPORTANCE = (
    LibraryColumn.LICENSE,
    LibraryColumn.SIZE,
    LibraryColumn.INTACT,
    LibraryColumn.VERSION,
    LibraryColumn.USED,
    LibraryColumn.PARAMETERS,
    LibraryColumn.ORIGIN,
    LibraryColumn.CONTEXT,
)


def fit_columns(
    width: float,
    scale: float = 1.0,
    actions: float = ACTIONS,
    spoken: Mapping[LibraryColumn, float] | None = None,
) -> dict[LibraryColumn, int]:
    """Pixels by column, in the order of the table; a column that is not named is dropped.

    ``width``: pixels of the whole table, its outer margins included; ``scale``: of the text, 1 is 100 %;
    ``actions``: pixels at 100 % that the words at the end of a row take; ``spoken``: what the words of a
    column take in the language of the window, which may be more than usual.
    """
    needed = {column: max(usual, (spoken or {}).get(column, 0)) for column, usual in _NEEDED.items()}
    shown = {LibraryColumn.MODEL, LibraryColumn.ACTIONS}
    left = width / scale - 2 * EDGE - actions
    if left < _NARROWEST_MODEL + needed[LibraryColumn.LICENSE] + needed[LibraryColumn.SIZE]:
        needed[LibraryColumn.LICENSE] = _NARROWEST_LICENSE
    for rank, column in enumerate(_IMPORTANCE):
        if needed[column] > left - _name_room(rank):
            break
        shown.add(column)
        left -= needed[column]
    return _spread({c: needed[c] for c in needed if c in shown}, width, scale, actions)


def _name_room(rank: int) -> int:
    """What a column of this rank leaves to the model: the less it tells, the more."""
    return _NARROWEST_MODEL if rank < 2 else _NEEDED[LibraryColumn.MODEL] if rank < 4 else _EASY_MODEL


def _spread(
    needed: Mapping[LibraryColumn, float], width: float, scale: float, actions: float
) -> dict[LibraryColumn, int]:
    """Hand out what is left: half to the model until long names fit, the rest to all in proportion.

    Where nothing is left, only the model gives way. The outer margins belong to the first and last column.
    """
    last = round((actions + EDGE) * scale)
    spare = max(0.0, width - last - (EDGE + sum(needed.values())) * scale)
    named = min(spare / 2, (_WIDEST_MODEL - needed[LibraryColumn.MODEL]) * scale)
    share = scale + (spare - named) / sum(needed.values())
    widths: dict[LibraryColumn, int] = {column: round(length * share) for column, length in needed.items()}
    others = sum(w for c, w in widths.items() if c is not LibraryColumn.MODEL)
    widths[LibraryColumn.MODEL] = max(1, round(width) - last - others)
    return {**widths, LibraryColumn.ACTIONS: last}
