"""Which columns fit into a width, and how wide each is: dropped for all rows alike, so that they align."""

from explorer.library.listing import Column

# Pixels at 100 %: what a usual value of the column takes, with the gap to the next.
_NEEDED = {
    Column.MODEL: 196,
    Column.VERSION: 88,
    Column.SIZE: 76,
    Column.PARAMETERS: 68,
    Column.CONTEXT: 74,
    Column.LICENSE: 182,
    Column.USED: 104,
    Column.INTACT: 128,
    Column.ORIGIN: 74,
    Column.ACTIONS: 168,
}
_NARROWEST_MODEL = 130
_EDGE = 20

# What is told first where there is little room; model and actions are always there.
_IMPORTANCE = (
    Column.INTACT,
    Column.SIZE,
    Column.LICENSE,
    Column.VERSION,
    Column.USED,
    Column.PARAMETERS,
    Column.ORIGIN,
    Column.CONTEXT,
)


def fit_columns(width: float, scale: float = 1.0) -> dict[Column, int]:
    """Pixels by column, in the order of the table; a column that is not named is dropped.

    ``width``: pixels of the whole table, its outer margins included; ``scale``: of the text, 1 is 100 %.
    """
    always = (Column.MODEL, Column.ACTIONS)
    shown = set(always)
    left = (width - 2 * _EDGE) / scale - _NARROWEST_MODEL - _NEEDED[Column.ACTIONS]
    comfortable = left - (_NEEDED[Column.MODEL] - _NARROWEST_MODEL)
    for column in _IMPORTANCE:
        room = left if column in _IMPORTANCE[:2] else comfortable
        if _NEEDED[column] > room:
            break
        shown.add(column)
        left -= _NEEDED[column]
        comfortable -= _NEEDED[column]
    return _spread([c for c in Column if c in shown], width, scale)


def _spread(shown: list[Column], width: float, scale: float) -> dict[Column, int]:
    """Hand out what is left in proportion; if nothing is, only the model gives way.

    The outer margins belong to the first and the last column.
    """
    actions = round(_NEEDED[Column.ACTIONS] * scale) + _EDGE
    sharing = [c for c in shown if c is not Column.ACTIONS]
    share = max(scale, (width - actions - _EDGE) / sum(_NEEDED[c] for c in sharing))
    widths: dict[Column, int] = {c: round(_NEEDED[c] * share) for c in sharing}
    others = sum(w for c, w in widths.items() if c is not Column.MODEL)
    widths[Column.MODEL] = max(1, round(width) - actions - others)
    return {**widths, Column.ACTIONS: actions}
