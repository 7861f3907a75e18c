"""One test asked of one model while it is written; what comes is judged anew with each change of its checks.

Knows no widget.
"""

from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.base.listeners import Listeners
from explorer.domain.elsewhere import unusable
from explorer.domain.errors import KnownError, record_of
from explorer.domain.included_models import TermsOfUse
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model, Whereabouts
from explorer.domain.words import Words
from explorer.engine.backend import Backend
from explorer.engine.question import Question
from explorer.engine.state import AnswerEvent, ModelLoading
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.checks.judging import judge, judged_of
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Judged, Reply, ToScore, ToWrite
from explorer.evaluate.set_subject import filled_checks, item_of, messages_of, own_result, raw_prompt
from explorer.kit.tasks import LatestTask
from explorer.local.fit.load_choices import LoadChoice, LoadChoices
from explorer.local.models.included import unseen_terms
from explorer.rooms.evaluate.editing.mends import Mend, mend_of
from explorer.rooms.evaluate.editing.open_case import OpenCase
from explorer.rooms.room_services import RoomServices

_BEGUN = Reply(end="writing")
_KEPT = "evaluate.tried_on"
_MOST = 500  # answers that are remembered


@dataclass(frozen=True)
class Tried:
    """What came of a test. ``loading``: how much of the model is loaded, 0 to 1, while it is.

    ``own``: the person's verdict, "good" or "bad", "" for none.
    """

    model: str
    is_chat: bool
    reply: Reply = _BEGUN
    loading: float | None = None
    own: str = ""

    @property
    def is_writing(self) -> bool:
        return self.reply.end == "writing"


@dataclass(frozen=True)
class TriedJudged:
    """``mends``: in the order of the checks."""

    judged: Judged
    mends: tuple[Mend | None, ...]


