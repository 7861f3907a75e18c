"""The panel behind one fact: every quote word for word, whose it is, how far it is proven, what it means."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.domain.facts import Evidence, Finding, SourceKind
from explorer.domain.words import Words, enumerated, joined
from explorer.kit.boxes import Row, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyButton, CopyIcon
from explorer.kit.language import shown
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para, Quote
from explorer.kit.theme import look_of
from explorer.kit.verdict_marks import VerdictLabel, mark_of
from explorer.transparency.dimension import Dimension
from explorer.transparency.rubric import find_dimension, title_of
from explorer.transparency.sheet_view.evidence_words import (
    PROOF_WORDS,
    evidence_place,
    quote_of,
    silence_of,
)
from explorer.transparency.sheet_view.sheet_content import SheetTools
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup
from explorer.transparency.sheet_view.why_rows import WhyRows
from explorer.transparency.source_texts import SourceTexts
from explorer.transparency.sources import Sources

_WIDTH, _HIGHEST = 460, 380
_OF_FILES = (SourceKind.FILE, SourceKind.HEADER)


class EvidencePopup(Popup):
    """Opens beside what it explains; Escape or a click elsewhere closes it."""

    def __init__(self, model: str, finding: Finding, tools: SheetTools, parent: QWidget) -> None:
        title = shown(title_of(finding.dimension))
        super().__init__(f"{title}, {model}", parent)
        self._finding, self._model, self._tools = finding, model, tools
        self._width = look_of(self).sizes.px(_WIDTH)
        self.body.add(self._head(title, model), VerdictLabel(mark_of(finding), shown(finding.text)))
        self._content = Quotes(finding, tools.shelf, self._show_source)
        self._content.setFixedWidth(self._width)
        self._scroll = Scroll(self._content, self.tr("Evidence"))
        self.body.add(self._scroll, self._foot(find_dimension(finding.dimension)))
        self._fit()

    def open_at(self, spot: QPoint) -> None:
        """The corner of what is seen of it, not that of its shadow."""
        super().open_at(spot - QPoint(SHADOW, SHADOW))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.copy.setFocus()

    @property
    def text(self) -> str:
        """What the copy button copies."""
        return shown(evidence_copy_text(self._model, self._finding))

    def _head(self, title: str, model: str) -> Row:
        words = column(spacing=0).add(Elided(model, "secondary", "muted"), Elided(title, "heading"))
        self.copy = CopyIcon(self.tr("Copy the fact with its sources"), self._told)
        return row(spacing=8).add(stretched(words), self.copy)

    def _foot(self, dimension: Dimension | None) -> Row:
        line = row(spacing=8)
        if dimension is not None:
            self._means = Button("link", self.tr("What does this mean?"))
            self._means.clicked.connect(partial(self._explain, dimension))
            line.addWidget(self._means)
        sources = self._sources()
        if dimension is not None and dimension.rule and sources is not None:
            self._why = Button("link", self.tr("Why?"))
            self._why.setToolTip(
                self.tr("Shows which words of the card were taken for it, and which were not.")
            )
            self._why.setAccessibleName(self.tr("Why was it read so?"))
            self._why.clicked.connect(partial(self._show_why, sources))
            line.addWidget(self._why)
        line.addStretch()
        words, copied = self.tr("Report a wrong reading"), self.tr("Copied: paste it where you report it")
        wrong = CopyButton("link", words, self._report, copied=copied)
        wrong.setToolTip(self.tr("Puts a text into the clipboard that says what was read and from where."))
        line.addWidget(wrong)
        return line

    def _fit(self) -> None:
        height = self._content.heightForWidth(self._width)
        self._content.resize(self._width, height)
        self._scroll.setFixedSize(self._width, min(height, look_of(self).sizes.px(_HIGHEST)))

    def _explain(self, dimension: Dimension, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self._means.hide()
        self._content.explain(dimension)
        self._grow()
        self._scroll.verticalScrollBar().setValue(0)

    def _sources(self) -> Sources | None:
        """Of whoever says it, or is silent, where the card is at hand; not of what files alone say."""
        shelf, evidence = self._tools.shelf, self._finding.evidence
        if shelf is None or self._tools.tasks is None:
            return None
        if evidence and all(one.kind in _OF_FILES for one in evidence):
            return None
        sources = shelf.sources.get(evidence[0].repo if evidence else shelf.subject)
        return sources if sources is not None and sources.card else None

    def _show_why(self, sources: Sources, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        assert self._tools.tasks is not None  # noqa: S101  see above
        self._why.hide()
        rows = WhyRows(sources, self._finding.dimension, self._tools.tasks, self._show_rows)
        self._content.put_last(rows)
        self._show_rows(rows)

    def _show_rows(self, rows: QWidget) -> None:
        """From their heading on."""
        self._grow()
        self._scroll.verticalScrollBar().setValue(rows.y())

    def _grow(self) -> None:
        """To what has come, and inside the screen."""
        self._fit()
        self.adjustSize()
        self.move_inside(self.pos(), self.screen())

    def _show_source(self, evidence: Evidence) -> None:
        source = self._tools.shelf.get(evidence) if self._tools.shelf is not None else None
        if source is not None:
            SourcePopup(evidence, source, self, self._tools.tasks).open_over(self)

    def _told(self) -> str:
        return self.text

    def _report(self) -> str:
        return shown(evidence_report(self._model, self._finding))


class Quotes(QWidget):
    """The quotes of a finding, then what the model above says."""

    def __init__(
        self,
        finding: Finding,
        shelf: SourceTexts | None = None,
        show_source: Callable[[Evidence], None] | None = None,
    ) -> None:
        """``shelf``: the texts at hand; ``show_source`` shows one. Without them no way leads there."""
        super().__init__()
        self._shelf, self._show_source = shelf, show_source
        self._column = column(self, margins=(0, 0, 8, 0), spacing=6)
        if finding.conflict:
            self._column.addWidget(Para(shown(finding.conflict), tone="bad"))
        if finding.evidence:
            self._add_quotes(finding)
        else:
            self._column.addWidget(Para(shown(silence_of(finding)), tone="muted"))
        if finding.base is not None:
            self._add_base(finding.base)
        self._column.addStretch()

    def explain(self, dimension: Dimension) -> None:
        """At the top: what it means, why it matters, what each verdict takes."""
        page = QWidget()
        lines = column(page, margins=(0, 0, 0, 8), spacing=4)
        lines.add(Para(shown(dimension.means)), Para(shown(dimension.matters), tone="muted"))
        for name, takes in (
            (self.tr("Open: {what}"), dimension.open),
            (self.tr("Partial: {what}"), dimension.partial),
            (self.tr("Closed: {what}"), dimension.closed),
        ):
            if takes:
                lines.addWidget(Para(name.format(what=shown(takes)), "secondary"))
        looked = self.tr("Looked for in: {places}").format(places=shown(enumerated(dimension.looked_in)))
        lines.addWidget(Para(looked, "source", "muted"))
        anchors = self.tr("Compare: {criteria} (our reading)").format(
            criteria=shown(enumerated(dimension.anchors))
        )
        lines.addWidget(Para(anchors, "source", "muted"))
        self._column.insertWidget(0, page)
        page.show()  # at once, for its room is asked for now

    def put_last(self, page: QWidget) -> None:
        """Below the quotes."""
        self._column.insertWidget(self._column.count() - 1, page)
        page.show()

    def _add_quotes(self, finding: Finding) -> None:
        for number, evidence in enumerate(finding.evidence):
            self._column.addWidget(Quote(shown(quote_of(evidence))))
            lines = [*evidence_place(evidence)]
            if not number:
                lines.append(PROOF_WORDS[finding.proof])
            places = Label(shown(joined("\n", lines)), "source", "muted", selectable=True)
            places.setWordWrap(True)  # names of repos are long
            self._column.addWidget(places)
            if self._shelf is not None and self._show_source is not None:
                self._column.addLayout(self._ways(evidence, self._shelf, self._show_source))

    def _ways(self, evidence: Evidence, shelf: SourceTexts, show_source: Callable[[Evidence], None]) -> Row:
        """To where the quote stands: here, and on the Hub."""
        line = row(spacing=12)
        at, address = str(shown(evidence.place)), shelf.address(evidence)
        if shelf.has(evidence):
            link = Button("link", self.tr("Show it in its source"))
            link.setProperty("way", "source")
            link.setAccessibleName(self.tr("Show it in its source: {place}").format(place=at))
            link.clicked.connect(partial(_shown_by, show_source, evidence))
            line.addWidget(link)
        elif evidence.kind is not SourceKind.FILE:
            gone = self.tr("Its source is not on this disk any more.")
            line.addWidget(Para(gone, "source", "muted"), 1)
        if address:
            there = Button("link", self.tr("On the Hub"), "external")
            there.setAccessibleName(self.tr("Open it on the Hub: {place}").format(place=at))
            there.clicked.connect(partial(_lead_to, address, there))
            line.addWidget(there)
        line.addStretch(0 if line.stretch(0) else 1)
        return line

    def _add_base(self, base: Finding) -> None:
        self._column.addWidget(Label(self.tr("Its base says"), "strong"))
        told = self.tr("{repo} says this of itself. It need not hold for this model.").format(
            repo=base.holder
        )
        self._column.addWidget(Para(told, "secondary", "muted"))
        self._add_quotes(base)


def _shown_by(show_source: Callable[[Evidence], None], evidence: Evidence, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
    show_source(evidence)


def _lead_to(address: str, link: Button, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
    LinkPopup(address, link).open_below(link)


def evidence_copy_text(model: str, finding: Finding) -> Words:
    """The fact with its sources, as text."""
    lines = [
        Words(
            "{model} – {title}: {fact}", model=model, title=title_of(finding.dimension), fact=_fact(finding)
        )
    ]
    lines += [_cited(e) for e in finding.evidence]
    if not finding.evidence:
        lines.append(Words("{why}", why=silence_of(finding)))
    return joined("\n", lines)


def evidence_report(model: str, finding: Finding) -> Words:
    """A text for whoever keeps the rules: what was read, from where, and room for what is right."""
    asked = Words("What it should say, and where that stands:")
    return joined("\n\n", (Words("A wrong reading"), evidence_copy_text(model, finding), asked))


def _cited(evidence: Evidence) -> Words:
    return Words(
        "“{quote}” ({place})", quote=quote_of(evidence), place=joined(" · ", evidence_place(evidence))
    )


def _fact(finding: Finding) -> str:
    return finding.text or Words("Not disclosed")
