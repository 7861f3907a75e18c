"""Results of asking: answers with all their conditions, and failures; as stored values, and in words.

Fields are only ever added, each with a default: answers of every earlier version can be read. What is not
known stays ``None`` or empty, and is never guessed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from explorer.base.machine_record import UNKNOWN_MACHINE, MachineRecord
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.errors import ErrorRecord, KnownError, NotFoundError
from explorer.domain.generation import Answer, LoadedModel, LoadOptions, Sampling
from explorer.domain.model_names import name_of_reference
from explorer.domain.sampling import missed_paths, names_of, setting_texts
from explorer.domain.thinking_switch import ThinkingSwitch, switch_of
from explorer.domain.units import duration_text, threads_text, tokens_text
from explorer.domain.words import Words, enumerated, joined
from explorer.rooms.compare.document.answer_settings import (
    BY_ITSELF,
    ThinkingChoice,
    point_key,
    point_of,
    think_words,
)
from explorer.rooms.compare.document.document import ComparisonDocument, Prompt


@dataclass(frozen=True)
class AnswerCell:
    """Which answer: of this column to this prompt at this point of the grid. All three are keys."""

    column: str
    prompt: str
    point: str = ""


@dataclass(frozen=True)
class PredictedNumbers:
    """What was said before it ran; 0 where nothing could be said. Bytes, tokens a second, seconds."""

    memory: int = 0
    tokens_per_second: float = 0.0
    load_s: float = 0.0
    first_token_s: float = 0.0
    prompt_per_second: float = 0.0


@dataclass(frozen=True)
class Result:
    """What one column answered, with everything needed to say under which conditions.

    ``sha256``: of the bytes that ran, where they were measured. ``file``: its name and size, as in
    local.fit.measurements; ``file_size`` and ``file_changed`` (nanoseconds) are those of that moment.
    ``peak_memory``: the most resident bytes that the process which ran the model had so far.
    ``processor``: its name. The rest is unknown in answers of older versions.

    ``load_s``: seconds by the window's clock, ``None`` where the model was in memory already.
    ``warm_up_s``: a short answer before, which counts nowhere. ``tokens``: of the rendered prompt
    (``answer.sent``), as the model cuts it; ``reused`` of them were in its context still and cost nothing.
    ``beside``: so many other columns, or models of another room, were running meanwhile. ``together``: up to
    so many other answers of its column were written at once with it, and no times were measured.
    ``joules``: what the processor's package took from the first to the last token, everything else that ran
    included; ``None`` where the system does not tell. ``think``: how it was asked to think, ``None`` in
    answers of older versions. ``thought_s``: seconds from the end of the prompt until its thought was over.
    Tokens and speed are of thought and answer together. ``elsewhere``: where it was asked, unless here.
    """

    reference: str
    prompt: str
    answer: Answer
    loaded: LoadedModel
    sampling: Sampling
    sha256: str | None
    peak_memory: int
    at: datetime
    processor: str = ""
    column: str = ""
    prompt_key: str = ""
    point: str = ""
    run: int = 0
    system: str = ""
    options: LoadOptions | None = None
    file: str = ""
    file_size: int = 0
    file_changed: int = 0
    machine: MachineRecord = UNKNOWN_MACHINE
    tokens: tuple[int, ...] = ()
    reused: int = 0
    load_s: float | None = None
    warm_up_s: float | None = None
    beside: int = 0
    together: int = 0
    joules: float | None = None
    predicted: PredictedNumbers = PredictedNumbers()
    think: ThinkingChoice | None = None
    thought_s: float | None = None
    elsewhere: AskedElsewhere | None = None

    @property
    def cell(self) -> AnswerCell:
        return AnswerCell(self.column or self.reference, self.prompt_key, self.point)

    @property
    def is_whole(self) -> bool:
        """Whether it was not stopped: only such answers are measured."""
        return self.answer.reason != "stopped"

    @property
    def is_unsaid(self) -> bool:
        """Whether it ended within its thought."""
        return bool(self.answer.thought) and not self.answer.text.strip()

    @property
    def switch(self) -> ThinkingSwitch:
        """What the template it was asked with lets one choose of thinking."""
        own = self.options.template if self.options is not None else ""
        return switch_of(own) if own else self.loaded.thinking

    @property
    def prompt_per_second(self) -> float:
        """Prompt tokens read a second; 0 where that cannot be said."""
        read = self.answer.measured.prompt_tokens - self.reused
        seconds = self.answer.measured.first_token_s
        return read / seconds if read > 0 and seconds > 0 else 0.0

    @property
    def answer_tokens(self) -> int | None:
        """Those of its thought too; ``None`` where the backend does not count them."""
        count = self.answer.measured.answer_tokens
        return count if count or not self.answer.written else None

    @property
    def untold(self) -> str:
        """Where it was asked, unless here, and why something is left open; "" where all is told."""
        reasons = (self.loaded.untold, self.answer.untold)
        told = dict.fromkeys(one.words for one in reasons if one is not None)
        at_once = Words("Answers that were asked together have no speeds: they are not measured.")
        where = self.elsewhere.told if self.elsewhere is not None else ""
        return joined(" ", (where, *told, at_once if self.together else ""))

    @property
    def cost(self) -> Words:
        """By the price that was entered; "" where nobody knows."""
        return self.elsewhere.cost(self.answer.measured) if self.elsewhere is not None else Words("")

    @property
    def joules_per_token(self) -> float | None:
        count = self.answer_tokens
        return self.joules / count if self.joules is not None and count else None


@dataclass(frozen=True)
class Failure:
    """Why there is no whole answer in a cell, as it was told. ``text``, ``thought``: what there is of it."""

    column: str
    prompt_key: str
    point: str
    record: ErrorRecord
    at: datetime
    run: int = 0
    text: str = ""
    thought: str = ""
    elsewhere: AskedElsewhere | None = None

    @property
    def cell(self) -> AnswerCell:
        return AnswerCell(self.column, self.prompt_key, self.point)

    @property
    def error(self) -> KnownError:
        return self.record.error


type Outcome = Result | Failure


def unknown_endpoint(reference: str) -> KnownError:
    """Of a model at an endpoint that was taken out, or is one of another machine."""
    what = Words("{name} runs at an endpoint that is not set up here.", name=name_of_reference(reference))
    return KnownError(what, Words("Set the endpoint up again, or remove the column."))


def gone_error(file: str, details: str = "") -> NotFoundError:
    """Why a column cannot answer whose file was deleted."""
    what = Words("{file} is no longer on this disk.", file=file)
    return NotFoundError(what, Words("Download it again in Discover, or remove the column."), details)


@dataclass(frozen=True)
class Round:
    """One prompt and what the columns answered to it, by their keys."""

    prompt: str
    results: dict[str, Result]
    key: str = ""
    point: str = ""


def latest(outcomes: Iterable[Outcome]) -> dict[AnswerCell, Outcome]:
    """What stands in each cell: of several, the one that came last."""
    return {outcome.cell: outcome for outcome in outcomes}


def results_in(outcomes: Iterable[Outcome]) -> tuple[Result, ...]:
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Result))


def rounds_of(document: ComparisonDocument, outcomes: Sequence[Outcome]) -> tuple[Round, ...]:
    """Each prompt of the document, at each point that it was asked at, with the latest answers.

    One that is asked as the grid says now, or was not asked yet, has a round for each of its points.
    """
    cells = latest(outcomes)
    now = tuple(map(point_key, document.grid.points))
    return tuple(
        Round(prompt.text, _results(cells, prompt.key, point), prompt.key, point)
        for prompt in document.prompts
        for point in _points(cells, prompt, now)
    )


def _points(cells: Mapping[AnswerCell, Outcome], prompt: Prompt, now: tuple[str, ...]) -> tuple[str, ...]:
    found = dict.fromkeys(cell.point for cell in cells if cell.prompt == prompt.key)
    is_as_now = not found or not found.keys().isdisjoint(now)
    return tuple(dict.fromkeys((*now, *found))) if is_as_now else tuple(found)


def _results(cells: Mapping[AnswerCell, Outcome], prompt: str, point: str) -> dict[str, Result]:
    return {
        cell.column: outcome
        for cell, outcome in cells.items()
        if cell.prompt == prompt and cell.point == point and isinstance(outcome, Result)
    }


def is_stale(result: Result, document: ComparisonDocument) -> bool:
    """Whether its column or prompt would be asked otherwise now."""
    column, prompt = document.column(result.cell.column), document.prompt(result.prompt_key)
    if column is None or prompt is None:
        return True
    asked = document.asked(column, point_of(result.point))
    sent = (result.prompt, result.sampling, result.system)
    return sent != (prompt.text, asked.sampling, asked.system) or _thinks_otherwise(result, asked.think)


def _thinks_otherwise(result: Result, now: ThinkingChoice) -> bool:
    """A choice that the model does not have changes nothing, nor does a budget of no thought."""
    then, has_thought = result.think, bool(result.answer.thought)
    if then is None:
        return now.choice not in ("", "on" if has_thought else "off")
    if has_thought and then.budget != now.budget:
        return True
    return result.switch.taken(then.choice) != result.switch.taken(now.choice)


def written_text(result: Result) -> Words:
    """How long it is: "46 tokens", "346 tokens with its thought"; "" where nobody counted."""
    if result.answer_tokens is None:
        return Words("")
    tokens = tokens_text(result.answer_tokens)
    return Words("{tokens} with its thought", tokens=tokens) if result.answer.thought else tokens


def thought_text(seconds: float | None) -> Words:
    """What stands over a thought: how long it took, where that is known and a second or more."""
    if seconds is None or round(seconds) < 1:
        return Words("Thoughts")
    return Words("Thought for {seconds} s", seconds=round(seconds))


def nothing_words(result: Result) -> Words:
    """In place of an answer that is empty."""
    if not result.is_unsaid:
        return Words("It said nothing.")
    if result.answer_tokens is None:
        return Words("It thought, and said nothing.")
    tokens = tokens_text(result.answer_tokens)
    return {
        "length": Words("Still thinking when it ended at {tokens}.", tokens=tokens),
        "context_full": Words("Still thinking when the context was full, at {tokens}.", tokens=tokens),
        "stopped": Words("Still thinking when it was stopped."),
    }.get(result.answer.reason, Words("It thought, and said nothing."))


def conditions_of(result: Result) -> Words:
    """What the numbers of a result hold for, in one line."""
    return enumerated(condition_parts(result))


def condition_parts(result: Result) -> tuple[str, ...]:
    """One condition after the other."""
    loaded = result.loaded
    return (
        *_elsewhere_parts(result),
        loaded.engine,
        loaded.backend,
        result.processor,
        threads_text(loaded.threads) if loaded.threads else "",
        Words("context {n}", n=f"{loaded.context_length:,}") if loaded.context_length else "",
        sampling_words(result.sampling, result.answer.unsent),
        _unsent_words(result),
        *think_words(result.think or BY_ITSELF, result.switch),
        result.answer.measured.counted_words,
        _beside(result.beside),
        together_words(result),
    )


def _elsewhere_parts(result: Result) -> Iterator[Words]:
    if (asked := result.elsewhere) is not None:
        yield Words("at {place}", place=asked.place)
        yield result.answer.measured.counted_words
        if cost := result.cost:
            yield Words("{cost} {condition}", cost=cost, condition=asked.price_told)


def together_words(result: Result) -> Words:
    """Why it has no speeds; "" where it was asked alone."""
    if not result.together:
        return Words("")
    if result.together == 1:
        return Words("no speed: asked with 1 other")
    return Words("no speed: asked with {n} others", n=result.together)


def sampling_words(sampling: Sampling, unsent: Collection[str] = ()) -> Words:
    """How answers were drawn."""
    return enumerated(setting_texts(sampling, unsent))


def _unsent_words(result: Result) -> Words:
    """What the server does not take."""
    names = names_of(missed_paths(result.sampling, result.answer.unsent))
    return Words("not sent: {names}", names=enumerated(names)) if names else Words("")


def _beside(others: int) -> Words:
    """Models that run at once slow each other down."""
    if not others:
        return Words("one model at a time")
    return Words("{n} models at once, so speeds are no fair comparison", n=others + 1)


def measured_words(result: Result) -> Words:
    first = Words("first token {time}", time=duration_text(result.answer.measured.first_token_s))
    parts = (speed_of(result), "" if result.together else first, written_text(result), result.cost)
    return joined(" · ", (*parts, together_words(result)))


def speed_of(result: Result) -> str:
    """ "" where nobody counted the tokens, or the time."""
    speed = result.answer.measured.tokens_per_second
    is_known = result.answer_tokens is not None and not result.together
    return Words("{speed} tokens/s", speed=f"{speed:.1f}") if is_known else ""
