"""Which columns of the library's table fit into a width, and how wide each is.

A column is dropped for all rows alike, so that they align.
"""

from collections.abc import Mapping

from explorer.rooms.library.table.columns import ACTIONS, COLUMNS, MODEL, LibraryColumn

# Pixels at 100 %.
EDGE, GAP = 20, 12
_NARROWEST_MODEL, _EASY_MODEL, _WIDEST_MODEL = 130, 208, 440
_BY_RANK = sorted((column for column in COLUMNS if column.rank), key=lambda column: column.rank)


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
