"""The sheet of one model: what it is, three facts that matter, every finding with its source, its files.

The same wherever a model is opened. It shows a ``SheetContent`` and knows no room: what a button does
comes in as an Action.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QCursor, QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.domain.facts import Dossier, Evidence, Finding, Group, Verdict
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.facts import FactRow, StatCard
from explorer.kit.iconlabel import IconLabel
from explorer.kit.layouts import Columns, Flow, Head
from explorer.kit.markdown import Link, MarkdownView
from explorer.kit.marks import Mark
from explorer.kit.pill import Pill, Tone
from explorer.kit.popup import Popup
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.text import Elided, Label, Para, Quote
from explorer.kit.theme import look_of
from explorer.transparency.rubric import dimensions, group_title, groups, title_of

EDGE = 26
_ROOMY = 520  # a file row narrower than this puts size and version under the word


@dataclass(frozen=True)
class Stat:
    """A question people ask, the answer, and what stands behind it."""

    question: str
    answer: str
    note: str


@dataclass(frozen=True)
class FileLine:
    """One variant of a repo in plain words."""

    word: str
    version: str
    size: str
    fit: str
    tone: Tone
    tip: str
    is_recommended: bool
    action: Action


@dataclass(frozen=True)
class Hop:
    """One model of the lineage: who, what license, and how it leads to the next."""

    name: str
    note: str
    relation: str = ""


@dataclass(frozen=True)
class SheetContent:
    """Everything one sheet shows."""

    title: str
    subtitle: str
    stats: tuple[Stat, ...]
    dossier: Dossier
    hops: tuple[Hop, ...] = ()
    files: tuple[FileLine, ...] = ()
    card: str | None = None
    withheld: str = ""  # why there is a card that cannot be read
    banner: str = ""  # said above everything: offline, gated
    banner_action: Action | None = None
    secondary: Action | None = None
    primary: Action | None = None


class Sheet(Scroll):
    """A scrolling page; ``show_content`` replaces everything on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        super().__init__(self._page, "Model", parent)
        self.setAccessibleName(self.tr("Model"))
        self._column.setContentsMargins(EDGE, 18, EDGE, 32)
        self._column.setSpacing(12)
        self.primary: Button | None = None

    def show_content(self, content: SheetContent) -> None:
        self._clear()
        if content.banner:
            self._column.addWidget(_Banner(content.banner, content.banner_action))
        self._add_head(content)
        self._add_stats(content.stats)
        self._add_findings(content.dossier, content.hops)
        if content.files:
            self._add_files(content.files)
        self._add_card(content.card, content.withheld)
        self._column.addStretch()
        self.verticalScrollBar().setValue(0)

    def _clear(self) -> None:
        self.primary = None
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _add_head(self, content: SheetContent) -> None:
        head = _Head(content)
        self.primary = head.primary
        self._column.addWidget(head)

    def _add_stats(self, stats: Sequence[Stat]) -> None:
        row = QWidget()
        columns = Columns(row, narrowest=look_of(self).sizes.px(190), spacing=10, most=3)
        for stat in stats:
            columns.addWidget(StatCard(stat.question, stat.answer, stat.note))
        self._column.addWidget(row)

    def _add_findings(self, dossier: Dossier, hops: Sequence[Hop]) -> None:
        group_of = {dimension.id: dimension.group for dimension in dimensions()}
        for group in groups():
            found = [f for f in dossier.findings if group_of.get(f.dimension) is group]
            if found:
                said = sum(f.verdict in (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED) for f in found)
                note = self.tr("{said} of {all} stated").format(said=said, all=len(found))
                section = Section(group_title(group), note)
                if group is Group.ORIGIN and hops:
                    section.body.addWidget(_HopStrip(hops))
                for finding in found:
                    section.body.addWidget(FindingRow(finding))
                self._column.addWidget(section)

    def _add_files(self, files: Sequence[FileLine]) -> None:
        section = Section(self.tr("Files"))
        frame = Card("plain", inset=1)
        frame.body.setContentsMargins(1, 1, 1, 1)
        frame.body.setSpacing(0)
        for number, line in enumerate(files):
            frame.body.addWidget(_FileRow(line, is_first=number == 0))
        section.body.addWidget(frame)
        self._column.addWidget(section)

    def _add_card(self, card: str | None, withheld: str) -> None:
        section = Section(self.tr("Model card"))
        if card is None or not card.strip():
            words = withheld or self.tr("No model card was published or kept.")
            section.body.addWidget(Para(words, tone="muted"))
        else:
            view = MarkdownView(self.tr("Model card"), fit=True)
            view.set_markdown(card)
            view.link_clicked.connect(self._open_link)
            frame = Card("plain", inset=18)
            frame.body.addWidget(view)
            section.body.addWidget(frame)
        self._column.addWidget(section)

    @Slot(object)
    def _open_link(self, click: Link) -> None:
        _LinkPopup(click.url, self).open_at_pointer()


