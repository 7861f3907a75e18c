"""The software parts of this app: name, version and license in a line, the license text under it."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.base.software_parts import SoftwarePart
from explorer.kit.boxes import column
from explorer.kit.buttons import Button
from explorer.kit.code_field import CodeField
from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, focus_ring, rule
from explorer.kit.painted_button import PaintedButton
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_HEIGHT = 34


class PartsList(QWidget):
    """All parts, folded."""

    def __init__(self, parts: tuple[SoftwarePart, ...]) -> None:
        super().__init__()
        stack = column(self)
        self._entries = [PartEntry(part) for part in parts]
        stack.add(*self._entries)

    def follow(self, before: QWidget) -> None:
        """Tab comes here from ``before``: what is built last would come last."""
        for head in (entry.head for entry in self._entries):
            QWidget.setTabOrder(before, head)
            before = head


class PartEntry(QWidget):
    """One part; its text is built when it is first unfolded."""

    def __init__(self, part: SoftwarePart) -> None:
        super().__init__()
        self._part = part
        self._text: QWidget | None = None
        self.head = PartHead(part)
        self.head.toggled.connect(partial(PartEntry._unfold, self))
        self._stack = column(self).add(self.head)

    def _unfold(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        if self._text is None:
            self._text = self._build_text()
            self._stack.addWidget(self._text)
            before: QWidget = self.head
            for stop in (self._text.findChild(Button), self._text.findChild(CodeField)):
                if stop is not None:
                    QWidget.setTabOrder(before, stop)
                    before = stop
        self._text.setVisible(opened)

    def _build_text(self) -> QWidget:
        box = QWidget()
        stack = column(box, margins=(22, 6, 0, 10), spacing=6)
        if self._part.home:
            home = Button("link", self.tr("Its page"), "external", scale="compact")
            home.setAccessibleName(self.tr("The page of {name}").format(name=self._part.name))
            home.clicked.connect(partial(PartEntry._show_link, self, home))
            stack.addWidget(home, 0, Qt.AlignmentFlag.AlignLeft)
        if not self._part.text:
            stack.addWidget(Para(self.tr("Its terms stand on its page."), "secondary", "muted"))
            return box
        name = self.tr("License of {name}").format(name=self._part.name)
        view = CodeField(name, 200)
        view.setPlainText(self._part.text)
        view.setReadOnly(True)
        stack.addWidget(view)
        return box

    def _show_link(self, button: Button) -> None:
        LinkPopup(self._part.home, button).open_at(button.mapToGlobal(button.rect().bottomLeft()))


class PartHead(PaintedButton):
    """Chevron, name, version, license: in columns that give way together."""

    def __init__(self, part: SoftwarePart) -> None:
        super().__init__()
        self._part = part
        self.setProperty("data", True)  # names are the same in every language
        self.setCheckable(True)
        self.setAccessibleName(f"{part.name} {part.version}, {part.license}")
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(360), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px, width, height = look.theme, look.sizes.px, self.width(), self.height()
        side = px(14)
        rest = width - px(22)
        name, release = round(rest * 0.38), round(rest * 0.22)
        spans = ((px(22), name), (px(22) + name, release), (px(22) + name + release, rest - name - release))
        with QPainter(self) as painter:
            chevron = "chevron-down" if self.isChecked() else self._folded()
            paint_icon(painter, self._span(2, side, (height - side) // 2, side), chevron, theme.muted)
            texts = (self._part.name, self._part.version, self._part.license)
            for (left, wide), text in zip(spans, texts, strict=True):
                first = left == px(22)
                font = look.font() if first else look.font("secondary")
                colour = theme.text if first else theme.muted
                draw_text(painter, self._span(left, wide - px(8), 0, height), text, font, colour)
            rule(painter, 0, height - 1, width, theme.line)
            if self.shows_ring():
                focus_ring(painter, QRectF(self.rect()), 6, theme)

    def _folded(self) -> str:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return "chevron-left" if mirrored else "chevron-right"

    def _span(self, left: float, width: float, top: float, height: float) -> QRectF:
        """A stretch of the row, counted from where lines begin in this language."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return QRectF(self.width() - left - width if mirrored else left, top, width, height)
