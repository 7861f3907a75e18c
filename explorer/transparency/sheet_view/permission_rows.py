"""The text of a license, what it asks in lines anyone understands, and what should make one careful."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSpacerItem, QWidget

from explorer.domain.facts import FactGroup, Finding
from explorer.domain.words import Words, joined
from explorer.kit.boxes import Column, centred, column, row
from explorer.kit.buttons import LINK_INSET, Button
from explorer.kit.facts import FACT_LEFT
from explorer.kit.language import shown, tr
from explorer.kit.layouts import discard
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.section import Section
from explorer.kit.tab_order import put_behind
from explorer.kit.text import IconLabel, Para
from explorer.kit.theme import look_of
from explorer.transparency.licensing.permission import NOT_ADVICE, PermissionLine
from explorer.transparency.safety.security import SecurityFact, Weight
from explorer.transparency.sheet_view.finding_rows import QuoteAndPlace
from explorer.transparency.sheet_view.findings_part_rows import GroupSection
from explorer.transparency.sheet_view.head_rows import ActionButton
from explorer.transparency.sheet_view.sheet_content import LicenseText, SheetContent
from explorer.transparency.sheet_view.source_rows import SourceView
from explorer.transparency.source_texts import SourceText

# Pixels at 100 %.
_WIDE, _HEIGHT = 560, 260
_LONGEST = 400_000  # characters of a license

_ICONS: dict[Weight, tuple[str, str]] = {
    "plain": ("info", "muted"),
    "careful": ("info", "caution"),
    "warning": ("warning", "bad"),
}


class LicenseTextView(QWidget):
    """The license as its maker gives it, fetched on a press, with whose it is and when it was read."""

    def __init__(self, content: LicenseText) -> None:
        super().__init__()
        self.fetch: ActionButton | None = None
        page = column(self, margins=(0, 4, 0, 0), spacing=4)
        if content.trouble:
            page.addWidget(Para(shown(content.trouble), "secondary", "bad"))
        if content.text:
            self._show_text(page, content)
        elif content.fetch is not None:
            line = row(spacing=8)
            self.fetch = ActionButton("outlined", content.fetch, "compact")
            line.add(self.fetch, centred(Para(shown(content.origin), "source", "muted"), 1))
            page.addLayout(line)

    def _show_text(self, page: Column, content: LicenseText) -> None:
        section = Section(self.tr("Text of {file}").format(file=content.name), opened=True, role="strong")
        section.body.addWidget(Para(shown(content.origin), "source", "muted"))
        view = SourceView(SourceText(content.text[:_LONGEST]))
        view.setAccessibleName(self.tr("Text of {file}").format(file=content.name))
        view.setFixedHeight(look_of(self).sizes.px(_HEIGHT))
        section.body.addWidget(view)
        page.addWidget(section)


class LicenseConditions(QWidget):
    """What the license asks beyond the answers in the rows above it; then where its text lies."""

    def __init__(self, lines: Sequence[PermissionLine]) -> None:
        super().__init__()
        asked = [line for line in lines if not line.dimension]
        self._label = Para(self.tr("Conditions"), tone="muted")
        if not asked:
            self._label.hide()
        page = column(spacing=4)
        for line in asked:
            page.addWidget(Para(shown(line.text)))
            if line.evidence is not None:
                page.addWidget(Para(shown(line.place), "secondary", "faint"))
        links = column(spacing=4)
        for source, dated in dict.fromkeys((line.source, line.dated) for line in lines if line.source):
            links.addWidget(_License(source, dated), 0, Qt.AlignmentFlag.AlignLeft)
        self._parts, below = row(), row()
        self._parts.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._parts.addLayout(page, 1)
        self._before = QSpacerItem(0, 0)
        below.addSpacerItem(self._before)
        below.addLayout(links)
        self._whole = column(self, margins=(0, 8, 0, 0), spacing=4).add(self._parts, below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under the facts of the rows above; from the edge on where it is narrow."""
        px = look_of(self).sizes.px
        is_wide = event.size().width() >= px(_WIDE)
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._parts.direction() is not way or self._label.maximumWidth() != px(FACT_LEFT):
            self._parts.setDirection(way)
            self._label.setFixedWidth(px(FACT_LEFT))
            self._before.changeSize(px(FACT_LEFT - LINK_INSET) if is_wide else 0, 0)
            self._whole.invalidate()
        super().resizeEvent(event)


