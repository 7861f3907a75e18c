"""One prompt, every model's answer: asked one after the other, so that the speeds are fair.

What is shown is one round: a prompt and the answers to it. Earlier rounds stay, and a step back shows
them. A column that fails, or is not on this disk, says so in its place and stops nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.compare.board import Slot as BoardSlot
from explorer.compare.column_rows import ColumnsView
from explorer.compare.column_words import seen_text
from explorer.compare.composer_rows import Asked, Composer, SamplingChosen
from explorer.compare.consent_rows import ConsentPage
from explorer.compare.document import Prompt
from explorer.compare.ears import Ears
from explorer.compare.results import Failure, Result, Round
from explorer.compare.round_rows import PromptBar, StatusStrip
from explorer.compare.run import Run
from explorer.compare.run_listener import RunListener
from explorer.compare.sampling import keep_sampling, stored_sampling
from explorer.compare.widths import Widths
from explorer.domain.errors import KnownError
from explorer.domain.local import LocalModel, Origin
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.theme import look_of

if TYPE_CHECKING:
    from explorer.compare.answer_rows import AnswerColumn

_LOW = 360  # pixels at 100 %: below it what stands over the answers is put on one line each


class AnswersPane(QWidget):
    """``answered`` carries each Result or Failure; ``busy_changed`` tells that a run began or ended.

    Columns are built when they are seen: the room opens with the facts.
    """

    answered = Signal(object)
    busy_changed = Signal()
    moved = Signal(object)

    def __init__(
        self,
        start_run: Callable[[Prompt, Mapping[str, LocalModel], RunListener], Run],
        store: Store,
        settings: SettingsFile,
        absent: Callable[[BoardSlot], tuple[str, Action | None]],
        add_prompt: Callable[[Asked], Prompt],
        parent: QWidget | None = None,
    ) -> None:
        """``absent``: why a slot without a local model cannot answer, and what helps.

        ``add_prompt`` keeps what is about to be asked, ``start_run`` prepares a run that asks it.
        """
        super().__init__(parent)
        self._add_prompt = add_prompt
        self._start_run, self._store, self._settings, self._absent = start_run, store, settings, absent
        self._slots: tuple[BoardSlot, ...] = ()
        self._rounds: tuple[Round, ...] = ()
        self._at = -1  # the round shown
        self._run: Run | None = None
        self._asked: Asked | None = None
        self.problems: dict[str, KnownError] = {}  # of the newest round, by the column's key
        self._consent: ConsentPage | None = None
        self._columns: dict[str, AnswerColumn] = {}
        self._is_stale = False  # the columns are not those of the slots and the round
        self._is_low = False
        self._build()

    def _build(self) -> None:
        self._status = StatusStrip()
        self._status.stop.clicked.connect(self.stop)
        self._prompt = PromptBar()
        self._prompt.stepped.connect(self._step)
        self._view = ColumnsView(self.tr("Answers side by side"))
        self._view.drags.moved.connect(self.moved)
        self.composer = Composer(stored_sampling(self._store))
        self.composer.asked.connect(self.ask)
        self.composer.stopped.connect(self.stop)
        self.composer.chosen.connect(self._keep_sampling)
        self._box = boxes.column(self)
        for widget in (self._status, self._prompt):
            self._box.addWidget(widget)
        self._box.addWidget(self._view, 1)
        self._box.addWidget(self.composer)
        self._status.hide()

    def is_busy(self) -> bool:
        return self._run is not None

    def columns(self) -> "dict[str, AnswerColumn]":
        """What is shown, by the column's key."""
        self._catch_up()
        return self._columns

    def show_widths(self, widths: Widths) -> None:
        self._view.show_widths(widths)

    @property
    def current_key(self) -> str:
        """The key of the column that the keyboard is in, "" where it is in none."""
        focused = QApplication.focusWidget()
        if focused is None:
            return ""
        return next((key for key, one in self._columns.items() if one.isAncestorOf(focused)), "")

    def show_slots(self, slots: Sequence[BoardSlot]) -> None:
        self._slots = tuple(slots)
        if not self.is_busy():
            self._refresh()
        self._refresh_reach()

    def show_rounds(self, rounds: Sequence[Round], failures: Sequence[Failure] = ()) -> None:
        """The stored rounds; the newest is shown, with why a column did not answer there."""
        self._rounds = tuple(rounds)
        self._at = len(self._rounds) - 1
        newest = self._rounds[-1].key if self._rounds else ""
        self.problems = {f.column: f.error for f in failures if f.prompt_key == newest}
        self._refresh()

    @Slot(object)
    def ask(self, asked: Asked) -> None:
        """Start a run, after the terms of an included model were seen."""
        if self.is_busy() or not self._models():
            return
        self._asked = asked
        included = any(model.origin is Origin.INCLUDED for _key, model in self._models())
        if included and not self._settings.current.gemma_terms_shown:
            self._ask_consent()
        else:
            self._start(asked)

    @Slot()
    def stop(self) -> None:
        if self._run is not None:
            self._run.stop()

    def close_room(self) -> None:
        if self._run is not None:
            self._run.close()

    def _start(self, asked: Asked) -> None:
        models = self._models()
        prompt = self._add_prompt(asked)
        self._rounds = (*self._rounds, Round(prompt.text, {}, prompt.key))
        self._at = len(self._rounds) - 1
        self.problems = {}
        self._rebuild()
        self.composer.clear()
        for key, _model in models:
            self._columns[key].show_waiting()
        self._run = self._start_run(prompt, dict(models), Ears(self))
        self._status.show_busy("")
        self._refresh_reach()
        self.busy_changed.emit()
        self._run.start()

    def hear_loading(self, reference: str, fraction: float) -> None:
        self._say(self.tr("{model} loads"), reference)
        if reference in self._columns:
            self._columns[reference].show_loading(fraction)

    def hear_started(self, reference: str) -> None:
        self._say(self.tr("{model} answers"), reference)
        if reference in self._columns:
            self._columns[reference].show_started()

    def hear_chunk(self, reference: str, text: str) -> None:
        if reference in self._columns:
            self._columns[reference].add_text(text)

    def hear_answer(self, result: Result) -> None:
        column = result.cell.column
        self._rounds[-1].results[column] = result
        if column in self._columns:
            self._columns[column].show_result(result)
            self._view.fit()
        self.answered.emit(result)

    def hear_failure(self, failure: Failure) -> None:
        self.problems[failure.column] = failure.error
        if failure.column in self._columns:
            self._columns[failure.column].show_error(failure.error)
        self.answered.emit(failure)

    def hear_end(self) -> None:
        self._run = None
        self._status.hide()
        for reference, column in self._columns.items():
            if self._is_unanswered(reference):
                column.show_unanswered()
        self._refresh_reach()
        self.busy_changed.emit()

    def _is_unanswered(self, reference: str) -> bool:
        answered = self._rounds[-1].results if self._rounds else {}
        is_local = any(key == reference for key, _model in self._models())
        return is_local and reference not in answered and reference not in self.problems

    def _models(self) -> list[tuple[str, LocalModel]]:
        """Those on this disk, with the keys of their columns."""
        columns = [(slot.key, slot.column) for slot in self._slots if slot.column is not None]
        return [(key, column.model) for key, column in columns if column.model is not None]

    def _say(self, words: str, reference: str) -> None:
        title = next((s.label for s in self._slots if s.key == reference), reference)
        self._status.show_busy(words.format(model=title))

    def _refresh(self) -> None:
        """Now, or when it is seen."""
        if self.isVisible():
            self._rebuild()
        else:
            self._is_stale = True

    def _catch_up(self) -> None:
        if self._is_stale and not self.is_busy():
            self._rebuild()

    def _rebuild(self) -> None:
        """Columns for the slots, with what they said to the prompt that is shown."""
        self._is_stale = False
        shown = self._rounds[self._at] if self._rounds else None
        self._columns = {slot.key: self._column(slot, shown) for slot in self._slots}
        for column in self._columns.values():
            column.set_compact(self._is_low)
        self._view.show_columns(tuple(self._columns.values()))
        self._prompt.show_round(shown.prompt if shown else "", self._at, len(self._rounds))

    def _column(self, slot: BoardSlot, shown: Round | None) -> "AnswerColumn":
        from explorer.compare.answer_rows import AnswerColumn  # noqa: PLC0415  see the top of the class

        model = slot.column.model if slot.column else None
        note = self.tr("base model: continues the text") if model and not model.is_chat else ""
        column = AnswerColumn(slot.key, slot.label, note)
        result = shown.results.get(slot.key) if shown else None
        if result is not None:
            column.show_result(result)
        elif model is None:
            column.show_absent(*self._absent(slot), seen_text(slot.column) if slot.column else "")
        elif slot.key in self.problems and self._at == len(self._rounds) - 1:
            column.show_error(self.problems[slot.key])
        elif shown is not None:
            column.show_unanswered()
        return column

    @Slot(object)
    def _step(self, by: int) -> None:
        self._at = max(0, min(len(self._rounds) - 1, self._at + by))
        self._rebuild()

    def _refresh_reach(self) -> None:
        count, several = len(self._models()), len(self._slots) > 1
        words = {
            0: self.tr("None of these models is on this disk yet"),
            1: self.tr("Ask the one that is downloaded…") if several else self.tr("Ask this model…"),
            2: self.tr("Ask both…"),
            3: self.tr("Ask all three…"),
        }
        self.composer.show_reach(
            words.get(count, self.tr("Ask all {count}…").format(count=count)),
            can_ask=count > 0 and not self.is_busy(),
        )

    def _ask_consent(self) -> None:
        if self._consent is not None:
            return
        self._consent = ConsentPage()
        self._consent.accepted.connect(self._accept)
        self._view.hide()
        self._box.insertWidget(self._box.count() - 1, self._consent, 1)

    @Slot()
    def _accept(self) -> None:
        self._settings.change(gemma_terms_shown=True)
        if self._consent is not None:
            self._consent.hide()
            self._consent.deleteLater()
            self._consent = None
            self._view.show()
        if self._asked is not None:
            self._start(self._asked)

    def showEvent(self, event: QShowEvent) -> None:
        self._catch_up()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "composer"):
            self._fit()

    def _fit(self) -> None:
        """In a low window the answers keep the room."""
        low = self.height() < look_of(self).sizes.px(_LOW)
        if low == self._is_low:
            return
        self._is_low = low
        self._prompt.set_compact(low)
        for column in self._columns.values():
            column.set_compact(low)
        self._view.fit()

    @Slot(object)
    def _keep_sampling(self, chosen: SamplingChosen) -> None:
        keep_sampling(self._store, chosen.sampling)
