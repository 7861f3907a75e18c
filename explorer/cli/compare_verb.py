"""`omx compare`: facts side by side, and one prompt answered by every model that is on this disk."""

from argparse import Namespace
from pathlib import Path

from explorer.base.files import write_atomically
from explorer.cli.asking import load_options_of, sampling_of
from explorer.cli.model_verbs import find_model, show_terms
from explorer.cli.output import Output, encode
from explorer.compare.columns import Column
from explorer.compare.document import Document, with_column, with_prompts
from explorer.compare.kept import Comparisons
from explorer.compare.plan import Step
from explorer.compare.reading import column_of_model, column_of_repo, column_walked
from explorer.compare.report import as_json, as_markdown
from explorer.compare.results import Failure, Result
from explorer.compare.run_listener import RunListener
from explorer.compare.runner import Runner
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local import LocalModel
from explorer.engine.pool import Pool
from explorer.kit.loop import HeadlessLoop
from explorer.kit.tasks import Tasks
from explorer.local.file_memory import FileMemory
from explorer.local.load_choices import LoadChoice
from explorer.services import Core

_TITLE = 60  # letters of a prompt that name a comparison


class _Collector(RunListener):
    def __init__(self, loop: HeadlessLoop, out: Output) -> None:
        self._loop = loop
        self._out = out
        self.results: list[Result] = []
        self.problems: dict[str, str] = {}

    def asked(self, step: Step) -> None:
        self._out.note(f"{step.column} answers…")

    def answered(self, result: Result) -> None:
        self.results.append(result)

    def failed(self, failure: Failure) -> None:
        self.problems[failure.column] = str(failure.error)
        self._out.note(f"{failure.column}: {failure.error}")

    def over(self) -> None:
        self._loop.leave()


def compare(core: Core, args: Namespace, out: Output) -> None:
    columns = [_column(core, reference, out) for reference in args.models]
    models = [c.model for c in columns if c.model is not None]
    collected = _run(core, models, args, out)
    report = as_json(columns, collected.results)
    report["problems"] = collected.problems
    text = as_markdown(columns, collected.results, collected.problems)
    if args.out:
        path = Path(args.out)
        _write(path, report, text)
        out.note(f"Written to {path}.")
    out.result(report, text if not args.out else "")
    if models and not collected.results:
        raise KnownError("No model answered.", "See the messages above.")


def _column(core: Core, reference: str, out: Output) -> Column:
    try:
        model = find_model(core, reference)
    except NotFoundError:
        if reference.count("/") != 1 or Path(reference).suffix.lower() == ".gguf":
            raise
        repo = core.hub.open(reference)
        column = column_of_repo(repo, core.licenses, core.machine.yardstick.largest_file)
        return column_walked(column, core.hub, core.licenses)
    show_terms(core, model, out)
    return column_walked(column_of_model(model, core.licenses), core.hub, core.licenses)


def _run(core: Core, models: list[LocalModel], args: Namespace, out: Output) -> _Collector:
    loop = HeadlessLoop()
    tasks, pool = Tasks(), Pool(drivers=core.drivers)
    collected = _Collector(loop, out)
    kept = Comparisons(core.store)
    if models:
        comparison = kept.create(args.prompt[:_TITLE], _document(core, models, args))
        runner = Runner(
            kept.answers, pool, core.estimates, core.settings, core.machine, tasks, FileMemory(core.store)
        )
        by_key = dict(zip(comparison.document.keys, models, strict=True))
        plan = runner.plan(comparison.document, by_key)
        run = runner.run(comparison, plan, collected)
        try:
            run.start()
            loop.run()
        finally:
            pool.close()
            tasks.close()
    return collected


def _document(core: Core, models: list[LocalModel], args: Namespace) -> Document:
    options = load_options_of(core, args)
    choice = LoadChoice(options.context_length, options.threads, options.device, options.gpu_layers)
    document = Document(sampling=sampling_of(args), load=choice, is_kept_loaded=False)
    for model in models:
        document = with_column(document, model.id)
    return with_prompts(document, [args.prompt])


def _write(path: Path, report: dict[str, object], text: str) -> None:
    if path.suffix == ".json":
        data = encode(report)
    elif path.suffix in (".md", ".markdown"):
        data = text.encode()
    else:
        raise KnownError(f"Reports are written as .md or .json, not “{path.suffix}”.", "Name another file.")
    try:
        write_atomically(path, data)
    except OSError as error:
        raise KnownError(f"{path} could not be written.", "Choose another folder.", str(error)) from error
