"""`omx test`: a set of tests, or packs, asked of models here and judged; the status says if enough passed."""

import argparse
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from explorer.base.files import write_export
from explorer.cli.arguments import add_device, add_going_on, output_paths, whole
from explorer.cli.evaluation_report import results_text
from explorer.cli.evaluation_run import EvaluationJob, begun_anew, gone_on, models_around, run_all
from explorer.cli.models import find_any_model
from explorer.cli.output import Output
from explorer.cli.services import with_core
from explorer.cli.test_sets import set_named
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.model import Model
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.exchange.results import RESULT_FORMATS, costs_of, json_of, results_bytes
from explorer.evaluate.packs.registry import all_packs
from explorer.evaluate.quantization.results import QuantizationResult, QuantizationStore
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.run.assignments import of_packs, of_set
from explorer.evaluate.run.embedding import helpers_here
from explorer.evaluate.run.plan import MOST_MODELS, Assignment
from explorer.evaluate.set_problems import set_problems
from explorer.evaluate.store import EvalStore
from explorer.local.fit.load_choices import LoadChoice
from explorer.services import Core

MISSED = 1  # the exit status where too few passed, or a model could not answer
UNJUDGED = 2  # where nothing was measured, as where nothing could begin
_ALL = "all"
_ENDS = (
    f"Exit status: 0 when all was asked and enough passed; {MISSED} when fewer passed than --min-pass says,"
    f" or a model could not answer something; {UNJUDGED} when nothing could begin, or no answer could be"
    " judged; 130 when stopped: the same command goes on there."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _ENDS
    add = parser.add_argument
    words = "a file of tests (CSV, JSONL, JSON, promptfoo YAML) or the title of a set; none with --pack"
    add(
        "targets",
        metavar="SET MODEL",
        nargs="+",
        help=f"{words}; then up to {MOST_MODELS} models, on this disk or at an endpoint (ENDPOINT/NAME)",
    )
    words = f"in place of a set: {_pack_names()}, or {_ALL}; repeatable"
    add("--pack", action="append", default=[], metavar="NAME", help=words)
    add("--quick", action="store_true", help="a quarter of the items of a pack")
    add(
        "--seed",
        type=whole(1, 999_999),
        default=1,
        metavar="N",
        help="of a pack: it draws names and the quarter",
    )
    words = (
        "the status is 1 where a model passed fewer of the tests, those that could not be judged included;"
        " MODEL=PERCENT for one; repeatable"
    )
    add("--min-pass", action="append", default=[], metavar="PERCENT", help=words)
    endings = ", ".join(RESULT_FORMATS)
    add(
        "--out", action="append", default=[], metavar="FILE", help=f"write the results: {endings}; repeatable"
    )
    words = (
        "go on with the last run of just this, which happens by itself where it was stopped; ask what gave"
        " no answer again; an error if nothing is missing"
    )
    add_going_on(parser, words)
    add_device(parser)


@with_core
def run(core: Core, args: Namespace, out: Output) -> int:
    """The exit status: 0, or MISSED. Raises KnownError if nothing could begin."""
    paths = output_paths(args.out, "Results", RESULT_FORMATS, lambda p: p.suffix.lower() in RESULT_FORMATS)
    names = args.targets if args.pack else args.targets[1:]
    if not names:
        raise KnownError("No model is named.", "Name one after the set: omx test SET MODEL")
    if len(names) > MOST_MODELS:
        raise KnownError(f"{len(names)} models are too many at once.", f"Name up to {MOST_MODELS}.")
    least = _least(args.min_pass, names, is_set=not args.pack)
    store = EvalStore(core.store)
    with closing(HeldChecks()) as held:
        stored = None if args.pack else set_named(store, args.targets[0], out)
        assignments = _packs(args) if stored is None else (of_set(stored, held),)
        models = _models(core, names, out)
        if stored is not None:
            for problem in set_problems(stored.document, helpers_here(models_around(core, models), core)):
                out.note(str(problem.told))
        load = LoadChoice(device=args.device, gpu_layers=args.gpu_layers)
        job = EvaluationJob(assignments, models, load, is_forced=args.anyway)
        if args.anew:
            begun_anew(core, store, job)
        else:
            job = gone_on(store, job, out, with_failed=args.resume)
        if args.resume and not job.goes_on:
            raise KnownError(
                "There is no run of these tests on these models that misses anything.",
                "Leave --resume out to begin one.",
            )
        asked = run_all(core, store, job, out)
    results = [RunResults(store, one).read() for one in asked]
    _tell(results, paths, costs_of(results, QuantizationStore(core.store)), out)
    return _status(results, least, names, out)


def _pack_names() -> str:
    return ", ".join(pack.id.removeprefix("pack:") for pack in all_packs())


def _packs(args: Namespace) -> tuple[Assignment, ...]:
    known = [pack.id for pack in all_packs()]
    wanted = known if _ALL in args.pack else [f"pack:{name.removeprefix('pack:')}" for name in args.pack]
    for one in wanted:
        if one not in known:
            name = one.removeprefix("pack:")
            raise NotFoundError(f"There is no pack “{name}”.", f"Name one of: {_pack_names()}, {_ALL}")
    return of_packs(wanted, args.seed, is_quick=args.quick)


def _models(core: Core, names: Sequence[str], out: Output) -> tuple[Model, ...]:
    return tuple(find_any_model(core, name, out) for name in names)


def _least(words: Sequence[str], names: Sequence[str], *, is_set: bool) -> dict[str, float]:
    """Per cent by the name of a model as it was written; "" of every other."""
    found: dict[str, float] = {}
    for word in words:
        name, _equals, percent = word.rpartition("=")
        try:
            value = float(percent.removesuffix("%").replace(",", "."))
        except ValueError:
            value = -1.0
        if not 0 <= value <= 100:
            raise KnownError(f"“{word}” is no percentage.", "Write --min-pass 90 or --min-pass MODEL=90.")
        if name and name not in names:
            raise KnownError(
                f"No model here is named “{name}”.", "Write it as it stands on the command line."
            )
        found[name] = value
    if found and not is_set:
        raise KnownError(
            "A pack tells several rates, and none to pass.", "Use --min-pass with a set of tests."
        )
    return found


def _tell(
    results: Sequence[RunResults], paths: Sequence[Path], costs: Sequence[QuantizationResult], out: Output
) -> None:
    for path in paths:
        write_export(path, results_bytes(results, path.suffix.lower(), costs=costs))
        out.note(f"Written to {path}.")
    told = msgspec.json.decode(json_of(results)) if out.as_json else None
    out.result(told, results_text(results))


def _status(
    results: Sequence[RunResults], least: Mapping[str, float], names: Sequence[str], out: Output
) -> int:
    """After what came: what was wanted, and what is missing."""
    status, judged, failures = 0, 0, 0
    for one in results:
        for column, (model, name) in enumerate(zip(one.run.models, names, strict=True)):
            tally, wanted = one.board.tally(column), least.get(name, least.get(""))
            rate = 100 * tally.passed / max(1, len(one.board.rows))  # what could not be judged did not pass
            if wanted is not None and rate < wanted:
                rest = f", {tally.rest}" if tally.rest else ""
                out.note(f"{model.full_title}: {rate:.1f} % passed{rest}, {wanted:g} % are wanted.")
                status = MISSED
            by_judge = tally.judge.count if tally.judge is not None else 0  # which no rate counts
            judged += tally.judged + by_judge if one.is_set else 1
            failures += tally.errors
    if failures:
        out.note("What gave no answer is asked again by the same command with --resume.")
    elif not judged:
        out.note("No answer was judged, so nothing was measured. Give the tests something to check.")
        return UNJUDGED
    return MISSED if failures else status