class TryOut(RecorderListener):
    """``model``: that the person chose, else the one that was used last. ``terms``: of it, which are to be
    seen before it is asked. ``changed``: any of this, there is more of an answer, it is judged, or another
    test is open.
    """

    def __init__(self, services: RoomServices, case: OpenCase) -> None:
        self._services, self._case = services, case
        self.model: Model | None = None
        self.judged: TriedJudged | None = None  # of the open test
        self.changed = Listeners[None]()
        self.terms: TermsOfUse | None = None
        self._tried: dict[tuple[int, str], Tried] = {}  # by the places of their tests
        self._recorder: AnswerRecorder | None = None
        self._running = (0, "")  # the test that is asked
        self._judging = LatestTask(services.tasks)
        self._held, self._lock = HeldChecks(), Lock()
        self._told: tuple[tuple[int, str], tuple[Check, ...], Reply, str] | None = None  # what was judged
        self._leave = services.catalog.changed.add(self._follow_models)
        case.changed.add(self._follow)
        self._follow_models()

    @property
    def tried(self) -> Tried | None:
        """Of the open test."""
        return self._tried.get(self._case.place)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Of the open test."""
        return self._case.case.checks if self._case.case is not None else ()

    def is_busy(self) -> bool:
        return self._recorder is not None

    def start(self) -> None:
        """Ask the open test of the chosen model; another answer is stopped first."""
        case, document, model = self._case.case, self._case.document, self.model
        if case is None or document is None or model is None:
            return
        if (terms := self._unseen(model)) is not None:
            self.terms = terms
            self.changed.emit(None)
            return
        if self._recorder is not None:
            self._recorder.close()  # at once: what is heard from now on is of this test
        item = item_of(document, case, is_chat=model.is_chat)
        ask = item.ask
        if isinstance(ask, ToScore):  # a run finds out the likeliest option; here it goes on with the text
            ask = ToWrite(raw_prompt(messages_of(document, case)), document.sampling)
        own = tried.own if (tried := self.tried) is not None else ""
        self._running = self._case.place
        self._keep(Tried(model.title, model.is_chat, own=own))
        try:
            backend = self._backend(model)
        except KnownError as error:
            self._end(Reply(end="failed", error=record_of(error)))
            return
        core = self._services.core
        choice = LoadChoices(core.store).of(model) if isinstance(model, LocalModel) else LoadChoice()
        options = choice.options(core.settings.current, core.machine.cores, model)
        question = Question(ask.prompt, ask.sampling, options, ask.options)
        self._recorder = AnswerRecorder(backend, question, self)
        self._recorder.start()

    def stop(self) -> None:
        """What was said by then is kept."""
        if self._recorder is not None:
            self._recorder.stop()

    def choose(self, model: Model) -> None:
        self.model, self.terms = model, None
        self._services.core.store.set_state(_KEPT, model.id)
        self.changed.emit(None)

    def note_terms(self) -> None:
        """They were seen."""
        if self.terms is not None:
            self._services.core.settings.note_terms(self.terms.url)
            self.terms = None
            self.start()

    def set_own(self, own: str) -> None:
        """The person's verdict of the answer to the open test."""
        if (tried := self.tried) is not None:
            self._tried[self._case.place] = replace(tried, own=own)
            self._judge()
            self.changed.emit(None)

    def close(self) -> None:
        """The room ends."""
        self._leave()
        if self._recorder is not None:
            self._recorder.close()
        self._judging.stop()
        with self._lock:
            self._held.close()

    def heard(self, event: AnswerEvent) -> None:
        tried = self._tried.get(self._running)
        if tried is None or self._recorder is None:
            return
        if isinstance(event, ModelLoading):
            self._keep(replace(tried, loading=event.fraction))
            return
        said = self._recorder.recorded.said
        reply = replace(tried.reply, text=said.text, thought=said.thought)
        self._keep(replace(tried, loading=None, reply=reply))

    def over(self, recorded: RecordedAnswer) -> None:
        answer, error = recorded.answer, recorded.error
        failed = record_of(error) if error is not None and recorded.end == "failed" else None
        if answer is None:
            end = "stopped" if recorded.end == "interrupted" else recorded.end  # for another test
            self._end(Reply(recorded.said.text, recorded.said.thought, end=end, error=failed))
        else:
            self._end(
                Reply(answer.text, answer.thought, answer.sent, answer.reason, answer.measured, error=failed)
            )

    def _end(self, reply: Reply) -> None:
        self._recorder = None
        tried = self._tried.get(self._running)
        if tried is not None:
            self._keep(replace(tried, loading=None, reply=reply))
        self._judge()

    def _keep(self, tried: Tried) -> None:
        self._tried.pop(self._running, None)
        self._tried[self._running] = tried
        while len(self._tried) > _MOST:
            del self._tried[next(iter(self._tried))]
        self.changed.emit(None)

    def _follow_models(self, _models: object = None) -> None:
        catalog = self._services.catalog
        usable = {one.id: one for one in catalog.askable if not one.why_not_usable}
        used = catalog.last_used()
        latest = sorted(usable, key=lambda one: (used.get(one, ""), usable[one].is_chat), reverse=True)
        wanted = self.model.id if self.model is not None else self._services.core.store.get_state(_KEPT)
        self.model = next((usable[one] for one in (wanted, *latest) if one in usable), None)
        self.changed.emit(None)

    def _follow(self, _change: object = None) -> None:
        self.terms = None
        self._judge()
        self.changed.emit(None)

    def _judge(self) -> None:
        """Of the open test, unless that is known."""
        case, document, tried = self._case.case, self._case.document, self.tried
        if case is None or document is None or tried is None or tried.is_writing or tried.reply.error:
            self._judging.stop()
            self.judged = self._told = None
            return
        filled = filled_checks(document, case)
        wanted = self._case.place, filled, tried.reply, tried.own
        if wanted != self._told:
            if self._told is None or wanted[0] != self._told[0]:
                self.judged = None
            self._told = wanted
            self._judging.do(
                partial(self._judged, case.checks, filled, tried), self._take, self._services.messages.fail
            )

    def _judged(self, checks: tuple[Check, ...], filled: tuple[Check, ...], tried: Tried) -> TriedJudged:
        """On another thread."""
        with self._lock:
            results = [
                own_result(one, tried.own) if one.type == "person" else judge(one, tried.reply, self._held)
                for one in filled
            ]
            mends = tuple(
                mend_of(check, one, tried.reply, self._held) if result.passed is False else None
                for check, one, result in zip(checks, filled, results, strict=True)
            )
        return TriedJudged(judged_of(filled, results), mends)

    def _take(self, judged: TriedJudged) -> None:
        self.judged = judged
        self.changed.emit(None)

    def _backend(self, model: Model) -> Backend:
        """Raises KnownError."""
        now = self._services.catalog.model_of(model.id) or model
        if now.where is not Whereabouts.HERE and now.why_not_usable:
            raise unusable(now)
        try:
            return self._services.backends.of(model)
        except LookupError:
            what = Words("{name} cannot be asked any more.", name=model.title)
            raise KnownError(what, Words("Choose another model.")) from None

    def _unseen(self, model: Model) -> TermsOfUse | None:
        seen = self._services.core.settings.current.terms_seen
        return unseen_terms(model, seen) if isinstance(model, LocalModel) else None
