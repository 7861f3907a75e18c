"""The four questions. What is answered is kept at once, what is typed after a short pause."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from explorer.choose.decision import Decision
from explorer.choose.need_hints import hint_words
from explorer.choose.need_words import IN_UNION, PACE, PRIVACY, PURPOSES, USED_AT, means
from explorer.choose.proposing.kept import with_provider
from explorer.choose.store import StoredDecision
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button
from explorer.kit.growing_field import GrowingField
from explorer.kit.language import shown
from explorer.kit.scroll import Scroll
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.need.answer_rows import LanguageAnswer, NumberedQuestion, OneAnswer, SeveralAnswers
from explorer.rooms.choose.need.provider_rows import ProviderAnswer
from explorer.rooms.choose.page_rows import DecisionTitle, back_line
from explorer.rooms.choose.session import ChoosePage, ChooseSession

_PAUSE_MS = 400  # until what is typed is kept
_LONGEST = 2000  # letters of it
_WIDEST = 780  # pixels at 100 %
_INSET = 6  # of everything below a title that can be edited, pixels at 100 %


class QuestionsSide(QWidget):
    """Of the open decision. ``narrowest``: pixels wide at which nothing is cut."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session, self._number = session, 0
        self.title = DecisionTitle(session)
        self.words = GrowingField(self.tr("What is it for?"), (1, 5))
        self.words.takes_lines = False
        self.words.setPlaceholderText(self.tr("Such as: take the medicines out of clinic letters"))
        self.purposes = SeveralAnswers(_said(PURPOSES))
        self.languages = LanguageAnswer()
        self._is_cut = Para("", "secondary", "caution")
        self._is_cut.hide()
        self._purpose_means = Para("", "secondary", "muted")
        self._language_means = Para("", "secondary", "muted")
        self.used_at = OneAnswer("used_at", self.tr("Do you use it at work?"), _said(USED_AT))
        union = self.tr("Used in the European Union?")
        self.in_union = OneAnswer("in_union", union, _said(IN_UNION), union)
        prompts, answers = self.tr("What I write"), self.tr("Answers come")
        self.privacy = OneAnswer("privacy", prompts, _said(PRIVACY), prompts)
        self.pace = OneAnswer("pace", answers, _said(PACE), answers)
        self.provider = ProviderAnswer(session.services)
        self._further = Button("link", "", then=self._go_further)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def show_decision(self, stored: StoredDecision) -> None:
        """What is typed meanwhile stays as it stands."""
        need = stored.decision.need
        if stored.id != self._number:
            self._number = stored.id
            self.languages.show_answers(need.languages)
            self.words.show_text(need.words)
            self._scroll.verticalScrollBar().setValue(0)
        elif set(need.languages) != set(self.languages.codes):
            self.languages.show_answers(need.languages)
        if not self._pause.isActive() and self._typed != need.words:
            self.words.show_text(need.words)
        self.purposes.show_answers(need.purposes)
        self._purpose_means.setText(shown(hint_words(need) or means("purposes", "".join(need.purposes))))
        self._language_means.setText(shown(means("languages", "".join(need.languages))))
        self.used_at.show_answer(need.used_at)
        self.in_union.show_answer(need.in_union)
        self.privacy.show_answer(need.privacy)
        self.pace.show_answer(need.pace)
        self.provider.show_answer(need.provider)
        self._show_further(stored.decision)

    def take_focus(self) -> None:
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_end(self) -> None:
        """Scroll to the last question."""
        self._scroll.to_end()

    @Slot()
    def keep(self) -> None:
        """What was typed and is not kept yet."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep_words()

    def close_side(self) -> None:
        self.keep()
        self.provider.leave()

    def _lay_out(self) -> None:
        labels = [row.label for row in (self.privacy, self.pace)]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setFixedWidth(widest)
        lead = self.tr("Four questions, about a minute. What you write stays on this machine.")
        head = boxes.row(margins=(_INSET, 0, _INSET, 0))
        head.add(boxes.stretched(back_line(self._session)), self._further)
        private = self.tr("How private, and how fast?")
        what_for = (self.words, self._is_cut, self.purposes, self._purpose_means)
        below = boxes.column(margins=(_INSET, 0, _INSET, 0))
        below.add(
            Para(lead, "body", "muted"),
            18,
            NumberedQuestion(1, self.tr("What is it for?"), *what_for),
            18,
            NumberedQuestion(2, self.tr("In which languages?"), self.languages, self._language_means),
            18,
            NumberedQuestion(3, self.tr("Do you use it at work?"), self.used_at, self.in_union),
            18,
            NumberedQuestion(4, private, self.privacy, self.pace, 4, self.provider),
        )
        content = QWidget()
        column = boxes.column(content, margins=(26, 14, 20, 16), spacing=2)
        column.add(head, boxes.row().add(self.title, STRETCH), below, STRETCH)
        place = QWidget()
        boxes.row(place).add(boxes.stretched(content, 1000), STRETCH)
        self._scroll = Scroll(place, self.tr("Questions"))
        boxes.column(self).add(self._scroll)
        self.narrowest = content.minimumSizeHint().width()
        content.setMaximumWidth(max(look_of(self).sizes.px(_WIDEST), self.narrowest))

    def _connect(self) -> None:
        self._pause.timeout.connect(self._keep_words)
        self.words.written.connect(self._wait)
        for name in ("purposes", "languages", "used_at", "in_union", "privacy", "pace"):
            getattr(self, name).answered.connect(partial(self._answer, name))
        self.provider.answered.connect(self._measure)

    @property
    def _typed(self) -> str:
        return self.words.text().strip()

    @Slot(str)
    def _wait(self, text: str) -> None:
        """What is more than is kept is not shown either."""
        if len(text) > _LONGEST:
            self.words.show_text(text[:_LONGEST])
            self.words.moveCursor(QTextCursor.MoveOperation.End)
        said = self.tr("Only the first {count} letters are kept.").format(count=f"{_LONGEST:,}")
        self._is_cut.setText(said)
        self._is_cut.setVisible(len(text) > _LONGEST)
        self._pause.start()

    @Slot()
    def _keep_words(self) -> None:
        self._answer("words", self._typed)

    def _answer(self, name: str, value: object) -> None:
        def change(decision: Decision) -> Decision:
            need = msgspec.structs.replace(decision.need, **{name: value})
            return msgspec.structs.replace(decision, need=need)

        if self._number:
            self._session.change(change, self._number)

    @Slot(object)
    def _measure(self, reference: str) -> None:
        """A provider that is asked for is among those that are kept, too."""
        if self._number:
            model = self._session.services.catalog.model_of(reference) if reference else None
            self._session.change(partial(with_provider, model=model), self._number)

    def _show_further(self, decision: Decision) -> None:
        """The way to where this decision is by now."""
        words = {"trial": self.tr("To the trial"), "decision": self.tr("To the decision")}
        self._further.setText(words.get(decision.stage, ""))
        self._further.setVisible(decision.stage in words)

    @Slot()
    def _go_further(self) -> None:
        stored = self._session.stored
        if stored is not None:
            self._session.open(ChoosePage(stored.decision.stage, stored.id))


def _said(choices: Mapping[Any, str]) -> Mapping[str, str]:
    """``choices``: by members of one StrEnum."""
    return {value: shown(words) for value, words in choices.items()}
