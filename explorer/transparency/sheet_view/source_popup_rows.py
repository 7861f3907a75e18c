"""A card as its makers meant it to be read, with one quote on the ground of evidence. Loads nothing."""

import re
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QStackedWidget, QTextEdit, QWidget

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.words import joined
from explorer.kit.boxes import row, stretched
from explorer.kit.language import shown
from explorer.kit.popup import Popup
from explorer.kit.rich_text.markdown import MarkdownView, dress
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.segmented import Segmented
from explorer.kit.skeleton import Skeleton
from explorer.kit.tasks import Tasks
from explorer.kit.text import Elided, Para
from explorer.kit.theme import Look, look_of
from explorer.transparency.sheet_view.evidence_words import evidence_place
from explorer.transparency.sheet_view.source_rows import SourceView
from explorer.transparency.source_texts import SourceText

START, END = "\ue000", "\ue001"  # for private use: no card has a need for them, and none may have them

_HEAD = re.compile(r"\s{0,200}(?:(?:[-*+>#|]{1,6}|\d{1,9}[.)])\s{1,20}){0,6}(?:<[^<>]{0,300}>|[\W_])*")
_TAIL = re.compile(
    r"(?:\](?:\([^()\s]{0,300}\)|\[[^\[\]]{0,300}\])|</?[A-Za-z][^<>]{0,300}>|&#?\w{1,12};|[\W_])\Z"
)
_TAIL_LENGTH, _TAIL_PARTS = 320, 200
_TAG = re.compile(r"<[^<>]*>")


def page_with_quote(source: SourceText, quote: str) -> str | None:
    """The card as clean HTML with the signs around the quote; ``None`` where no place can be told.

    The signs go between the letters of the quote, never into markup; that they changed nothing is checked.
    """
    text = source.text
    span = _span(source, quote)
    if span is None or START in text or END in text:
        return None
    first, last = span
    marked = markdown_html(f"{text[:first]}{START}{text[first:last]}{END}{text[last:]}")
    words = _TAG.sub("", marked)
    if words.count(START) != 1 or words.count(END) != 1:
        return None
    bare = marked.replace(START, "").replace(END, "")
    return marked if bare == markdown_html(text) else None


def _span(source: SourceText, quote: str) -> tuple[int, int] | None:
    """From the first letter of the quote to behind its last, as offsets in the text."""
    if not source.first:
        return None
    lines = [f"{line}\n" for line in source.text.split("\n")]
    begin = sum(map(len, lines[: source.first - 1]))
    until = begin + sum(map(len, lines[source.first - 1 : source.last]))
    at = source.text.find(quote.strip(), begin, until) if quote.strip() else -1
    if at >= 0:
        begin, until = at, at + len(quote.strip())
    head = _HEAD.match(source.text, begin, until)
    first = head.end() if head is not None else begin
    last = _last_letter(source.text, first, until)
    return (first, last) if first < last else None


def _last_letter(text: str, first: int, until: int) -> int:
    """Behind it; markup at the end of the quote is left out, and the address of a link."""
    for _part in range(_TAIL_PARTS):
        tail = _TAIL.search(text, max(first, until - _TAIL_LENGTH), until)
        if tail is None:
            break
        until = tail.start()
    return until


_ABOVE = 3  # the quote stands a third of the height below the top


