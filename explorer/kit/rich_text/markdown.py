"""One running text of rendered Markdown. Loads nothing, follows no link by itself.

With ``fit=True`` the view is as high as its text and leaves scrolling to the page around it. ``MarkdownPage``
shows blocks of code and images as widgets, and answers while they stream.
"""

import html
import re
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QUrl, Slot
from PySide6.QtGui import (
    QCursor,
    QFocusEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from explorer.kit.fonts import CODE_FAMILY
from explorer.kit.paint import focus_ring
from explorer.kit.rich_text.highlight import highlighted
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, Sizes, TextRole, Theme, look_of

# As the rest of the app; larger, for long texts; small and muted; where columns matter.
Form = Literal["body", "reading", "quiet", "code"]

_PRE = re.compile(r"<pre>(.*?)\n?((?:</code>)?</pre>)", re.DOTALL)
_CODE = re.compile(r'<code class="language-([^"]+)">(.*)', re.DOTALL)
_QUOTE = re.compile(r"<blockquote>|</blockquote>")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_ROLES: dict[Form, TextRole] = {"body": "body", "reading": "heading", "quiet": "secondary", "code": "code"}
_SCALES: dict[Form, float] = {"body": 1.0, "reading": 15 / 13, "quiet": 12 / 13, "code": 12 / 13}
_LONGEST_TIP = 400
_TABLE = re.compile(r"<table>")
_LOOSE = re.compile(r"\n(</?(?:ul|ol|li)>)")  # white space there becomes an empty line in Qt


class MarkdownView(QTextBrowser):
    """Read-only, selectable, follows theme and text scale. A link is told before it is opened."""

    def __init__(
        self, name: str, *, fit: bool = False, form: Form = "body", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self._fit = fit
        self._form: Form = form
        self._ring = False
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        else:
            overlay_bar(self)
        self.anchorClicked.connect(self._tell)
        self.highlighted.connect(self._say_where)
        look_of(self).changed.connect(self._on_look)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing is ever loaded: not from the network, not from the disk."""
        return None

    def sizeHint(self) -> QSize:
        if not self._fit:
            return super().sizeHint()
        return QSize(look_of(self).sizes.px(320), max(1, round(self.document().size().height()) + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height()) if self._fit else QSize(80, 60)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ring:
            with QPainter(self.viewport()) as painter:
                focus_ring(painter, QRectF(self.viewport().rect()), 4, look_of(self).theme)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._fit:
            event.ignore()  # the page scrolls
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._fit:
            self.updateGeometry()

    def prepare(self, look: Look) -> None:
        """Font and style sheet of the document, which hold for what is set afterwards."""
        sizes, font = self._sizes(look), look.font(_ROLES[self._form])
        font.setWeight(QFont.Weight.Normal)
        self.document().setDefaultFont(font)
        self.document().setIndentWidth(sizes.px(24))
        self.document().setDefaultStyleSheet(
            document_css(look.theme, sizes, "muted" if self._form == "quiet" else "text")
        )

    def _sizes(self, look: Look) -> Sizes:
        """Of its form: as if the person had chosen a larger or smaller text scale."""
        return Sizes(round(look.sizes.percent * _SCALES[self._form]))

    def _render(self, look: Look) -> None:
        """Show everything anew."""
        raise NotImplementedError

    @Slot(object)
    def _on_look(self, look: Look) -> None:
        """Never overridden: Qt would go on calling an override after the widget is gone."""
        self._render(look)

    @Slot(QUrl)
    def _tell(self, url: QUrl) -> None:
        if url.scheme():
            LinkPopup(url.toString(), self.window()).open_at(QCursor.pos())
        else:
            self.scrollToAnchor(url.fragment())

    @Slot(QUrl)
    def _say_where(self, url: QUrl) -> None:
        """Under the pointer: the full address of a link, before anything is clicked."""
        self.viewport().setToolTip(plain_tip(url.toString()[:_LONGEST_TIP]) if url.scheme() else "")

    @Slot()
    def _fit_height(self) -> None:
        self.updateGeometry()


def dress(clean: str, theme: Theme) -> str:
    """Give clean HTML the forms QTextBrowser can draw: code and quotes become one-cell tables."""
    ground, line = theme.sunken.name(), theme.strong_line.name()
    code = f'<table class="code" width="100%" cellspacing="0" cellpadding="9" bgcolor="{ground}"><tr><td>'
    opened = (
        f'<table class="quote" width="100%" cellspacing="0" cellpadding="0"><tr>'
        f'<td width="3" bgcolor="{line}"></td><td style="padding-left:12px" class="quote">'
    )
    framed = _PRE.sub(
        lambda m: f'{code}<pre class="block">{_coloured(m[1], theme)}{m[2]}</td></tr></table>', clean
    )
    dressed = _HEADING.sub(r'<p class="h\1">\2</p>', framed)
    dressed = _QUOTE.sub(lambda m: opened if m.group() == "<blockquote>" else "</td></tr></table>", dressed)
    edge = (
        '<table class="grid" border="1" cellspacing="0" cellpadding="6" '
        f'style="border-collapse:collapse; border-style:solid; border-color:{line}">'
    )
    return _TABLE.sub(edge, _LOOSE.sub(r"\1", dressed))


def _coloured(block: str, theme: Theme) -> str:
    """The HTML of a block of code, its parts in their colours where its language is known."""
    named = _CODE.match(block)
    if named is None:
        return block
    runs = highlighted(html.unescape(named[2]), named[1])
    return "<code>" + "".join(
        f'<span style="color:{theme.colour(role).name()}">{html.escape(text)}</span>' for text, role in runs
    )


def document_css(theme: Theme, sizes: Sizes, tone: str = "text") -> str:
    """Line heights are pixels: per cent would multiply the font's own 1.21."""
    px = sizes.px
    return f"""
    body, p, li, td, th {{ color: {theme.colour(tone).name()}; line-height: {px(20)}px; }}
    td, th {{ line-height: {px(17)}px; }}
    p {{ margin: 0 0 {px(9)}px 0; }}
    table {{ margin: {px(6)}px 0 {px(12)}px 0; }}
    ul, ol {{ margin: 0 0 {px(9)}px 0; }}
    td p, th p, li p {{ margin: 0; }}
    p.formula {{ margin: {px(7)}px 0 {px(9)}px 0; }}
    p.h1 {{ font-size: {px(20)}px; font-weight: 600; line-height: {px(26)}px;
      margin: {px(14)}px 0 {px(6)}px 0; }}
    p.h2 {{ font-size: {px(15)}px; font-weight: 600; margin: {px(14)}px 0 {px(5)}px 0; }}
    p.h3, p.h4, p.h5, p.h6 {{ font-weight: 600; margin: {px(10)}px 0 {px(4)}px 0; }}
    code, pre {{ font-family: "{CODE_FAMILY}"; font-size: {px(12)}px; }}
    code {{ background-color: {theme.sunken.name()}; }}
    pre.block, pre.block code {{ line-height: {px(18)}px; background-color: {theme.sunken.name()}; }}
    a {{ color: {theme.accent.name()}; text-decoration: none; }}
    a.given {{ color: rgba(0, 0, 0, 0); }}
    a.not-given {{ color: {theme.muted.name()}; text-decoration: line-through; }}
    .image {{ color: {theme.faint.name()}; font-size: {px(12)}px; }}
    .quote, .quote p {{ color: {theme.muted.name()}; }}
    table.grid td, table.grid th {{ border: 1px solid {theme.strong_line.name()}; }}
    li ul, li ol {{ margin: 0; }}
    th {{ font-weight: 600; }}
    """