class _License(Button):
    """Where the text lies; the address is shown before anything is opened."""

    def __init__(self, source: str, dated: str) -> None:
        dated_words = tr("Read the license, as of {date}").format(date=dated)
        super().__init__("link", dated_words if dated else tr("Read the license text"))
        self.clicked.connect(partial(self._open, source))

    def _open(self, source: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        LinkPopup(source, self).open_below(self)


class SecurityLines(QWidget):
    """One fact a line, with the files or keys it was seen in. The sign says how much it matters."""

    def __init__(self, facts: Sequence[SecurityFact]) -> None:
        super().__init__()
        page = column(self, spacing=8)
        for fact in facts:
            page.addWidget(_SecurityLine(fact))


class _SecurityLine(QWidget):
    def __init__(self, fact: SecurityFact) -> None:
        super().__init__()
        icon, tone = _ICONS[fact.weight]
        line = row(self, spacing=8).add(IconLabel(icon, tone, 16))
        words = column(spacing=0).add(Para(shown(fact.text)))
        if fact.place:
            words.addWidget(Para(shown(fact.place), "source", "muted"))
        line.addLayout(words, 1)


class RightsSection(GroupSection):
    """The rows stay while the answer changes; what stands under them is exchanged. No fact stands twice: what
    a row says is left out of the lines under it.
    """

    def __init__(self, group: FactGroup, found: Sequence[Finding]) -> None:
        super().__init__(group, found)
        self._asked: object = None
        self._read: object = None
        self._conditions: QWidget | None = None
        self._text: LicenseTextView | None = None
        self._advice = Para(shown(NOT_ADVICE), "source", "faint")
        self.body.addWidget(self._advice)

    def show_facts(self, found: Sequence[Finding], content: SheetContent) -> None:
        super().show_facts(found, content)
        is_new = [self._show_conditions(content), self._show_text(content)]
        if any(is_new):
            under = (part for part in (self._conditions, self._text) if part is not None)
            put_behind(self.header, [*self.rows, *under])
        fetch = content.license_text.fetch if content.license_text is not None else None
        if self._text is not None and self._text.fetch is not None and fetch is not None:
            self._text.fetch.show_action(fetch)

    def told(self, finding: Finding, content: SheetContent) -> tuple[QuoteAndPlace, str]:
        """The answer itself stands in the row of use at work. What the license says needs its quote once."""
        said, answer = super().told(finding, content)
        if finding.dimension != "license" and self._rests_on_license(finding, content):
            said = QuoteAndPlace("", Words("by its license"))
        line = content.permission[0] if content.permission else None
        if line is None or finding.dimension != line.dimension:
            return said, answer
        return QuoteAndPlace(said.quote, joined(" · ", (said.place, line.caution))), line.text

    def _rests_on_license(self, finding: Finding, content: SheetContent) -> bool:
        stated = content.dossier.get("license") if content.dossier is not None else None
        if (
            stated is None
            or stated.conflict
            or finding.conflict
            or not (stated.evidence and finding.evidence)
        ):
            return False
        return finding.evidence[0] == stated.evidence[0]

    def _show_conditions(self, content: SheetContent) -> bool:
        if content.permission == self._asked:
            return False
        self._asked = content.permission
        says_more = any(not line.dimension or line.source for line in content.permission)
        new = LicenseConditions(content.permission) if says_more else None
        self._exchange(self._conditions, new)
        self._conditions = new
        return True

    def _show_text(self, content: SheetContent) -> bool:
        text = content.license_text
        read = text and (text.name, text.origin, text.text, text.trouble)
        if read == self._read:
            return False
        self._read = read
        new = LicenseTextView(text) if text is not None else None
        self._exchange(self._text, new)
        self._text = new
        return True

    def _exchange(self, old: QWidget | None, new: QWidget | None) -> None:
        """In its place: conditions, then the text, then whose word decides."""
        discard(self.body, old)
        if new is not None:
            place = self.body.indexOf(self._advice)
            is_text = isinstance(new, LicenseTextView)
            self.body.insertWidget(place if is_text or self._text is None else place - 1, new)
