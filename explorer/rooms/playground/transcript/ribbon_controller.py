"""Token probabilities of an answer: loads or measures them, shows the ribbon, and branches from one of its
tokens.
"""

from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Slot

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.model import Capability, Model
from explorer.domain.sampling import SHOWN_ALTERNATIVES
from explorer.domain.stored_thinking import written_after
from explorer.domain.tokens import ContinuationScore
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Scores
from explorer.engine.jobs import Job
from explorer.engine.state import BackendChange, BackendState
from explorer.kit.actions import Action
from explorer.kit.token_ribbon.odds_on_hover import TokenReplacement
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens
from explorer.rooms.playground.chats.session import AnswerBranch
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.model.model_choice_controller import ModelChoiceController
from explorer.rooms.playground.question_controller import QuestionController
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.ribbon_rows import RibbonPlaceholder, RibbonView, branch_tokens


class RibbonController(QObject):
    """Serves the rows of a transcript."""

    def __init__(
        self,
        parts: PlaygroundParts,
        models: ModelChoiceController,
        answers: ChatAnswerController,
        questions: QuestionController,
    ) -> None:
        super().__init__(parts.frame)
        self._services, self._session = parts.services, parts.session
        self._transcript, self._models, self._questions = parts.frame.transcript, models, questions
        self._is_busy = answers.is_busy
        self._jobs: dict[int, Job] = {}  # by the answer that is measured
        self._waiting: tuple[AnswerRow, Backend] | None = None  # until its model is loaded
        self._transcript.rows.judge.connect(self._on_judge)
        self._transcript.rows.is_judgeable = self._is_judgeable

    def _is_judgeable(self, turn: Turn) -> bool:
        """Not of an answer that came from elsewhere: nobody knows what its model was sent."""
        if turn.record.sent or turn.record.untold is not None:
            return True
        chats = self._session.chats
        return chats.sent.has(turn.id) or chats.details.has(turn.id)

    @Slot(object)
    def _on_judge(self, row: AnswerRow) -> None:
        details = self._session.chats.details.get(row.turn.id)
        if details is None:
            self._measure(row)
        else:
            self._show(row, details)

    def _show(self, row: AnswerRow, details: AnswerTokens) -> None:
        view = RibbonView(details, row.turn.written, row.prompt, partial(self._why_not, row))
        view.picked.connect(partial(self._on_picked, row))
        row.show_judgement(view)

    def _on_picked(self, row: AnswerRow, instead: TokenReplacement) -> None:
        details = self._session.chats.details.get(row.turn.id)
        model = self._model_of(row.turn)
        if details is not None and model is not None and not self._is_busy():
            self._models.choose(model)
            self._questions.branch(AnswerBranch(row.turn, branch_tokens(details, instead)))
            last = self._transcript.rows.last_answer()
            if last is not None and last.turn.id != row.turn.id:
                last.judge_when_over()

    def _why_not(self, row: AnswerRow) -> str:
        """Why nobody can go on from a token of this answer now."""
        if self._is_busy():
            return Words("An answer is being written; go on from here when it is done.")
        model = self._model_of(row.turn)
        if model is None:
            return _not_here()
        if Capability.TOKENIZES not in model.capabilities:  # it takes no tokens
            return Words("Where this model runs, an answer cannot go on from a token.")
        return ""

    # Afterwards

    def _measure(self, row: AnswerRow) -> None:
        """Over the finished text, in the model that wrote it; says what is in the way."""
        turn, model = row.turn, self._model_of(row.turn)
        sent = self._sent(turn)
        if not sent:
            untold = turn.record.untold
            why = Words("What the model was sent is not known of this answer, so it cannot be measured.")
            row.show_judgement(RibbonPlaceholder(untold.words if untold is not None else why))
            return
        engine = self._backend_of(model) if model is not None else None  # to ask for it counts as use
        if model is None or engine is None:
            row.show_judgement(RibbonPlaceholder(_not_here()))
        elif not isinstance(engine, Scores):
            why = Words("Where this model runs, nobody can tell how likely its tokens were.")
            row.show_judgement(RibbonPlaceholder(why))
        elif not self._services.backends.is_ready(model):
            words = Words("The model that wrote this must be loaded to measure it: {name}.", name=model.name)
            action = Action(self.tr("Load and measure"), partial(self._load_for, row, model, engine), "play")
            row.show_judgement(RibbonPlaceholder(words, action))
        else:
            job = self._jobs.get(turn.id) or self._score(engine, row)
            stop = Action(self.tr("Cancel"), job.stop, "close")
            row.show_judgement(RibbonPlaceholder(Words("Measuring how likely each token was…"), stop))

    def _score(self, engine: Scores, row: AnswerRow) -> Job:
        turn = row.turn
        sent = self._sent(turn)
        text = written_after(sent, turn.written)
        job = engine.score(sent, [text], SHOWN_ALTERNATIVES)
        self._jobs[turn.id] = job
        job.finished.connect(partial(self._on_scored, row, turn))
        job.failed.connect(partial(self._on_failed, row, turn))
        return job

    def _sent(self, turn: Turn) -> str:
        return turn.record.sent or self._session.chats.sent.of(turn.id)

    def _load_for(self, row: AnswerRow, model: Model, engine: Backend) -> None:
        self._stop_waiting()
        self._waiting = (row, engine)
        engine.changed.connect(self._on_engine)
        row.show_judgement(RibbonPlaceholder(Words("Loading the model…")))
        self._models.load(model)

    @Slot(object)
    def _on_engine(self, change: BackendChange) -> None:
        if self._waiting is None or change.state is BackendState.LOADING:
            return
        row, _engine = self._waiting
        self._stop_waiting()
        if shiboken6.isValid(row):
            self._measure(row)  # or the offer again, if loading failed

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting[1].changed.disconnect(self._on_engine)
            self._waiting = None

    def _on_scored(self, row: AnswerRow, turn: Turn, scores: tuple[ContinuationScore, ...]) -> None:
        del self._jobs[turn.id]
        details = AnswerTokens(scores[0].tokens, is_afterwards=True)
        self._session.chats.details.keep(turn.id, details)
        if shiboken6.isValid(row) and row.is_judged:
            self._show(row, details)

    def _on_failed(self, row: AnswerRow, turn: Turn, error: KnownError) -> None:
        del self._jobs[turn.id]
        if not (shiboken6.isValid(row) and row.is_judged):
            return
        if isinstance(error, CancelledError):
            row.show_judgement(None)
            return
        again = Action(self.tr("Try again"), partial(self._measure, row), "refresh")
        row.show_judgement(RibbonPlaceholder(error.words, again))

    def _backend_of(self, model: Model) -> Backend | None:
        try:
            return self._services.backends.of(model)
        except LookupError:  # its endpoint was just taken out, and the catalog will tell
            return None

    def _model_of(self, turn: Turn) -> Model | None:
        """The model that wrote it, if it is here as it was then."""
        model = self._services.catalog.model_of(turn.record.model)
        if model is None or model.why_not_usable:
            return None
        is_other = turn.record.sha256 and model.sha256 and turn.record.sha256 != model.sha256
        return None if is_other else model


def _not_here() -> Words:
    return Words("The model that wrote this is no longer on this machine as it was.")
