"""The test tried on one model: which one, its answer, and what the checks say of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.domain.included_models import TermsOfUse
from explorer.domain.model import Model
from explorer.domain.units import duration_text, tokens_text
from explorer.domain.words import Words, joined
from explorer.evaluate.checks.kinds import summary_of, title_of
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import CheckResult
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import Card, set_style_property
from explorer.kit.buttons import Button
from explorer.kit.consent import ConsentCard
from explorer.kit.error_card import ErrorCard, FoldedDetails
from explorer.kit.keys import keys_text
from explorer.kit.language import shown
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.pass_marks import PassIcon, PassMark
from explorer.kit.scroll import Scroll
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, Label, Para
from explorer.rooms.evaluate.editing.checks_pane import mark_of
from explorer.rooms.evaluate.editing.mends import Mend
from explorer.rooms.evaluate.editing.tried_answer_rows import AnswerView
from explorer.rooms.evaluate.editing.try_out import Tried, TriedJudged, TryOut

_OWN = ("", "good", "bad")


class TryOutPane(Card):
    """``mended`` carries the number of a check and the one in its place. ``tries`` asks for an answer."""

    mended = Signal(int, object)

    def __init__(self, trying: TryOut) -> None:
        super().__init__("plain", 0)
        self._trying = trying
        self.body.setSpacing(0)
        self.picker = MenuPicker(self.tr("Model that it is tried on"))
        self._state = Elided("", "secondary", "muted")
        self.run = Button("outlined", self.tr("Try"), "play", then=self._press)
        self.run.setObjectName("evaluate-try")
        self._keys = Label(keys_text("Ctrl+Enter"), "secondary", "muted")
        head = self._edge("bottom")
        head.add(Label(self.tr("Try it on"), "strong"), self.picker, boxes.stretched(self._state, 1))
        head.add(self._keys, self.run)
        self._place = QWidget()
        self._instead = boxes.column(self._place, margins=16)
        self._place.hide()
        self._failed: ErrorCard | ConsentCard | None = None
        self._halves = boxes.row()
        self._middle = QWidget()
        self._middle.setLayout(self._halves)
        self._halves.add(boxes.stretched(self._build_answer(), 6), boxes.stretched(self._build_verdict(), 6))
        self.body.add(self._place, boxes.stretched(self._middle))
        foot = self._edge("top")
        self.own = Segmented(self.tr("Your own verdict"), (self.tr("None"), self.tr("Good"), self.tr("Bad")))
        self.own.currentChanged.connect(self._choose_own)
        self._stays = Elided(self.tr("The answer stays while you change the checks."), "secondary", "muted")
        own = Elided(self.tr("Your own verdict"), "secondary", "muted")
        foot.add(boxes.stretched(self._stays), own, self.own)
        trying.changed.add(self.refresh)
        trying.terms_wanted.add(self._ask_consent)

    def turn(self, *, wide: bool) -> None:
        """Answer and verdict beside each other, or one under the other and without what can be spared."""
        self._keys.setVisible(wide)
        self._stays.setVisible(wide)
        way = QBoxLayout.Direction
        set_style_property(self._said, "rule", self._beside() if wide else "top")
        self._halves.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def show_model(self, model: Model | None, state: str) -> None:
        words = model.title if model is not None else self.tr("Choose a model")
        self.picker.show_choice(words)
        self._state.setText(state)

    def refresh(self, _change: object = None) -> None:
        tried, judged = self._trying.tried, self._trying.judged
        is_here = self._trying.is_busy() and tried is not None and tried.is_writing
        self.run.setText(self.tr("Stop") if is_here else self.tr("Try"))
        self.run.set_icon("stop" if is_here else "play")
        self.run.setEnabled(self._trying.model is not None)
        self.own.setEnabled(tried is not None and not tried.is_writing)
        with QSignalBlocker(self.own):
            self.own.setCurrentIndex(_OWN.index(tried.own) if tried is not None else 0)
        self.own.update()
        self._show_failure(tried)
        self._show_answer(tried)
        self._show_judged(tried, judged)

    def _edge(self, rule: str) -> boxes.Row:
        edge = QFrame()
        edge.setProperty("rule", rule)
        self.body.addWidget(edge)
        return boxes.row(edge, margins=(16, 11, 16, 11), spacing=8)

    def _build_answer(self) -> QWidget:
        place = QWidget()
        self._title = Label(self.tr("The answer"), "strong")
        self._cost = Elided("", "secondary", "muted")
        self.answer = AnswerView()
        self._hint = Para("", tone="muted")
        self._note = Para("", "secondary", "muted")
        self._sent = boxes.column()
        self._details: FoldedDetails | None = None
        head = boxes.row(spacing=8).add(self._title, boxes.STRETCH, self._cost)
        column = boxes.column(place, margins=(16, 12, 16, 12), spacing=6)
        column.add(head, self._hint, boxes.stretched(self.answer), self._note, self._sent)
        return place

    def _beside(self) -> str:
        return "right" if self.isRightToLeft() else "left"

    def _build_verdict(self) -> QWidget:
        self._said = place = QFrame()
        place.setProperty("rule", self._beside())
        self._verdict_mark = PassIcon("cannot tell")
        self._verdict = Para("", "strong")
        self._verdict_head = QWidget()
        boxes.row(self._verdict_head, spacing=10).add(
            boxes.at_top(self._verdict_mark), boxes.stretched(self._verdict)
        )
        content = QWidget()
        self._found = boxes.column(content, margins=(0, 4, 12, 8), spacing=8)
        self._lines: list[CheckFoundRow] = []
        self._found.add(boxes.STRETCH)
        column = boxes.column(place, margins=(16, 12, 4, 4), spacing=4)
        column.add(self._verdict_head, boxes.stretched(Scroll(content, self.tr("What the checks say"))))
        self._verdict_head.hide()
        return place

    def _show_answer(self, tried: Tried | None) -> None:
        reply = tried.reply if tried is not None else None
        self.answer.show_answer(reply.text if reply is not None else "")
        waits = reply is None or (tried is not None and tried.is_writing and not reply.text)
        self._hint.setText(self._waiting_words(tried))
        self._hint.setVisible(waits)
        self.answer.setVisible(not waits)
        self._cost.setText(shown(_cost_words(tried)) if tried is not None else "")
        is_base = tried is not None and not tried.is_chat
        self._note.setText(self.tr("A base model: it goes on with a text. No chat template is used."))
        self._note.setVisible(is_base)
        sent = reply.sent if reply is not None and is_base else ""
        self._show_sent(sent)

    def _show_sent(self, sent: str) -> None:
        if self._details is not None:
            if self._details.property("sent") == sent:
                return
            self._sent.drop([self._details])
            self._details = None
        if sent:
            self._details = FoldedDetails(sent)
            self._details.setProperty("sent", sent)
            self._sent.add(self._details)

    def _waiting_words(self, tried: Tried | None) -> str:
        if tried is None:
            return self.tr("See what a model says before you run all tests on several.")
        if tried.loading is not None:
            percent = round(100 * tried.loading)
            return self.tr("Loading the model: {percent} %").format(percent=percent)
        return self.tr("The model thinks…") if tried.reply.thought else self.tr("The model reads the prompt…")

    def _show_failure(self, tried: Tried | None) -> None:
        record = tried.reply.error if tried is not None else None
        if isinstance(self._failed, ErrorCard) and self._failed.property("record") is record and record:
            return
        if isinstance(self._failed, ConsentCard) and record is None and tried is None:
            return
        if self._failed is not None:
            self._instead.drop([self._failed])
            self._failed = None
        if record is not None:
            again = Action(self.tr("Try again"), self._trying.start, "refresh")
            self._failed = ErrorCard(record.error, again)
            self._failed.setProperty("record", record)
            self._instead.add(self._failed)
        self._place.setVisible(record is not None)
        self._middle.setVisible(record is None)

    def _ask_consent(self, terms: TermsOfUse) -> None:
        if self._failed is not None:
            self._instead.drop([self._failed])
        title = self.tr("Before the first answer of {name}").format(name=terms.name)
        self._failed = ConsentCard(title, terms.text, terms.url)
        self._failed.accepted.connect(partial(self._trying.note_terms, terms))
        self._instead.add(self._failed)
        self._place.show()
        self._middle.hide()

    def _show_judged(self, tried: Tried | None, judged: TriedJudged | None) -> None:
        checks = self._trying.checks
        found = judged.judged.results if judged is not None else ()
        results = found if len(found) == len(checks) else ()  # of the checks as they are now
        self.answer.show_results(results)
        is_over = tried is not None and not tried.is_writing
        self._verdict_head.setVisible(is_over and tried is not None and tried.reply.error is None)
        mark, words = verdict_words(checks, results)
        self._verdict_mark.show_mark(mark)
        self._verdict.setText(words)
        self._verdict.set_tone("bad" if mark == "fail" else "good" if mark == "pass" else "text")
        self._fit(len(results))
        mends = judged.mends if judged is not None and results else ()
        for number, line in enumerate(self._lines):
            line.show_found(checks[number], results[number], mends[number])

    def _fit(self, count: int) -> None:
        while len(self._lines) > count:
            self._found.drop([self._lines.pop()])
        while len(self._lines) < count:
            line = CheckFoundRow()
            line.mended.connect(partial(self.mended.emit, len(self._lines)))
            self._found.insertWidget(len(self._lines), line)
            self._lines.append(line)

    @Slot()
    def _press(self) -> None:
        tried = self._trying.tried
        if self._trying.is_busy() and tried is not None and tried.is_writing:
            self._trying.stop()
        else:
            self._trying.start()

    @Slot(int)
    def _choose_own(self, index: int) -> None:
        self._trying.set_own(_OWN[index])


class CheckFoundRow(QWidget):
    """What one check found in the answer, why it is not met, and what would mend it: ``mended``."""

    mended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mend: Mend | None = None
        self._mark = PassIcon("cannot tell")
        self._title, self._looked = Label(), Elided("", tone="muted")
        self._why = Para("", "secondary", "muted")
        self._offer = Button("link", "", scale="compact", then=self._take)
        first = boxes.row(spacing=5).add(self._title, boxes.stretched(self._looked))
        words = boxes.column(spacing=1).add(first, self._why, boxes.at_start(self._offer))
        boxes.row(self, spacing=10).add(boxes.at_top(self._mark), boxes.stretched(words))

    def show_found(self, check: Check, result: CheckResult, mend: Mend | None) -> None:
        mark: PassMark = mark_of(result)
        self._mark.show_mark(mark)
        why = result.why.words
        self._title.setText(title_of(check))
        self._looked.setText("" if mark == "fail" else why if mark == "pass" and why else summary_of(check))
        self._why.setText(why)
        self._why.setVisible(bool(why) and mark != "pass")
        self._mend = mend
        self._offer.setText(shown(mend.words) if mend is not None else "")
        self._offer.setVisible(mend is not None)

    @Slot()
    def _take(self) -> None:
        if self._mend is not None:
            self.mended.emit(self._mend.check)


def verdict_words(checks: Sequence[Check], results: Sequence[CheckResult]) -> tuple[PassMark, Words]:
    """All checks together, in words."""
    count = len(checks)
    if not count:
        return "cannot tell", Words("No checks yet: say what a good answer must do")
    if len(results) != count:
        return "running", Words("Looking…")
    failed = sum(result.passed is False for result in results)
    unknown = sum(result.passed is None for result in results)
    if failed:
        return "fail", Words("Would fail: {n} of {count} checks", n=failed, count=count)
    if unknown:
        return "cannot tell", Words("Cannot tell yet: {n} of {count} checks", n=unknown, count=count)
    return "pass", Words("Would pass: {count} of {count} checks", count=count)


def _cost_words(tried: Tried) -> Words:
    """ "3.2 s · 44 tokens", and how it ended where that was not by itself."""
    timing = tried.reply.timing
    end = {
        "length": Words("cut at the limit"),
        "stopped": Words("stopped"),
        "context_full": Words("context full"),
    }.get(tried.reply.end, Words(""))
    if timing is None:
        return end
    took = duration_text(timing.first_token_s + timing.generation_s)
    return joined(" · ", (took, tokens_text(timing.answer_tokens), end))
