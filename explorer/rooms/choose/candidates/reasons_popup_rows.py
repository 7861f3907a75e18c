"""The panel behind a candidate: every reason with its quote and its source, what the license asks, and the
way to all that is known."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.choose.candidate import Candidate, Reason, Speaks
from explorer.domain.facts import Evidence
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import joined
from explorer.kit.boxes import STRETCH, Row, at_top, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.popup import Popup
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.scroll import Scroll
from explorer.kit.tasks import Tasks
from explorer.kit.text import Elided, Label, Para, Quote
from explorer.kit.theme import look_of
from explorer.rooms.choose.candidates.candidate_rows import ReasonLine, speaks_word
from explorer.transparency.sheet_view.evidence_words import evidence_place, quote_of
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup
from explorer.transparency.source_texts import SourceTexts

_WIDTH, _HIGHEST = 460, 420
_POINT = 23  # below the words of its reason
_ORDER: tuple[Speaks, ...] = ("against", "for", "conditions", "unknown")


class ReasonsPopup(Popup):
    """``shelf``: the texts that quotes stand in, where they were read."""

    def __init__(
        self,
        candidate: Candidate,
        shelf: SourceTexts | None,
        tasks: Tasks,
        go: Go,
        parent: QWidget,
        choose: Callable[[], object] | None,
    ) -> None:
        """``choose`` ticks it; ``None`` where that is done, or cannot be."""
        super().__init__(parent.tr("Why {model}?").format(model=shown(candidate.title)), parent)
        self._candidate, self._shelf, self._tasks, self._go = candidate, shelf, tasks, go
        self._choose = choose
        width = look_of(self).sizes.px(_WIDTH)
        where = joined(" · ", (candidate.publisher, candidate.variant.label if candidate.variant else ""))
        for line in (Elided(candidate.title, "heading"), Elided(where, "secondary", "muted")):
            line.setMaximumWidth(width)
            self.body.add(line)
        content = QWidget()
        content.setFixedWidth(width)
        self._fill(content)
        self._scroll = Scroll(content, self.tr("Reasons"))
        height = content.heightForWidth(width)
        content.resize(width, height)
        self._scroll.setFixedSize(width, min(height, look_of(self).sizes.px(_HIGHEST)))
        self.body.add(self._scroll, self._foot())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scroll.setFocus()  # the keys scroll it, and Tab goes on from here

    def _fill(self, content: QWidget) -> None:
        lines = column(content, margins=(0, 0, 8, 0), spacing=6)
        for speaks in _ORDER:
            reasons = self._candidate.speaking(speaks)
            if reasons:
                lines.add(4, Label(speaks_word(speaks), "strong"))
            for reason in reasons:
                self._add_reason(lines.addWidget, lines.addLayout, reason)
        if count := len(self._candidate.others):
            told = (
                self.tr("1 other repo offers the same model.")
                if count == 1
                else self.tr("{count} other repos offer the same model.").format(count=count)
            )
            why = self.tr(
                "The maker’s own files are taken before copies, then those that most people download."
            )
            lines.add(6, Para(f"{told} {why}", "secondary", "muted"))
        lines.addStretch()

    def _add_reason(
        self, add: Callable[[QWidget], None], add_line: Callable[[Row], None], reason: Reason
    ) -> None:
        line = ReasonLine(most=0)
        line.show_line(reason.speaks, reason.words)
        add(line)
        for more in reason.more:
            point = row(margins=(_POINT, 0, 0, 0), spacing=6)
            add_line(
                point.add(
                    at_top(Label("•", "secondary", "muted")), stretched(Para(more, "secondary", "muted"))
                )
            )
        if reason.evidence is not None:
            add(Quote(shown(quote_of(reason.evidence))))
            place = Label(shown(joined(" · ", evidence_place(reason.evidence))), "source", "muted")
            place.setWordWrap(True)
            add(place)
        if (ways := self._ways(reason)).count() > 1:
            add_line(ways)

    def _ways(self, reason: Reason) -> Row:
        """To where the quote stands, and to the text of the license."""
        line, evidence = row(spacing=12), reason.evidence
        if evidence is not None and self._shelf is not None and self._shelf.has(evidence):
            show = partial(self._show_source, evidence)
            line.add(Button("link", self.tr("Show it in its source"), then=show))
        if reason.source:
            there = Button("link", self.tr("Text of the license"), "external")
            there.clicked.connect(partial(_lead_to, reason.source, there))
            line.add(there)
        return line.add(STRETCH)

    def _foot(self) -> Row:
        line = row(spacing=8).add(STRETCH)
        if self._candidate.repo:
            self.open = Button("outlined", self.tr("Open in Discover"), then=self._discover)
            line.add(self.open)
        if self._choose is not None:
            self.choose = Button("primary", self.tr("Choose it"), then=self._on_choose)
            line.add(self.choose)
        return line

    def _on_choose(self) -> None:
        self.close()
        if self._choose is not None:
            self._choose()

    def _discover(self) -> None:
        self.close()
        self._go(Place(Room.DISCOVER, repo_id=self._candidate.repo))

    def _show_source(self, evidence: Evidence, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        source = self._shelf.get(evidence) if self._shelf is not None else None
        if source is not None:
            SourcePopup(evidence, source, self, self._tasks).open_over(self)


def _lead_to(address: str, link: Button, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
    LinkPopup(address, link).open_below(link)
