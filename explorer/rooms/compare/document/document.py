"""A comparison as a document: its columns, prompts and settings. Plain values, no store, no screen.

Results, failures and votes are kept beside it and refer to it by keys. A key is never given twice in one
comparison, so an answer always belongs to what it answered, however columns and prompts are moved, renamed
or removed since.

``SCHEMA`` grows with every change that an older reader would misread.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.domain.errors import KnownError
from explorer.domain.generation import Sampling
from explorer.domain.model_names import told_apart
from explorer.domain.quantization import label_of as quantization_of
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.words import Words, enumerated, joined
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.compare.document.answer_settings import (
    BY_ITSELF,
    THINK,
    Point,
    SettingsGrid,
    ThinkingChoice,
    is_choice,
)

SCHEMA = 1
FEWEST, MOST = 2, 6  # columns that make a comparison
MOST_PROMPTS = 200
MOST_ANSWERS = 5_000  # of one plan: columns × prompts × points × repeats
_LONGEST = 200_000  # characters of a prompt
_MOST_CONTEXT, _MOST_THREADS = 100_000_000, 4096
_USUAL_SAMPLING, _USUAL_LOAD, _NO_GRID = Sampling(), LoadChoice(), SettingsGrid()


@dataclass(frozen=True)
class DocumentColumn:
    """One column: a model and how it is asked. ``None`` follows what all columns share.

    ``reference``: a local id or path, or a repo id until it is downloaded. ``key``: the reference it was
    added with, with ``#2`` and so on where the same model stands several times.
    """

    key: str
    reference: str
    label: str = ""  # given by the person; "" is the model's name
    system: str | None = None  # "" asks without a system prompt
    sampling: Sampling | None = None
    load: LoadChoice | None = None
    think: ThinkingChoice | None = None


@dataclass(frozen=True)
class Prompt:
    """One prompt. ``source``: the id of the set it was taken from, "" for the person's own."""

    key: str
    text: str
    title: str = ""
    source: str = ""