class FindingRow(FactRow):
    """One finding; a click shows every quote with its place."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        mark: Mark = "conflict" if finding.conflict else finding.verdict
        super().__init__(title_of(finding.dimension), mark, finding.text, source_words(finding), parent)
        self._finding = finding
        self.clicked.connect(self._open)

    @Slot()
    def _open(self) -> None:
        EvidencePopup(self._finding, self).open_below(self)


def source_words(finding: Finding) -> str:
    """The first quote and its place, or where it was looked for."""
    if finding.conflict:
        return finding.conflict
    if finding.evidence:
        first = finding.evidence[0]
        quote = first.words
        return f"“{quote[:90]}{'…' if len(quote) > 90 else ''}” · {first.place}"
    if finding.searched:
        return "searched: " + ", ".join(finding.searched)
    return ""


class EvidencePopup(Popup):
    """The quotes of a finding, each with the place it was read at."""

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        super().__init__(title_of(finding.dimension), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(look_of(self).sizes.px(460))
        self.body.addWidget(Label(title_of(finding.dimension), "heading"))
        if finding.conflict:
            self.body.addWidget(Para(finding.conflict, tone="caution"))
        if not finding.evidence:
            self.body.addWidget(Para(_silence(finding), tone="muted"))
        for evidence in finding.evidence[:6]:
            self.body.addWidget(Quote(evidence.quote.strip()[:600]))
            self.body.addWidget(Label(_where(evidence), "source", "faint", selectable=True))


def _where(evidence: Evidence) -> str:
    """Place, repo and commit, date: a line each."""
    commit = f" at {evidence.commit[:12]}" if evidence.commit else ""
    read = f"read {evidence.read_at:%Y-%m-%d}" if evidence.read_at else ""
    lines = (evidence.place, f"{evidence.repo}{commit}", read)
    return "\n".join(line for line in lines if line)


def _silence(finding: Finding) -> str:
    if finding.text:
        return finding.text
    if not finding.searched:
        return "Not checked: neither a card nor an answer of the Hub is at hand."
    return f"Nothing was found about this. Searched: {', '.join(finding.searched)}."


class _Head(QWidget):
    """Title and subtitle left, the two actions right; below each other where it is narrow."""

    def __init__(self, content: SheetContent) -> None:
        super().__init__()
        head = Head(spacing=8)
        self.setLayout(head)
        head.addWidget(_Titles(content.title, content.subtitle))
        self.primary: Button | None = None
        if content.secondary is not None:
            head.addWidget(_action_button("outlined", content.secondary))
        if content.primary is not None:
            self.primary = _action_button("primary", content.primary)
            self.primary.setObjectName("sheet-primary")
            head.addWidget(self.primary)


class _Titles(QWidget):
    """Title and subtitle; they give way before the actions go under them."""

    def __init__(self, title: str, subtitle: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Elided(title, "title"))
        column.addWidget(Elided(subtitle, "body", "muted"))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), look_of(self).sizes.px(320)), hint.height())


def _action_button(kind: str, action: Action) -> Button:
    button = Button("primary" if kind == "primary" else "outlined", action.text, action.icon)
    button.setEnabled(action.enabled)
    button.does(action)
    return button


class _Banner(Card):
    def __init__(self, text: str, action: Action | None) -> None:
        super().__init__("sunken", inset=14)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel("info", "muted"))
        row.addWidget(Para(text, tone="muted"), 1)
        if action is not None:
            row.addWidget(_action_button("outlined", action))
        self.body.addLayout(row)


class _HopStrip(QWidget):
    """The lineage as far as it is known, from the base to this model."""

    def __init__(self, hops: Sequence[Hop]) -> None:
        super().__init__()
        flow = Flow(spacing=10)
        flow.setContentsMargins(0, 4, 0, 8)
        for number, hop in enumerate(hops):
            flow.addWidget(_HopCard(hop, is_last=number == len(hops) - 1))
            if hop.relation:
                flow.addWidget(_Arrow(hop.relation))
        self.setLayout(flow)


class _HopCard(Card):
    def __init__(self, hop: Hop, *, is_last: bool) -> None:
        super().__init__("outlined" if is_last else "strong", inset=11)
        self.body.setSpacing(0)
        self.body.addWidget(Elided(hop.name, "strong"))
        self.body.addWidget(Elided(hop.note, "body", "muted"))


class _Arrow(QWidget):
    def __init__(self, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 14, 0, 14)
        row.setSpacing(4)
        row.addWidget(Label(words, "body", "muted"))
        row.addWidget(IconLabel("arrow-right", "muted", 14))


class _FileRow(QFrame):
    """One variant: word, size, version, fit, Get."""

    def __init__(self, line: FileLine, *, is_first: bool) -> None:
        super().__init__()
        if not is_first:
            self.setProperty("rule", "top")
        px = look_of(self).sizes.px
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 8, 13, 8)
        row.setSpacing(10)
        self._under = Elided(f"{line.size} · {line.version}", "secondary", "muted")
        self._size = _fixed(Label(line.size, "body"), px(70))
        self._version = _fixed(Elided(line.version, "body", "muted"), px(112))
        row.addLayout(self._words(line), 1)
        row.addWidget(self._size)
        row.addWidget(self._version)
        fit = Pill(line.fit, line.tone)
        fit.setToolTip(line.tip)
        row.addWidget(fit)
        row.addWidget(self._button(line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self.width() >= look_of(self).sizes.px(_ROOMY)
        self._under.setVisible(not is_roomy)
        self._size.setVisible(is_roomy)
        self._version.setVisible(is_roomy)

    def minimumSizeHint(self) -> QSize:
        """What the narrow form needs; else the wide one would hold the page apart."""
        return QSize(look_of(self).sizes.px(300), super().minimumSizeHint().height())

    def _words(self, line: FileLine) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(Label(line.word, "strong"))
        if line.is_recommended:
            first.addWidget(Pill(self.tr("recommended"), "accent"))
        first.addStretch()
        words.addLayout(first)
        words.addWidget(self._under)
        return words

    def _button(self, line: FileLine) -> Button:
        button = Button("outlined", line.action.text, line.action.icon, scale="compact")
        button.setAccessibleName(f"{line.action.text}: {line.word}, {line.size}, {line.version}")
        button.setEnabled(line.action.enabled)
        button.setFixedWidth(look_of(self).sizes.px(76))
        button.does(line.action)
        return button


def _fixed(widget: QWidget, width: int) -> QWidget:
    widget.setFixedWidth(width)
    return widget


class _LinkPopup(Popup):
    """Where a link of a card leads, before anything is opened."""

    def __init__(self, url: str, parent: QWidget) -> None:
        super().__init__("Link", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._url = url
        self.setFixedWidth(look_of(self).sizes.px(420))
        self.body.addWidget(Para(self.tr("This link leads to")))
        self.body.addWidget(Quote(url))
        button = Button("outlined", self.tr("Open in the browser"), "external")
        button.clicked.connect(self._open)
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)

    def open_at_pointer(self) -> None:
        self.adjustSize()
        self.move(QCursor.pos())
        self.show()

    @Slot()
    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._url))
        self.close()
