"""How the cells of a leaderboard are painted."""

from PySide6.QtCore import QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.choose.leaderboards.board import BoardEntry, Vouched
from explorer.kit.icons import paint_icon
from explorer.kit.paint import TextPainter, mirrored
from explorer.kit.pill import HEIGHT as PILL
from explorer.kit.pill import paint_pill, pill_width
from explorer.kit.theme import Look, Sizes, look_of
from explorer.rooms.choose.leaderboards.board_model_rows import BoardRows, HereCell
from explorer.rooms.choose.leaderboards.board_order import BoardColumn

EDGE, GAP, _ICON = 20, 14, 15  # pixels at 100 %
_NUMBERS = (BoardColumn.RANK, BoardColumn.VALUE)
PROOF_ICONS: dict[Vouched, tuple[str, str]] = {  # icon, and the role of its colour
    Vouched.VERIFIED: ("check", "good"),
    Vouched.COMMUNITY: ("chat", "muted"),
    Vouched.CLAIMED: ("quote", "caution"),
    Vouched.ARCHIVE: ("document", "muted"),
}


def content_of(cell: QRectF, column: BoardColumn, way: Qt.LayoutDirection, sizes: Sizes) -> QRectF:
    """Without the outer margin and the gap to the next column."""
    px = sizes.px
    before = px(EDGE) if column is BoardColumn.RANK else 0
    after = px(EDGE if column is BoardColumn.HERE else GAP)
    return mirrored(cell.adjusted(before, 0, -after, -1), cell, way)


def align_of(column: BoardColumn) -> Qt.AlignmentFlag:
    """Numbers end under each other."""
    return Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft


class BoardRowPainter(QObject):
    """Draws what stands in a cell; fonts are kept."""

    def __init__(self, rows: BoardRows, table: QWidget) -> None:
        super().__init__(table)
        self._rows = rows
        self._rescale(look_of(table))
        self._look.changed.connect(self._rescale)

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        self._look, self._small = look, look.font("secondary")
        self._name, self._below = TextPainter(look.font(strong=True)), TextPainter(self._small)
        self._plain, self._number = TextPainter(look.font()), TextPainter(look.font(numbers=True))

    def paint(
        self, painter: QPainter, spot: QRectF, entry: BoardEntry, column: BoardColumn, *, is_chosen: bool
    ) -> None:
        theme, text = self._look.theme, self._rows.text(entry, column)
        match column:
            case BoardColumn.MODEL:
                self._paint_model(painter, spot, entry)
            case BoardColumn.PROOF:
                self._paint_proof(painter, spot, entry, text)
            case BoardColumn.HERE:
                cell = self._rows.here_of(entry)
                if cell.words:
                    self._paint_here(painter, spot, cell, is_chosen=is_chosen)
                else:
                    self._below.draw(painter, spot, text, theme.faint)
            case BoardColumn.RANK:
                self._number.draw(painter, spot, text, theme.muted, align_of(column))
            case BoardColumn.VALUE:
                self._number.draw(painter, spot, text, theme.text, align_of(column))
            case BoardColumn.DATE:
                self._below.draw(painter, spot, text, theme.muted if entry.dated else theme.faint)
            case _:
                is_told = bool(entry.source_name or entry.source)
                self._below.draw(painter, spot, text, theme.muted if is_told else theme.faint)

    def _paint_model(self, painter: QPainter, spot: QRectF, entry: BoardEntry) -> None:
        theme = self._look.theme
        if not entry.publisher:
            self._name.draw(painter, spot, entry.name, theme.text)
            return
        half = self._look.sizes.px(20)
        top = spot.center().y() - half + 1
        name = QRectF(spot.left(), top, spot.width(), half - 1)
        self._name.draw(painter, name, entry.name, theme.text)
        below = QRectF(spot.left(), top + half - 2, spot.width(), half - 2)
        self._below.draw(painter, below, entry.publisher, theme.muted)

    def _paint_proof(self, painter: QPainter, spot: QRectF, entry: BoardEntry, text: str) -> None:
        px, theme, way = self._look.sizes.px, self._look.theme, painter.layoutDirection()
        icon, role = PROOF_ICONS[entry.vouched]
        side = px(_ICON)
        mark = QRectF(spot.left(), round(spot.center().y() - side / 2), side, side)
        paint_icon(painter, mirrored(mark, spot, way), icon, theme.colour(role))
        if spot.width() < 2 * (side + px(6)):  # there is no room for more than the mark
            return
        words = mirrored(spot.adjusted(side + px(6), 0, 0, 0), spot, way)
        self._plain.draw(painter, words, text, theme.text)

    def _paint_here(self, painter: QPainter, spot: QRectF, cell: HereCell, *, is_chosen: bool) -> None:
        if cell.tone is None:
            self._below.draw(painter, spot, cell.words, self._look.theme.muted)
            return
        sizes = self._look.sizes
        height = sizes.px(PILL)
        width = min(spot.width(), pill_width(cell.words, self._small, sizes, cell.icon))
        pill = QRectF(spot.left(), round(spot.center().y() - height / 2), width, height)
        place = mirrored(pill, spot, painter.layoutDirection())
        paint_pill(
            painter, place, cell.words, cell.tone,
            font=self._small, theme=self._look.theme, on_chosen=is_chosen, icon=cell.icon,
        )  # fmt: skip