@dataclass(frozen=True)
class ComparisonDocument:
    """A comparison as it is stored and exported. Columns and prompts in the order they are shown.

    ``is_parallel``: columns answer at once, which makes speeds unfair; said beside the numbers.
    ``asks_together``: a column answers several prompts at once, of which no speeds are measured.
    ``is_kept_loaded``: a model stays in memory after its turn while there is room for the others.
    ``repeats``: how often each prompt is asked, for the spread of measurements. ``baseline``: the key of
    the column that others are compared with word by word. ``blind_seed`` shuffles blind votes.
    """

    schema: int = SCHEMA
    columns: tuple[DocumentColumn, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    sampling: Sampling = _USUAL_SAMPLING
    system: str = ""
    load: LoadChoice = _USUAL_LOAD
    grid: SettingsGrid = _NO_GRID
    repeats: int = 1
    is_parallel: bool = False
    asks_together: bool = False
    is_kept_loaded: bool = True
    baseline: str = ""
    blind_seed: int = 1
    think: ThinkingChoice = BY_ITSELF

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(column.reference for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    def column(self, key: str) -> DocumentColumn | None:
        return next((column for column in self.columns if column.key == key), None)

    def prompt(self, key: str) -> Prompt | None:
        return next((prompt for prompt in self.prompts if prompt.key == key), None)

    def asked(self, column: DocumentColumn, point: Point = ()) -> "ColumnSettings":
        """How this column is asked at this point of the grid."""
        shared = column.sampling or self.sampling
        numbers = {path: value for path, value in point if not isinstance(value, str)}
        sampling = SamplingChoice(numbers).sampling(base=shared) if numbers else shared
        system = self.system if column.system is None else column.system
        think = column.think or self.think
        think = replace(think, choice=str(dict(point).get(THINK, think.choice)))
        return ColumnSettings(sampling, system, _merged(column.load or LoadChoice(), self.load), think)

    def check(self) -> None:
        """Raises KnownError that says the first thing that cannot be: a document may come from anywhere."""
        for problem in _problems(self):
            raise KnownError(problem, Words("Change this, then try again."))
        for column in self.columns:
            for point in self.grid.points:
                self.asked(column, point).sampling.check()


@dataclass(frozen=True)
class ColumnSettings:
    """Everything about how a column is asked; ``load`` where it differs from the app's settings."""

    sampling: Sampling
    system: str
    load: LoadChoice
    think: ThinkingChoice = BY_ITSELF


def with_column(
    document: ComparisonDocument, reference: str, taken: Iterable[str] = (), **settings: object
) -> ComparisonDocument:
    """One more column; the same model may stand there already. ``taken``: keys that answers refer to.

    A model that was removed and has answers gets its key, and so its answers, back. Raises KnownError if
    the comparison is full.
    """
    if len(document.columns) >= MOST:
        raise full_error()
    key = reference
    if key in document.keys:
        key = free_key(reference, {*document.keys, *taken})
    column = DocumentColumn(key, reference, **settings)  # type: ignore[arg-type]  # fields by their names
    return replace(document, columns=(*document.columns, column))


def full_error() -> KnownError:
    return KnownError(_too_many(), Words("Remove one, or start a new one."))


def free_key(reference: str, taken: Iterable[str]) -> str:
    """A key for one more column of this model."""
    used, key, number = {*taken}, reference, 1
    while key in used:
        number += 1
        key = f"{reference}#{number}"
    return key


def with_prompts(
    document: ComparisonDocument, texts: Sequence[Prompt | str], taken: Iterable[str] = ()
) -> ComparisonDocument:
    """More prompts, each with a key of its own. ``taken``: keys that answers refer to."""
    used = {*taken, *(prompt.key for prompt in document.prompts)}
    number = max((int(key[1:]) for key in used if key[1:].isdecimal()), default=0)
    prompts = [text if isinstance(text, Prompt) else Prompt("", text) for text in texts]
    added = [replace(prompt, key=f"p{number + n}") for n, prompt in enumerate(prompts, 1)]
    return replace(document, prompts=(*document.prompts, *added))


def changed_column(document: ComparisonDocument, key: str, **changes: object) -> ComparisonDocument:
    """One column with other settings, another file or another label."""
    columns = tuple(
        replace(column, **changes) if column.key == key else column  # type: ignore[arg-type]  # by name
        for column in document.columns
    )
    return replace(document, columns=columns)


def decoded[T](data: bytes | str, kind: type[T]) -> T:
    """What another wrote. Raises KnownError for anything else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except DECODE_ERRORS as error:
        raise KnownError(
            Words("This is not a comparison that can be read."),
            Words("Choose a JSON file that this app exported."),
            str(error),
        ) from error


def write_document(document: ComparisonDocument) -> str:
    return msgspec.json.encode(document).decode()


def label_of(document: ComparisonDocument, name_of: Callable[[str], str]) -> str:
    """Its models, told apart: what a comparison without a title of its own is called."""
    names = [column.label or name_of(column.reference) for column in document.columns]
    apart = told_apart(names, [(quantization_of(column.reference),) for column in document.columns])
    return enumerated(joined(" · ", pair) for pair in zip(names, apart, strict=True))


def _merged(own: LoadChoice, shared: LoadChoice) -> LoadChoice:
    """A column's own choice, and what all share where it has none."""
    values = {
        name: getattr(own if getattr(own, name) != getattr(_USUAL_LOAD, name) else shared, name)
        for name in LoadChoice.__struct_fields__
    }
    return LoadChoice(**values)


def _problems(document: ComparisonDocument) -> Iterator[Words]:
    if document.schema > SCHEMA:
        yield Words("This comparison was written by a newer version of this app.")
    if len(document.columns) > MOST:
        yield _too_many()
    if len(document.prompts) > MOST_PROMPTS:
        yield Words("A comparison has at most {most} prompts.", most=MOST_PROMPTS)
    if len({*document.keys}) < len(document.columns):
        yield Words("Two columns have the same key.")
    if len({prompt.key for prompt in document.prompts}) < len(document.prompts):
        yield Words("Two prompts have the same key.")
    if any(len(prompt.text) > _LONGEST for prompt in document.prompts):
        yield Words("A prompt is longer than {most:,} characters.", most=_LONGEST)
    if not 1 <= document.repeats <= MOST_PROMPTS:
        yield Words("A prompt is asked between once and {most} times.", most=MOST_PROMPTS)
    yield from _load_problems(document)
    yield from _think_problems(document)
    yield from _grid_problems(document)


def _too_many() -> Words:
    return Words("A comparison has at most {most} models.", most=MOST)


def _load_problems(document: ComparisonDocument) -> Iterator[Words]:
    for choice in (document.load, *(column.load for column in document.columns if column.load is not None)):
        if not 0 <= choice.context_length <= _MOST_CONTEXT:
            yield Words("A context length of {count:,} tokens is not possible.", count=choice.context_length)
        if not 0 <= choice.threads <= _MOST_THREADS:
            yield Words("{count:,} threads are not possible.", count=choice.threads)


def _think_problems(document: ComparisonDocument) -> Iterator[Words]:
    for think in (document.think, *(column.think for column in document.columns if column.think)):
        if think.choice and not is_choice(think.choice):
            yield Words("There is no way of thinking “{name}”.", name=think.choice)
        if think.budget is not None and not 0 <= think.budget <= _MOST_CONTEXT:
            yield Words("A thought of {count:,} tokens is not possible.", count=think.budget)


def _grid_problems(document: ComparisonDocument) -> Iterator[Words]:
    for axis in document.grid.axes:
        if not axis.is_known:
            yield Words("There is no setting “{name}”.", name=axis.path)
            return
        if len({*axis.values}) < len(axis.values):
            yield Words("The grid has a value of “{name}” twice.", name=axis.path)
    points = 1
    for axis in document.grid.axes:
        points *= max(1, len(axis.values))
    count = max(1, len(document.columns)) * max(1, len(document.prompts)) * points * document.repeats
    if count > MOST_ANSWERS:
        yield Words("This asks for {count:,} answers; at most {most:,} are possible.",
                    count=count, most=MOST_ANSWERS)  # fmt: skip
