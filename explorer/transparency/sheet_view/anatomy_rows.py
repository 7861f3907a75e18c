"""The picture of a model: tokens in, layers in a row, likely tokens out; and where its parameters lie."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.domain.units import count_text
from explorer.kit.boxes import STRETCH, Card, Column, column, row, together
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.paint import fill_round, mirrored
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.section import Section
from explorer.kit.share_bars import Share, ShareBars
from explorer.kit.text import IconLabel, Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.anatomy import Anatomy, LayerRun
from explorer.transparency.sheet_view.anatomy_words import (
    PART_MEANINGS,
    PART_NAMES,
    bits_words,
    context_words,
    embedding_words,
    feed_forward_words,
    heads_words,
    input_words,
    output_words,
    parameters_words,
    run_name,
    stored_words,
)
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.metadata_rows import MetadataList
from explorer.transparency.sheet_view.sheet_content import ModelStructure

# Pixels at 100 %.
_CELL, _CELL_HEIGHT, _BETWEEN = 14, 26, 3
_MOST_CELLS = 200
_LONGEST_TEMPLATE = 40_000  # characters; a longer one is not read by people


class AnatomyPicture(QWidget):
    """Boxes from left to right, on to the next line where it is narrow; the layers as a strip below."""

    def __init__(self, anatomy: Anatomy) -> None:
        super().__init__()
        page = column(self, spacing=10).add(self._boxes(anatomy))
        if anatomy.runs and anatomy.layers > 1:
            page.add(_Strip(anatomy.runs, anatomy.window), _Legend(anatomy.runs, anatomy.window))

    def _boxes(self, anatomy: Anatomy) -> QWidget:
        boxes = QWidget()
        flow = FlowLayout(spacing=look_of(self).sizes.px(10))
        layers = self.tr("1 layer") if anatomy.layers == 1 else self.tr("{n} layers").format(n=anatomy.layers)
        steps = (
            (self.tr("Text"), input_words(anatomy)),
            (self.tr("Embedding"), embedding_words(anatomy)),
            (layers, (*heads_words(anatomy), feed_forward_words(anatomy))),
            (self.tr("Output"), output_words(anatomy)),
        )
        for number, (title, lines) in enumerate(steps):
            box = _Box(title, [shown(line) for line in lines])
            flow.addWidget(together(_arrow(), box) if number else box)
        boxes.setLayout(flow)
        return boxes


def _arrow() -> QWidget:
    holder = QWidget()
    line = row(holder)
    to_the_right = holder.layoutDirection() is Qt.LayoutDirection.LeftToRight
    icon = IconLabel("arrow-right" if to_the_right else "arrow-left", "muted", 16)
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
    holder.setFixedHeight(_Box("", ("",)).sizeHint().height())
    return holder


class _Box(Card):
    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__("strong", 11)
        self.body.setSpacing(0)
        self.body.addWidget(Label(title, "strong"))
        for line in lines:
            self.body.addWidget(Label(line, "body", "muted"))


class _Strip(QLabel):
    """One cell a layer: full where it looks back at everything, half where at a window, else empty."""

    def __init__(self, runs: Sequence[LayerRun], window: int) -> None:
        said = ", ".join(f"{shown(run_name(run, window))}: {run.count}" for run in runs)
        super().__init__(said)
        self._cells = [run for run in runs for _ in range(run.count)][:_MOST_CELLS]
        self.setAccessibleName(self.tr("Layers, from first to last: {runs}").format(runs=said[:400]))
        self.setToolTip(plain_tip(said))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = look_of(self).sizes.px
        lines = -(-len(self._cells) // self._in_line(width))
        return lines * px(_CELL_HEIGHT + _BETWEEN)

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(_CELL_HEIGHT + _BETWEEN))

    def _in_line(self, width: int) -> int:
        px = look_of(self).sizes.px
        return max(1, (width + px(_BETWEEN)) // (px(_CELL) + px(_BETWEEN)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        px = look_of(self).sizes.px
        within, way, wide = QRectF(self.rect()), self.layoutDirection(), self._in_line(self.width())
        with QPainter(self) as painter:
            for number, run in enumerate(self._cells):
                line, place = divmod(number, wide)
                left, top = place * (px(_CELL) + px(_BETWEEN)), line * px(_CELL_HEIGHT + _BETWEEN)
                cell = QRectF(left, top, px(_CELL), px(_CELL_HEIGHT))
                paint_layer(painter, mirrored(cell, within, way), run, look_of(self).theme.accent)


def paint_layer(painter: QPainter, cell: QRectF, run: LayerRun, colour: QColor) -> None:
    """Told apart by shape, not by colour; experts by a cut across."""
    theme = look_of().theme
    fill_round(painter, cell, 3, theme.sunken, colour)
    if not run.is_recurrent:
        share = 0.5 if run.is_windowed else 1.0
        filled = QRectF(
            cell.left(), cell.bottom() - cell.height() * share, cell.width(), cell.height() * share
        )
        fill_round(painter, filled, 3, colour)
    if run.has_experts:
        painter.save()
        painter.setPen(QPen(theme.surface, 2))
        for third in (1, 2):
            level = cell.top() + cell.height() * third / 3
            painter.drawLine(QPointF(cell.left(), level), QPointF(cell.right(), level))
        painter.restore()


class _Legend(QWidget):
    """Only the kinds that occur."""

    def __init__(self, runs: Sequence[LayerRun], window: int) -> None:
        super().__init__()
        flow = FlowLayout(spacing=look_of(self).sizes.px(14))
        kinds: dict[tuple[bool, bool, bool], LayerRun] = {}
        counts: dict[tuple[bool, bool, bool], int] = {}
        for run in runs:
            kind = (run.is_windowed, run.is_recurrent, run.has_experts)
            kinds.setdefault(kind, run)
            counts[kind] = counts.get(kind, 0) + run.count
        for kind, run in kinds.items():
            flow.addWidget(_LegendItem(run, counts[kind], window))
        self.setLayout(flow)


class _LegendItem(QWidget):
    def __init__(self, run: LayerRun, count: int, window: int) -> None:
        super().__init__()
        words = shown(run_name(run, window))
        if run.has_experts:
            words = self.tr("{kind}, with experts").format(kind=words)
        line = row(self, spacing=6)
        line.addWidget(_Sample(run))
        line.addWidget(
            Label(self.tr("{count} × {kind}").format(count=count, kind=words), "secondary", "muted")
        )


class _Sample(QWidget):
    def __init__(self, run: LayerRun) -> None:
        super().__init__()
        self._run = run
        px = look_of(self).sizes.px
        self.setFixedSize(px(10), px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_layer(painter, QRectF(self.rect()), self._run, look_of(self).theme.accent)


class AnatomyShares(QWidget):
    """Where the parameters lie, and which types the quantization gave them."""

    def __init__(self, anatomy: Anatomy) -> None:
        super().__init__()
        page = column(self, margins=(0, 8, 0, 0), spacing=6)
        total = max(1, anatomy.parameters)
        parts = [
            Share(PART_NAMES[p.kind], p.parameters / total, count_text(p.parameters), PART_MEANINGS[p.kind])
            for p in anatomy.parts
        ]
        page.addWidget(Label(self.tr("Where the parameters lie"), "strong"))
        page.addWidget(Para(shown(parameters_words(anatomy)), "secondary", "muted"))
        page.addWidget(ShareBars(parts))
        page.addSpacing(look_of(self).sizes.px(8))
        page.addWidget(Label(self.tr("How the weights are stored"), "strong"))
        page.addWidget(Para(shown(bits_words(anatomy)), "secondary", "muted"))
        types = [Share(t.name, t.parameters / total, shown(stored_words(t))) for t in anatomy.types]
        page.addWidget(ShareBars(types))


class AnatomyPage(QWidget):
    """The picture, the shares, the chat template and every key of the header."""

    def __init__(self, inside: ModelStructure) -> None:
        super().__init__()
        self._count: ActionButton | None = None
        page = column(self, spacing=12).add(AnatomyPicture(inside.anatomy))
        context = self.tr("Context: {length}").format(length=shown(context_words(inside.anatomy)))
        page.addWidget(Para(context, "secondary", "muted"))
        if inside.anatomy.parts:  # the first bytes of a file on the Hub do not reach its tensors
            page.addWidget(AnatomyShares(inside.anatomy))
        else:
            self._add_count(page, inside)
        if inside.template:
            template = Section(self.tr("Chat template"), opened=False)
            template.body.addWidget(CodeBlock(inside.template[:_LONGEST_TEMPLATE], "jinja"))
            page.addWidget(template)
        if inside.metadata:
            keys = Section(self.tr("Everything the header says"), opened=False)
            keys.body.addWidget(MetadataList(inside.metadata))
            page.addWidget(keys)

    def follow(self, inside: ModelStructure) -> None:
        if self._count is not None and inside.count is not None:
            self._count.show_action(inside.count)

    def _add_count(self, page: Column, inside: ModelStructure) -> None:
        """Where the parameters lie is said only once they were counted."""
        if inside.trouble:
            page.addWidget(Para(shown(inside.trouble), "secondary", "bad"))
        if inside.count is not None:
            self._count = ActionButton("outlined", inside.count, "compact")
            line = row().add(self._count, STRETCH)
            page.addLayout(line)
