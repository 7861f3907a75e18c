"""What came of every pack, by models: of each the latest run that says something. Blocks; for threads."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from explorer.base.store import Store
from explorer.domain.errors import CancelledError
from explorer.domain.harmless import harmless
from explorer.domain.words import Words
from explorer.evaluate.packs.pack import NOT_RUN, Pack, PackResult
from explorer.evaluate.packs.registry import all_packs, pack_of
from explorer.evaluate.store import EvalRun, EvalStore, RunModel


def names_of(models: Sequence[RunModel]) -> dict[str, str]:
    """By reference, fit to be shown: two files of one model are told apart by their quantization."""
    titles = Counter(one.title for one in models)
    return {
        one.reference: harmless(f"{one.title} {one.quantization}" if titles[one.title] > 1 else one.title)
        for one in models
    }


@dataclass(frozen=True)
class PackLine:
    """One model's result of a pack. ``run``: in which it came out; ``None`` if it was not run."""

    model: RunModel
    result: PackResult
    run: EvalRun | None = None

    @property
    def is_quick(self) -> bool:
        return self.run is not None and self.run.terms.is_quick

    @property
    def words(self) -> Words:
        said = self.result.words
        return Words("{result} · quick run", result=said) if self.is_quick else said


@dataclass(frozen=True)
class PackShown:
    """A pack as a row. ``size``: of the whole pack, where a line is of it; else of a quarter."""

    id: str
    words: Words
    question: Words
    size: Words
    lines: tuple[PackLine, ...] = ()

    def of(self, models: Sequence[RunModel]) -> "PackShown":
        """With a line for each of these models."""
        known = {line.model.reference: line for line in self.lines}
        pack = pack_of(self.id)
        rest = (
            PackLine(one, pack.result((), is_chat=one.is_chat) if pack is not None else NOT_RUN)
            for one in models
        )
        lines = (known.get(one.model.reference, one) for one in rest)
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True)
class PackBoard:
    """``models``: those with results, the one of the latest run first."""

    models: tuple[RunModel, ...]
    packs: tuple[PackShown, ...]


def read_pack_board(store: Store, is_stopped: Callable[[], bool] = lambda: False) -> PackBoard:
    """Raises CancelledError."""
    runs = EvalStore(store)
    shown, latest = [], dict[str, tuple[str, RunModel]]()
    for pack in all_packs():
        if is_stopped():
            raise CancelledError
        one = _shown(runs, pack)
        shown.append(one)
        for line in one.lines:
            before = latest.get(line.model.reference, ("", line.model))
            began = line.run.began_at if line.run is not None else ""
            latest[line.model.reference] = max(before, (began, line.model), key=lambda one: one[0])
    models = sorted(latest.values(), key=lambda found: found[0], reverse=True)
    return PackBoard(tuple(model for _, model in models), tuple(shown))


def lines_of_run(runs: EvalStore, run: EvalRun, pack: Pack) -> tuple[PackLine, ...]:
    """What came of one run, by its models."""
    lines = []
    for model in run.models:
        ours = tuple(runs.outcomes(run.id, model.key))
        result = pack.result(ours, is_chat=model.is_chat)
        lines.append(PackLine(model, result, run))
    return tuple(lines)


def shown_pack(pack: Pack, lines: Sequence[PackLine]) -> PackShown:
    return PackShown(pack.id, pack.words, pack.question, pack.size, tuple(lines))


def _shown(runs: EvalStore, pack: Pack) -> PackShown:
    """Of each model the latest result of the whole pack, else of a quick one; another version is another
    measurement. Runs that can tell nothing more are not looked into.
    """
    known = [run for run in runs.runs(pack.id) if run.version == pack.version]
    found: dict[str, PackLine] = {}
    for run in sorted(known, key=lambda one: one.terms.is_quick):  # the latest first among its like
        if all(_is_settled(found.get(model.reference)) for model in run.models):
            continue
        asked = pack_of(pack.id, run.terms.seed, is_quick=run.terms.is_quick) or pack
        for line in lines_of_run(runs, run, asked):
            before = found.get(line.model.reference)
            if line.result is not NOT_RUN and (before is None or _is_better(line, before)):
                found[line.model.reference] = line
    is_quick = bool(found) and all(line.is_quick for line in found.values())
    return shown_pack(pack_of(pack.id, is_quick=is_quick) or pack, tuple(found.values()))


def _is_settled(line: PackLine | None) -> bool:
    return line is not None and line.result.state != "unfinished"


def _is_better(line: PackLine, before: PackLine) -> bool:
    """A run that was finished says more than one that was not."""
    return _is_settled(line) and not _is_settled(before)
