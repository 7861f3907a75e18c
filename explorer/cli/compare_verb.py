"""`omx compare`: facts side by side, and every prompt answered by every model that is on this disk."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from explorer.base.version import app_words
from explorer.cli.arguments import add_device, add_going_on, add_sampling, output_paths
from explorer.cli.compare_run import ComparisonJob, ask_all, unfinished
from explorer.cli.generation_options import load_options_of, sampling_of
from explorer.cli.models import find_any_model
from explorer.cli.output import Output
from explorer.cli.prompt_files import FORMS, grid_of, prompts_of
from explorer.cli.services import with_core
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.stored_thinking import THINKING_MAX_TOKENS
from explorer.domain.thinking_switch import CHOICES
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.prompt_sets import ORDER
from explorer.rooms.compare.document.answer_settings import THINK, ThinkingChoice, unaffected_words
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.comparison_list import Comparison
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, label_of, with_column, with_prompts
from explorer.rooms.compare.facts.column_reader import column_of_model, column_of_repo, column_walked
from explorer.rooms.compare.facts.compared_models import ComparedModel
from explorer.rooms.compare.report.report_builder import ReportContent, report_of
from explorer.rooms.compare.report.report_file import FORMATS, ending_of, report_bytes, write_report
from explorer.services import Core

PARTLY = 1  # the exit status where some answers are missing: the report is written, and says which


_ENDS = (
    f"Exit status: 0 when every model answered every prompt; {PARTLY} when some answers are missing, because"
    " a model is damaged, too large or failed: the report is written all the same, and says which and why;"
    " 2 when no model answered, or nothing could begin; 130 when stopped: the same command goes on there."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _ENDS
    parser.add_argument(
        "models",
        metavar="MODEL",
        nargs="+",
        help="on this disk, ENDPOINT/NAME at an endpoint, or org/name for its facts alone",
    )
    add = parser.add_argument
    add("--prompt", action="append", default=[], metavar="TEXT", help="a prompt; may be given several times")
    add("--prompts", action="append", default=[], metavar="FILE", help=FORMS)
    add("--prompt-set", action="append", default=[], metavar="NAME", help=f"one of {', '.join(ORDER)}")
    add("--system", default="", metavar="TEXT", help="the system prompt; base models get none")
    words = "whether to think: on, off, or an effort such as low; changes nothing for models without it"
    add("--think", default="", metavar="CHOICE", help=words)
    add("--think-budget", type=int, metavar="N", help="tokens of thought; then the answer begins")
    add(
        "--grid",
        action="append",
        default=[],
        metavar="NAME=V,V",
        help="ask with each of these values, such as think=on,off",
    )
    add("--repeats", type=int, default=1, metavar="N", help="ask each prompt so often, for the spread")
    add("--parallel", action="store_true", help="all models at once: sooner done, but speeds are not fair")
    add("--together", action="store_true", help="all prompts at once: sooner done, but without speeds")
    add("--title", default="", help="of the comparison, which Compare in the window shows too")
    endings = ", ".join(FORMATS)
    add("--out", action="append", default=[], metavar="FILE", help=f"write a report: {endings}; repeatable")
    words = (
        "go on with the same comparison, which happens by itself; an error if there is nothing to go on with"
    )
    add_going_on(parser, words)
    add_sampling(parser)
    add_device(parser)


@with_core
def run(core: Core, args: Namespace, out: Output) -> int:
    """The exit status: 0, or PARTLY. Raises KnownError if no model answered, or nothing could begin."""
    paths = output_paths(args.out, "Reports", FORMATS, ending_of)
    document = _document(core, args)
    read = _columns(core, args.models, out)
    document = _with_columns(document, read)
    if args.max_tokens is None and any(map(partial(_will_think, document.think.choice), read)):
        document = replace(document, sampling=replace(document.sampling, max_tokens=THINKING_MAX_TOKENS))
    _tell_unmoved(document, read, out)
    columns = [replace(column, place=key) for column, key in zip(read, document.keys, strict=True)]
    names = {column.reference: column.title for column in columns}
    whole = ComparisonRecord(args.title or label_of(document, names.__getitem__), document)
    if document.prompts and any(column.model is not None for column in columns):
        whole = _asked(core, whole, columns, args, out)
    _tell(ReportContent(whole, tuple(columns), core.licenses, app_words()), paths, out)
    return _status(whole)


def _will_think(choice: str, column: ComparedModel) -> bool:
    model = column.model
    if model is None:
        return False
    return model.thinking.will_think(choice) if model.thinking.choices else model.opens_thought


def _tell_unmoved(document: ComparisonDocument, columns: Sequence[ComparedModel], out: Output) -> None:
    """Models that a choice of thinking changes nothing for. Raises KnownError for what is no choice."""
    switches = {column.label: column.model.thinking for column in columns if column.model is not None}
    varied = (value for axis in document.grid.axes if axis.path == THINK for value in axis.values)
    for choice in (document.think.choice, *varied):
        if choice and choice not in CHOICES:
            raise KnownError(
                f"“{choice}” is no choice of thinking that a model has.",
                f"Write one of {', '.join(CHOICES)}.",
            )
    words = unaffected_words(switches, [document.think.choice]) if document.think.choice and switches else ""
    if words:
        out.note(str(words))


def _asked(
    core: Core, begun: ComparisonRecord, columns: Sequence[ComparedModel], args: Namespace, out: Output
) -> ComparisonRecord:
    """With what came of it, kept as it came."""
    kept = Comparisons(core.store)
    comparison = _comparison(core, kept, begun, args, out)
    models = {column.key: column.model for column in columns if column.model is not None}
    labels = {column.key: column.label for column in columns}
    ask_all(core, kept, ComparisonJob(comparison, models, labels), out)
    return kept.answers.whole(comparison.id, comparison.title, comparison.document)


def _document(core: Core, args: Namespace) -> ComparisonDocument:
    """Everything but the models."""
    options = load_options_of(core, args)
    choice = LoadChoice(options.context_length, options.threads, options.device, options.gpu_layers)
    document = ComparisonDocument(
        sampling=sampling_of(args),
        system=args.system,
        think=ThinkingChoice(args.think, args.think_budget),
        load=choice,
        grid=grid_of(args.grid),
        repeats=args.repeats,
        is_parallel=args.parallel,
        asks_together=args.together,
        is_kept_loaded=False,
    )
    document = with_prompts(document, prompts_of(args))
    document.check()
    return document


def _columns(core: Core, references: Sequence[str], out: Output) -> tuple[ComparedModel, ...]:
    read = (_column(core, reference, out) for reference in references)
    return tuple(column_walked(column, core.hub, core.licenses) for column in read)


def _column(core: Core, reference: str, out: Output) -> ComparedModel:
    try:
        model = find_any_model(core, reference, out)
    except NotFoundError:
        if reference.count("/") != 1 or Path(reference).suffix.lower() == ".gguf":
            raise
        repo = core.hub.open(reference)
        return column_of_repo(repo, core.licenses, core.yardstick.largest_download)
    return column_of_model(model, core.licenses)


def _with_columns(document: ComparisonDocument, columns: Sequence[ComparedModel]) -> ComparisonDocument:
    for column in columns:
        document = with_column(document, column.reference)
    document.check()
    return document


def _comparison(
    core: Core, kept: Comparisons, whole: ComparisonRecord, args: Namespace, out: Output
) -> Comparison:
    """The one that was begun with the same words, or a new one."""
    begun = None if args.anew else unfinished(core, kept, whole.document)
    if begun is not None:
        count = len(kept.answers.outcomes(begun.id))
        answers = "1 answer is" if count == 1 else f"{count} answers are"
        out.note(f"Goes on with “{begun.label}”: {answers} there already.")
        return begun
    if args.resume:
        raise KnownError(
            "There is no unfinished comparison of these models, prompts and settings.",
            "Leave --resume out to begin one.",
        )
    return kept.create(whole.title, whole.document)


def _tell(content: ReportContent, paths: Sequence[Path], out: Output) -> None:
    """Write the reports; without any the report is what is printed."""
    for path in paths:
        write_report(path, content)
        out.note(f"Written to {path}.")
    report = report_of(content, datetime.now(UTC).astimezone())
    if out.as_json:
        out.result(msgspec.json.decode(report_bytes(report, ".json")), "")
    elif not paths:
        out.result(None, report_bytes(report, ".md").decode())


def _status(whole: ComparisonRecord) -> int:
    answered = {result.cell for result in whole.results}
    failed = {failure.cell for failure in whole.failures} - answered
    if failed and not answered:
        raise KnownError("No model answered.", "See the messages above.")
    return PARTLY if failed else 0
