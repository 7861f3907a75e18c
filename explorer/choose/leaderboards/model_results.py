"""All published results of one model, each with whose it is, who vouches and under which conditions.

Results of one benchmark that contradict each other stand side by side; nothing is averaged or left out. Those
of other models, with which a card compares, are not this model's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from explorer.choose.leaderboards.board import VOUCHED_WORDS, Board, BoardEntry, Vouched
from explorer.choose.leaderboards.known_benchmarks import title_of_benchmark
from explorer.domain.facts import Evidence
from explorer.domain.words import Words, joined
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.result_tables import ORIGINAL

_STRENGTH = tuple(Vouched)
_DATA_SETS = "https://huggingface.co/datasets/"
_BETWEEN = re.compile(r"[\s_\-–’']+")  # MMLU-Pro is MMLU Pro, but C++ is not C


@dataclass(frozen=True)
class ModelResult:
    """``benchmark`` and ``value`` as stated, ``title`` its usual name. ``of``: the model that was measured;
    ``is_of_original``: which is not the file itself but what that is a quantization of. ``setting``: shots,
    harness, notes, metric; ``rank``: as its source says, 0 for none. ``archive``: name and day of an imported
    file, "" for none. ``evidence``: the quote of a card, a file or the Hub.
    """

    benchmark: str
    title: str
    value: str
    of: str
    vouched: Vouched
    is_of_original: bool = False
    unit: str = ""
    setting: str = ""
    source: str = ""
    dated: str = ""
    rank: int = 0
    is_proposed: bool = False
    archive: str = ""
    evidence: Evidence | None = None

    @property
    def whose(self) -> Words:
        """Of which model, in a few words."""
        if self.archive and "/" not in self.of:
            return Words("named only “{model}” there, which may be another model", model=self.of)
        if self.is_of_original:
            return Words("of {model}; this file is a quantization of it", model=self.of)
        return Words("of {model}", model=self.of)

    @property
    def vouching(self) -> Words:
        """Who says so."""
        if self.archive:
            return Words("archive: {file}", file=self.archive)
        word = VOUCHED_WORDS[self.vouched]
        return Words("{word}, proposed, not accepted", word=word) if self.is_proposed else word

    @property
    def conditions(self) -> Words:
        """Everything that stands beside the value."""
        return joined(" · ", (self.vouching, self.setting, self.dated, self.whose))

    @property
    def key(self) -> str:
        """Of its benchmark: results with one key are of one test, as far as its name says."""
        return _BETWEEN.sub("", self.title.casefold())


def results_of(
    subject: str,
    stated: Iterable[BenchmarkResult],
    originals: Sequence[str] = (),
    boards: Iterable[Board] = (),
) -> tuple[ModelResult, ...]:
    """``subject``: the repo of the file; ``stated``: as of ``LineageDossier.results``, which hold those of
    cards, ``.eval_results`` and the Hub already; ``originals``: what the file is only a quantized copy of, as
    of ``inheritance.originals_of``; ``boards``: imported ones, and those of ``boards_at_hand``.

    In the order of their benchmarks; of one benchmark those of the strongest proof first.
    """
    found = [_of_stated(one, subject, originals) for one in stated if _is_of(one.model, subject, originals)]
    found += [one for board in boards for one in _of_board(board, subject, originals)]
    found.sort(key=lambda one: (one.key, -_STRENGTH.index(one.vouched)))
    return tuple(_once(found))


def by_benchmark(results: Iterable[ModelResult]) -> tuple[tuple[ModelResult, ...], ...]:
    """Results of one test side by side."""
    return tuple(tuple(group) for _key, group in groupby(results, key=lambda one: one.key))


def _is_of(model: str, subject: str, originals: Sequence[str]) -> bool:
    return model in ("", ORIGINAL) or model.lower() in {subject.lower(), *map(str.lower, originals)}


def _of_stated(result: BenchmarkResult, subject: str, originals: Sequence[str]) -> ModelResult:
    of = result.model or subject
    if of == ORIGINAL:  # its card is set into that of the file
        of = originals[-1] if originals else Words("the original model")
    return ModelResult(
        result.benchmark,
        title_of_benchmark(result.benchmark),
        result.value,
        of,
        Vouched(result.proof),
        is_of_original=result.model == ORIGINAL or of.lower() in map(str.lower, originals),
        setting=" · ".join(filter(None, (result.metric, result.setting))),
        source=result.source,
        dated=result.dated,
        evidence=result.evidence,
    )


def _of_board(board: Board, subject: str, originals: Sequence[str]) -> Iterator[ModelResult]:
    names = {name.lower(): name for name in reversed((subject, *originals))}
    # Files often leave the publisher out: a bare name is the original's, not each fine-tune's
    bare = {name.rpartition("/")[2].lower() for name in originals} if board.file else set()
    for entry in board.entries:
        named = entry.model.lower()
        of = names.get(named) or (entry.model if named in bare else None)
        if of is not None:
            yield _of_entry(entry, board, of, is_of_original=of in originals or named in bare)


def _of_entry(entry: BoardEntry, board: Board, of: str, *, is_of_original: bool) -> ModelResult:
    benchmark = entry.benchmark or board.title
    return ModelResult(
        benchmark,
        title_of_benchmark(benchmark),
        entry.value,
        of,
        entry.vouched,
        is_of_original=is_of_original,
        unit=entry.unit,
        setting=entry.notes,
        source=entry.source or entry.source_name or ("" if board.file else f"{_DATA_SETS}{board.title}"),
        dated=entry.dated,
        rank=entry.rank,
        is_proposed=entry.pull_request > 0,
        archive=f"{board.file}, {board.read_at:%Y-%m-%d}" if board.file else "",
    )


def _once(found: Iterable[ModelResult]) -> Iterator[ModelResult]:
    """What the Hub says on a leaderboard and of the model is one result: the stronger proof, and its rank."""
    met: dict[tuple[object, ...], ModelResult] = {}
    for one in found:
        same = (one.key, one.of.lower(), one.value, one.setting, one.archive)
        if same not in met:
            met[same] = one
        elif not met[same].rank:
            met[same] = replace(met[same], rank=one.rank)
    yield from met.values()
