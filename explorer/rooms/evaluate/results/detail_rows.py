"""The parts of one answer's detail: its verdict and checks, what was sent, and the answer."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.cells import cell_of
from explorer.evaluate.results.detail_content import (
    AskedTurn,
    CheckTold,
    looks_like_code,
    marked_spans,
    verdict_words,
)
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, Card
from explorer.kit.buttons import Button, LinkLine
from explorer.kit.copying import CopyIcon
from explorer.kit.language import tr
from explorer.kit.pass_marks import PassIcon, PassMark
from explorer.kit.rich_text.highlighted_text import HighlightedText
from explorer.kit.section import Section
from explorer.kit.text import Elided, Label, Para, plain_tip
from explorer.kit.theme import look_of

_ROLE_WIDTH = 52  # pixels at 100 %: "System", "You"
_LINES = 10  # of a turn that is folded
_MOST_TIP = 600  # signs of a tooltip
_MOST_SHOWN = 20_000  # signs: to lay out more takes longer than a frame; Copy has all of it
_MARKS: dict[bool | None, PassMark] = {True: "pass", False: "fail", None: "unmeasured"}
_VERDICTS: dict[str, PassMark] = {"pass": "pass", "fail": "fail", "unknown": "unmeasured"}


class VerdictLine(QWidget):
    """The mark, and in one line how it came out; below why it could not be measured, or with ``is_told`` what
    the rule found.
    """

    def __init__(self, outcome: Outcome, *, is_told: bool) -> None:
        super().__init__()
        verdict = cell_of(outcome).verdict
        tone = {"pass": "good", "fail": "bad"}.get(verdict, "muted")
        words = boxes.column(spacing=2).add(Para(verdict_words(outcome), "strong", tone))
        why = outcome.reply.not_measurable
        if why is not None:
            words.add(Para(why.words, "secondary", "muted"))
        elif is_told:
            found = [outcome.judged.short.words, *(one.why.words for one in outcome.judged.results)]
            words.add(*(Para(one, "secondary", "muted") for one in found if one))
        boxes.row(self, spacing=8).add(boxes.at_top(PassIcon(_VERDICTS[verdict]))).addLayout(words, 1)


class CheckLine(QWidget):
    """What was to be, with what, and why it is not so."""

    def __init__(self, told: CheckTold) -> None:
        super().__init__()
        head = boxes.row(spacing=5).add(boxes.at_top(Label(told.name.title)))
        if told.name.value:
            head.add(boxes.stretched(Para(told.name.value, "body", "muted", most=3)))
        else:
            head.addStretch()
        self.words = boxes.column(spacing=1).add(head)
        if why := told.result.why.words:
            self.words.add(Para(why, "secondary", "muted"))
        boxes.row(self, spacing=8).add(boxes.at_top(PassIcon(_MARKS[told.result.passed]))).addLayout(
            self.words, 1
        )


class DetailHead(QWidget):
    """A heading, a note before the copy button, and that."""

    def __init__(self, title: str, note: str, copy_tip: str, text: Callable[[], str]) -> None:
        super().__init__()
        line = boxes.row(self, spacing=8).add(Label(title, "strong"), STRETCH)
        if note:
            line.add(Label(note, "secondary", "muted"))
        line.add(CopyIcon(copy_tip, text))


class AskedText(QWidget):
    """Whose turn, and its text: of a long one the first lines, and all of it on demand."""

    def __init__(self, turn: AskedTurn) -> None:
        super().__init__()
        names = {"system": tr("System"), "user": tr("You"), "assistant": tr("Model"), "text": ""}
        self._text = Para(turn.text[:_MOST_SHOWN])
        self._text.setProperty("data", True)
        self._show_text(_LINES)
        words = boxes.column(spacing=2).add(self._text)
        line = boxes.row(self, spacing=8)
        if names[turn.role]:
            role = Elided(names[turn.role], "secondary", "muted")
            role.setFixedWidth(look_of(self).sizes.px(_ROLE_WIDTH))
            line.add(boxes.at_top(role))
        line.addLayout(words, 1)
        self._more = Button("link", tr("Show all"), then=self._toggle)
        words.add(LinkLine().add(self._more, STRETCH))
        self._more.setVisible(len(turn.text) > 40 * _LINES or turn.text.count("\n") >= _LINES)

    def _show_text(self, most: int) -> None:
        """``most`` lines; what is left out is told by the button, and its beginning by the tooltip."""
        self._text.set_most(most)
        self._text.setToolTip(plain_tip(self._text.text()[:_MOST_TIP]) if most else "")

    @Slot()
    def _toggle(self) -> None:
        opened = self._more.text() == tr("Show all")
        self._show_text(0 if opened else _LINES)
        self._more.setText(tr("Show less") if opened else tr("Show all"))


class SentWordForWord(Section):
    """Exactly what the model read, folded at first."""

    def __init__(self, sent: str) -> None:
        super().__init__(tr("Word for word"), opened=False, role="secondary")
        self._sent: str | None = sent
        self.toggled.connect(self._show)

    @Slot(bool)
    def _show(self, opened: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        if opened and self._sent is not None:
            view = HighlightedText(tr("What the model read, word for word"), "code")
            view.show_text(self._sent[:_MOST_SHOWN])
            card = Card("sunken", 12)
            card.body.add(view)
            self.body.add(card)
            self._sent = None


class AnswerCard(Card):
    """The answer as it was written; what the checks point at stands on the ground of quotes."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("plain", 12)
        text = outcome.reply.text
        view = HighlightedText(tr("The answer"), "code" if looks_like_code(text) else "body")
        spans = [
            (start, end) for start, end in marked_spans(text, outcome.judged.results) if end <= _MOST_SHOWN
        ]
        view.show_text(text[:_MOST_SHOWN], spans)
        self.body.add(view)
        if len(text) > _MOST_SHOWN:
            words = Words("Only the first {n:,} characters are shown. Copy has all of it.", n=_MOST_SHOWN)
            self.body.add(Para(words, "secondary", "muted"))
