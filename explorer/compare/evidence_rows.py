"""What stands behind one fact: every quote word for word, where and when it was read, ready to copy."""

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.compare.table import cell_of, searched_text, sentence, source_of
from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.kit.buttons import IconButton
from explorer.kit.language import shown, tr
from explorer.kit.marks import VerdictLabel, mark_of
from explorer.kit.popup import SHADOW, Popup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label, Para, Quote
from explorer.kit.theme import look_of

_WIDTH = 440
_HIGHEST = 340
_LONGEST = 2000  # characters of a quote: a whole section is read in the card, not here


class EvidencePopup(Popup):
    """Opens beside a cell; Escape or a click elsewhere closes it."""

    def __init__(self, title: str, model: str, finding: Finding, parent: QWidget) -> None:
        super().__init__(f"{title}, {model}", parent)
        self.text = _copied(title, model, finding)
        look = look_of(self)
        width = look.sizes.px(_WIDTH)
        self.body.addLayout(self._head(title, model))
        self.body.addWidget(VerdictLabel(mark_of(finding), sentence(shown(cell_of(finding).fact))))
        content = _Quotes(finding)
        content.setFixedWidth(width)
        scroll = Scroll(content, self.tr("Evidence"))
        needed = content.heightForWidth(width)
        scroll.setFixedSize(width, min(needed, look.sizes.px(_HIGHEST)))
        self.body.addWidget(scroll)

    def open_at(self, spot: QPoint) -> None:
        """Show with the panel's corner at the global point, inside the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = max(room.left(), min(spot.x() - SHADOW, room.right() - self.width()))
        top = max(room.top(), min(spot.y() - SHADOW, room.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.copy.setFocus()

    def _head(self, title: str, model: str) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Elided(model, "secondary", "muted"))
        words.addWidget(Elided(title, "heading"))
        self.copy = IconButton("copy", self.tr("Copy the fact with its sources"))
        self.copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.copy)
        return row

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copy.show_as("check", self.tr("Copied"))


class _Quotes(QWidget):
    def __init__(self, finding: Finding) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        px = look_of(self).sizes.px
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(6))
        if finding.conflict:
            column.addWidget(Para(finding.conflict, tone="bad"))
        for evidence in finding.evidence:
            column.addWidget(Quote(_quote(evidence)))
            column.addWidget(Label(_where(evidence), "source", "muted", selectable=True))
            column.addSpacing(px(4))
        if not finding.evidence:
            column.addWidget(Para(self._silence(finding), tone="muted"))
        column.addStretch()

    def _silence(self, finding: Finding) -> str:
        searched = shown(enumerated(finding.searched))
        if finding.verdict is Verdict.NOT_APPLICABLE:
            return self.tr("This does not apply to this model.")
        if finding.verdict is Verdict.NOT_CHECKED or not searched:
            return self.tr("Nothing was at hand to look in.")
        return self.tr("Nobody says anything about it. Searched: {where}.").format(where=searched)


def _quote(evidence: Evidence) -> str:
    text = shown(evidence.quote).strip() or tr("(empty)")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _where(evidence: Evidence) -> str:
    """Place, owner up the lineage, commit and date, on lines of their own."""
    commit = tr("commit {start}").format(start=evidence.commit[:12]) if evidence.commit else ""
    read = tr("read on {date}").format(date=f"{evidence.read_at:%Y-%m-%d}") if evidence.read_at else ""
    owner = shown(source_of(evidence)) if evidence.hop else ""
    lines = (_listed(shown(evidence.place), owner), _listed(evidence.repo, commit), read)
    return "\n".join(line for line in lines if line)


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _copied(title: str, model: str, finding: Finding) -> str:
    lines = [f"{model} – {title}: {sentence(shown(cell_of(finding).fact))}"]
    for evidence in finding.evidence:
        lines += [f"“{evidence.quote.strip()}”", _where(evidence).replace("\n", " · ")]
    if not finding.evidence and finding.searched:
        lines.append(shown(searched_text(finding)))
    return "\n".join(lines)