class QuotedView(MarkdownView):
    """``page``: clean HTML with the marks of ``page_with_quote`` in it, which are taken out again."""

    def __init__(self, page: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._page = page
        self.setUndoRedoEnabled(False)
        self._render(look_of(self))

    @property
    def quoted(self) -> str:
        """What is marked, "" if nothing is."""
        return " ".join(mark.cursor.selectedText() for mark in self.extraSelections())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.document().size()  # all of it is laid out: only now is it known where the quote stands
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // _ABOVE)

    def _render(self, look: Look) -> None:
        self.prepare(look)
        self.setHtml(dress(self._page, look.theme))
        first, last = self._take(START), self._take(END)
        if 0 <= first < last:
            self.setExtraSelections(self._marks(first, last))
            at = QTextCursor(self.document())
            at.setPosition(first)
            self.setTextCursor(at)

    def _take(self, sign: str) -> int:
        """Where a sign stood; it is not shown."""
        found = self.document().find(sign)
        if found.isNull():
            return -1
        at = found.selectionStart()
        found.removeSelectedText()
        return at

    def _marks(self, first: int, last: int) -> list[QTextEdit.ExtraSelection]:
        """A piece for each paragraph: one selection over the cells of a table would take whole cells."""
        marks: list[QTextEdit.ExtraSelection] = []
        block = self.document().findBlock(first)
        while block.isValid() and block.position() < last:
            cursor = QTextCursor(self.document())
            cursor.setPosition(max(first, block.position()))
            end = block.position() + block.length() - 1
            cursor.setPosition(min(last, end), QTextCursor.MoveMode.KeepAnchor)
            if cursor.hasSelection():
                marks.append(self._mark(cursor))
            block = block.next()
        return marks

    def _mark(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setBackground(look_of(self).theme.quote)
        form.setForeground(look_of(self).theme.text)
        mark.format, mark.cursor = form, cursor
        return mark


_WIDTH, _HEIGHT = 640, 460  # pixels at 100 %
_RENDERED, _SOURCE = 0, 1
_LINES = 12


class SourcePopup(Popup):
    """``view`` is the text as it is written; ``page`` the card as it is read, once it is there.

    With ``tasks`` the card is rendered in the background: one of sixty kilobytes takes more than a frame.
    """

    def __init__(
        self, evidence: Evidence, source: SourceText, parent: QWidget, tasks: Tasks | None = None
    ) -> None:
        self._name = shown(joined(" · ", evidence_place(evidence)[:2]))
        super().__init__(self._name, parent)
        self._quote, self._source = evidence.quote, source
        self.page: QuotedView | None = None
        self.switch = Segmented(self.tr("How the card is shown"), (self.tr("Rendered"), self.tr("Source")))
        self.switch.currentChanged.connect(self._show_view)
        self.note = Para(source.note, "secondary", "caution")
        self.view = SourceView(source, evidence.quote)
        self._place = QStackedWidget()
        self._fill()
        if evidence.kind is SourceKind.CARD and source.first:
            self._render(tasks)
        else:
            self._show_source()

    def open_over(self, anchor: QWidget) -> None:
        """In the middle of the window that ``anchor`` floats over, inside the screen."""
        self.adjustSize()
        below = anchor.parentWidget()
        window = below.window() if below is not None else anchor
        place = self.rect()
        place.moveCenter(window.geometry().center())
        self.move_inside(place.topLeft(), self.screen())
        self.show()
        self._focus()

    def _fill(self) -> None:
        px, room = look_of(self).sizes.px, self.screen().availableGeometry()
        head = row(spacing=12).add(stretched(Elided(self._name, "secondary", "muted")), self.switch)
        self.body.add(head, self.note)
        self.note.setVisible(bool(self._source.note))  # only now: without a parent it would be a window
        for view in (Skeleton(_LINES, lines=True), self.view):
            self._place.addWidget(view)
        self._place.setFixedSize(
            min(px(_WIDTH), room.width() - px(80)), min(px(_HEIGHT), room.height() - px(120))
        )
        self.body.addWidget(self._place)

    def _render(self, tasks: Tasks | None) -> None:
        source, quote = self._source, self._quote

        if tasks is None:
            self._show_page(page_with_quote(source, quote))
        else:
            tasks.do(partial(page_with_quote, source, quote), self._show_page, self._no_page, owner=self)

    def _show_page(self, page: str | None) -> None:
        """``None`` where the quote has no place in it."""
        view = QuotedView(page, self.tr("The card, the quote marked"), self) if page is not None else None
        if view is None or not view.quoted:
            self._no_page()
            return
        self.page = view
        waiting = self._place.widget(_RENDERED)
        self._place.insertWidget(_RENDERED, view)
        if waiting is not None:
            self._place.removeWidget(waiting)
            waiting.deleteLater()
        self._show_view(self.switch.currentIndex())

    def _no_page(self, _error: object = None) -> None:
        if not self._source.note:
            self.note.setText(
                self.tr("In the rendered card this place is not seen, so it is shown as it is written.")
            )
            self.note.set_tone("muted")
            self.note.show()
            self.adjustSize()
        self._show_source()

    def _show_source(self) -> None:
        """There is nothing to choose."""
        self.switch.hide()
        self._place.setCurrentIndex(_SOURCE)
        self._focus()

    @Slot(int)
    def _show_view(self, index: int) -> None:
        has_switch = self.switch.hasFocus()
        self._place.setCurrentIndex(index)
        if not has_switch:
            self._focus()

    def _focus(self) -> None:
        shown_now = self._place.currentWidget()
        if shown_now is not None and self.isVisible():
            shown_now.setFocus()
