"""`omx selftest`: does the app work on this machine? The test itself is in explorer/selftest.py."""

from argparse import ArgumentParser, Namespace

from explorer.base.files import is_file, named_path
from explorer.base.paths import find_paths
from explorer.cli.output import Output
from explorer.domain.errors import NotFoundError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("model", metavar="FILE.gguf")


def run(args: Namespace, out: Output) -> None:
    """Raises KnownError with the reason if it does not."""
    path = named_path(args.model).absolute()
    if not is_file(path):
        raise NotFoundError(f"There is no file {path}.", "Name a .gguf file.")
    from explorer.selftest import run_selftest  # noqa: PLC0415  the other verbs need no window

    outcome = run_selftest(find_paths(), path)
    measured = outcome.answer.measured
    facts = {
        "window": {"painted": True, "ms": outcome.painted_ms},
        "answer": outcome.answer.text,
        "tokens": measured.answer_tokens,
        "tokens_per_second": measured.tokens_per_second,
        "vector": outcome.vector,
        "page": outcome.page,
        "formula": outcome.formula,
        "engine": outcome.model.engine,
        "backend": outcome.model.backend,
    }
    words = (
        f"The window was painted after {outcome.painted_ms:.0f} ms. {outcome.model.name} answered at "
        f"{measured.tokens_per_second:.1f} tokens/s: {outcome.answer.text.strip()}"
    )
    out.result(facts, words)
