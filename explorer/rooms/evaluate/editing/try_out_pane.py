"""The test tried on one model: which one, its answer, and what the checks say of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from explorer.domain.errors import ErrorRecord
from explorer.domain.included_models import TermsOfUse
from explorer.domain.units import duration_text, tokens_text
from explorer.domain.words import Words, joined
from explorer.evaluate.checks.kinds import summary_of, title_of
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import CheckResult
from explorer.evaluate.results.detail_content import (
    CheckName,
    CheckTold,
    end_words,
    looks_like_code,
    marked_spans,
)
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Card, set_style_property
from explorer.kit.buttons import Button, LinkLine
from explorer.kit.consent import ConsentCard
from explorer.kit.error_card import ErrorCard
from explorer.kit.keys import keys_text
from explorer.kit.language import shown
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.pass_marks import PassIcon, PassMark
from explorer.kit.rich_text.highlighted_text import HighlightedText
from explorer.kit.scroll import Scroll
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import look_of
from explorer.kit.where_mark import WhereMark
from explorer.local.model_picker_pane import ModelPickerOpener
from explorer.rooms.evaluate.editing.try_out import Tried, TriedJudged, TryOut
from explorer.rooms.evaluate.results.detail_rows import CheckLine, SentWordForWord
from explorer.rooms.room_services import RoomServices

_OWN = ("", "good", "bad")
_LOWEST = 160  # pixels at 100 %: of the answer, and of what the checks say


class TryOutPane(Card):
    """``mended`` carries the number of a check and the one in its place."""

    mended = Signal(int, object)

    def __init__(self, services: RoomServices, trying: TryOut) -> None:
        super().__init__("plain", 0)
        self._trying, self._backends = trying, services.backends
        self._picking = ModelPickerOpener(
            services.catalog, services.backends, services.core.estimates, services.tasks, services.go
        )
        self.body.setSpacing(0)
        self.picker = MenuPicker(self.tr("Model that it is tried on"))
        self.picker.wanted.connect(self._pick)
        self._mark, self._state = WhereMark(), Elided("", "secondary", "muted")
        self.run = Button("outlined", self.tr("Try"), "play", then=self._press)
        self.run.setObjectName("evaluate-try")
        self._keys = Label(keys_text("Ctrl+Enter"), "secondary", "muted")
        head = self._edge("bottom")
        head.add(
            Label(self.tr("Try it on"), "strong"), self.picker, self._mark, boxes.stretched(self._state, 1)
        )
        head.add(self._keys, self.run)
        self._place = QWidget()
        self._instead = boxes.column(self._place, margins=16)
        self._instead_of: ErrorRecord | TermsOfUse | None = None
        self._middle = QWidget()
        self._halves = boxes.row(self._middle)
        self._halves.add(boxes.stretched(self._build_answer()), boxes.stretched(self._build_verdict()))
        self.body.add(self._place, boxes.stretched(self._middle))
        foot = self._edge("top")
        self.own = Segmented(self.tr("Your own verdict"), (self.tr("None"), self.tr("Good"), self.tr("Bad")))
        self.own.currentChanged.connect(self._choose_own)
        self._stays = Elided(self.tr("The answer stays while you change the checks."), "secondary", "muted")
        own = Elided(self.tr("Your own verdict"), "secondary", "muted")
        foot.add(boxes.stretched(self._stays), own, self.own)
        trying.changed.add(self.refresh)
        self.refresh()

    def turn(self, *, wide: bool) -> None:
        """Answer and verdict beside each other, or one under the other and without what can be spared."""
        self._keys.setVisible(wide)
        self._stays.setVisible(wide)
        way = QBoxLayout.Direction
        set_style_property(self._said, "rule", self._beside() if wide else "top")
        self._halves.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def refresh(self, _change: object = None) -> None:
        tried, model = self._trying.tried, self._trying.model
        self.picker.show_choice(model.title if model is not None else self.tr("Choose a model"))
        is_loaded = model is not None and self._backends.is_loaded(model)
        self._mark.show_model(model)
        self._state.setText(self.tr("loaded") if is_loaded else "")
        is_here = self._is_written(tried)
        self.run.setText(self.tr("Stop") if is_here else self.tr("Try"))
        self.run.set_icon("stop" if is_here else "play")
        self.run.setEnabled(model is not None)
        self.own.setEnabled(tried is not None and not tried.is_writing)
        with QSignalBlocker(self.own):
            self.own.setCurrentIndex(_OWN.index(tried.own) if tried is not None else 0)
        self.own.update()
        self._show_instead(self._trying.terms or (tried.reply.error if tried is not None else None))
        judged = self._trying.judged
        checks = self._trying.checks
        found = judged.judged.results if judged is not None else ()
        is_known = judged is not None and len(found) == len(checks)  # of the checks as they are now
        self._show_answer(tried, found if is_known else ())
        self._show_judged(tried, judged if is_known else None)

    def _edge(self, rule: str) -> boxes.Row:
        edge = QFrame()
        edge.setProperty("rule", rule)
        self.body.addWidget(edge)
        return boxes.row(edge, margins=(16, 11, 16, 11), spacing=8)

    def _build_answer(self) -> QWidget:
        place, content = QWidget(), QWidget()
        place.setMinimumHeight(look_of(self).sizes.px(_LOWEST))
        self._cost = Elided("", "secondary", "muted")
        self.answer = HighlightedText(self.tr("The answer"))
        self._hint = Para("", tone="muted")
        words = self.tr("A base model: it goes on with a text. No chat template is used.")
        self._note = Para(words, "secondary", "muted")
        self._sent_text, self._sent = "", boxes.column()
        inner = boxes.column(content, margins=(0, 0, 12, 8), spacing=6)
        inner.add(self._hint, self.answer, self._note, self._sent, boxes.STRETCH)
        head = boxes.row(margins=(0, 0, 12, 0), spacing=8)
        head.add(Label(self.tr("The answer"), "strong"), boxes.STRETCH, self._cost)
        column = boxes.column(place, margins=(16, 12, 4, 4), spacing=6)
        column.add(head, boxes.stretched(Scroll(content, self.tr("The answer"))))
        return place

    def _beside(self) -> str:
        return "right" if self.isRightToLeft() else "left"

    def _build_verdict(self) -> QWidget:
        self._said = place = QFrame()
        place.setProperty("rule", self._beside())
        place.setMinimumHeight(look_of(self).sizes.px(_LOWEST))
        self._verdict_mark = PassIcon("cannot tell")
        self._verdict = Para("", "strong")
        self._verdict_head = QWidget()
        boxes.row(self._verdict_head, spacing=8).add(
            boxes.at_top(self._verdict_mark), boxes.stretched(self._verdict)
        )
        content = QWidget()
        self._found = boxes.column(content, margins=(0, 4, 12, 8), spacing=8)
        self._told: TriedJudged | None = None
        self._before = QWidget()
        told = Para(self.tr("Each check says here whether the answer meets it."), tone="muted")
        words = Label(self.tr("The checks"), "strong"), told
        boxes.column(self._before, margins=(0, 0, 12, 0), spacing=6).add(*words)
        column = boxes.column(place, margins=(16, 12, 4, 4), spacing=4)
        column.add(
            self._before, self._verdict_head, boxes.stretched(Scroll(content, self.tr("What the checks say")))
        )
        self._verdict_head.hide()
        return place

    def _show_answer(self, tried: Tried | None, found: Sequence[CheckResult]) -> None:
        text = tried.reply.text if tried is not None else ""
        self.answer.show_text(text, marked_spans(text, found), "code" if looks_like_code(text) else "body")
        waits = tried is None or (tried.is_writing and not text)
        self._hint.setText(self._waiting_words(tried))
        self._hint.setVisible(waits)
        self.answer.setVisible(not waits)
        self._cost.setText(shown(_cost_words(tried)) if tried is not None else "")
        is_base = tried is not None and not tried.is_chat
        self._note.setVisible(is_base)
        sent = tried.reply.sent if tried is not None and is_base else ""
        if sent != self._sent_text:
            self._sent_text = sent
            boxes.clear(self._sent)
            if sent:
                self._sent.add(SentWordForWord(sent))

    def _waiting_words(self, tried: Tried | None) -> str:
        if tried is None:
            return self.tr("See what a model says before you run all tests on several.")
        if tried.loading is not None:
            percent = round(100 * tried.loading)
            return self.tr("Loading the model: {percent} %").format(percent=percent)
        return self.tr("The model thinks…") if tried.reply.thought else self.tr("The model reads the prompt…")

    def _show_instead(self, wanted: ErrorRecord | TermsOfUse | None) -> None:
        """In place of an answer: why there is none, or what is to be seen first."""
        if wanted is not self._instead_of:
            self._instead_of = wanted
            boxes.clear(self._instead)
            if isinstance(wanted, ErrorRecord):
                again = Action(self.tr("Try again"), self._trying.start, "refresh")
                self._instead.add(ErrorCard(wanted.error, again))
            elif wanted is not None:
                title = self.tr("Before the first answer of {name}").format(name=wanted.name)
                card = ConsentCard(title, wanted.text, wanted.url)
                card.accepted.connect(self._trying.note_terms)
                self._instead.add(card)
        self._place.setVisible(wanted is not None)
        self._middle.setVisible(wanted is None)

    def _show_judged(self, tried: Tried | None, judged: TriedJudged | None) -> None:
        """``judged``: of the checks as they are now."""
        checks = self._trying.checks
        results = judged.judged.results if judged is not None else ()
        is_over = tried is not None and not tried.is_writing
        self._verdict_head.setVisible(is_over)
        self._before.setVisible(not is_over)
        mark, words = verdict_words(checks, results)
        self._verdict_mark.show_mark(mark)
        self._verdict.setText(words)
        self._verdict.set_tone("bad" if mark == "fail" else "good" if mark == "pass" else "text")
        if judged is self._told:
            return
        self._told = judged
        boxes.clear(self._found)
        for number, (check, result) in enumerate(zip(checks, results, strict=bool(results))):
            line = CheckLine(CheckTold(CheckName(title_of(check), summary_of(check)), result))
            if judged is not None and (mend := judged.mends[number]) is not None:
                take = partial(self.mended.emit, number, mend.check)
                line.words.add(LinkLine().add(Button("link", shown(mend.words), then=take), STRETCH))
            self._found.add(line)
        self._found.addStretch()

    def _is_written(self, tried: Tried | None) -> bool:
        return self._trying.is_busy() and tried is not None and tried.is_writing

    @Slot()
    def _press(self) -> None:
        if self._is_written(self._trying.tried):
            self._trying.stop()
        else:
            self._trying.start()

    @Slot()
    def _pick(self) -> None:
        chosen = self._trying.model.id if self._trying.model is not None else ""
        self._picking.open(lambda: self.picker, chosen).picked.connect(self._trying.choose)

    @Slot(int)
    def _choose_own(self, index: int) -> None:
        self._trying.set_own(_OWN[index])


def verdict_words(checks: Sequence[Check], results: Sequence[CheckResult]) -> tuple[PassMark, Words]:
    """All checks together, in words."""
    count = len(checks)
    if not count:
        return "cannot tell", Words("No checks yet: say what a good answer must do")
    if len(results) != count:
        return "running", Words("Looking…")
    failed = sum(result.passed is False for result in results)
    unknown = sum(result.passed is None for result in results)
    if failed == count == 1:
        return "fail", Words("Would fail")
    if failed:
        return "fail", Words("Would fail: {n} of {count} checks", n=failed, count=count)
    if unknown:
        return "cannot tell", Words("Cannot tell yet: {n} of {count} checks", n=unknown, count=count)
    return "pass", Words("Would pass all {count} checks", count=count) if count > 1 else Words("Would pass")


def _cost_words(tried: Tried) -> Words:
    """ "3.2 s · 44 tokens", and how it ended where that was not by itself."""
    timing, end = tried.reply.timing, tried.reply.end
    parts = (
        (duration_text(timing.first_token_s + timing.generation_s), tokens_text(timing.answer_tokens))
        if timing is not None
        else ()
    )
    return joined(" · ", (*parts, *((end_words(end),) if end != "end" else ())))
