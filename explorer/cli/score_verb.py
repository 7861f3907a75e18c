"""`omx score`: how likely a model finds a text."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from explorer.cli.arguments import add_device
from explorer.cli.generation_options import load_options_of
from explorer.cli.model_pool import open_pool
from explorer.cli.models import find_model, sha256_of, show_terms
from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import ContinuationScore, TokenDetail
from explorer.engine.local.engine import BackendChange, BackendState, Engine, Job
from explorer.kit.headless_loop import HeadlessLoop
from explorer.services import Core


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("model", metavar="FILE", help="a .gguf file or an id that `omx list` prints")
    parser.add_argument("--prompt", required=True, help="what comes before; alone it is scored itself")
    parser.add_argument("--continuation", nargs="+", action="extend", default=[], metavar="TEXT")
    parser.add_argument("--logprobs", type=int, default=0, metavar="N", help="N alternatives (0-100) a token")
    add_device(parser)


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    """Continuations after the prompt, or without any, every token of the prompt."""
    model = find_model(core, args.model, out)
    show_terms(core, model, out)
    waiting = _Waiting(model, core, load_options_of(core, args))
    value: dict[str, Any]
    if args.continuation:
        scores, loaded = waiting.ask(lambda e: e.score(args.prompt, args.continuation, args.logprobs))
        pairs = list(zip(args.continuation, scores, strict=True))
        value = {"continuations": [_continuation(*pair) for pair in pairs]}
        text = table([_row(*pair) for pair in sorted(pairs, key=_likeliest)])
    else:
        tokens, loaded = waiting.ask(lambda e: e.score_text(args.prompt, args.logprobs))
        value = {"tokens": tokens, "logprob": sum(t.logprob or 0 for t in tokens)}
        text = table([["" if t.logprob is None else f"{t.logprob:.3f}", repr(t.text)] for t in tokens])
    if out.as_json:
        value |= {"model": model.id, "sha256": sha256_of(model), "prompt": args.prompt}
        value |= {"engine": loaded.engine, "backend": loaded.backend}
    out.result(value, text)


def _continuation(text: str, score: ContinuationScore) -> dict[str, Any]:
    return {
        "text": text,
        "logprob": score.logprob,
        "logprob_per_token": score.logprob_per_token,
        "is_greedy": score.is_greedy,
        "tokens": score.tokens,
    }


def _likeliest(pair: tuple[str, ContinuationScore]) -> float:
    return -pair[1].logprob


def _row(text: str, score: ContinuationScore) -> list[str]:
    tokens: tuple[TokenDetail, ...] = score.tokens
    return [f"{score.logprob:.3f}", f"{score.logprob_per_token:.3f} per token", f"{len(tokens)}", text]


class _Waiting:
    """Loads a model, asks for one thing and waits until it is there."""

    def __init__(self, model: LocalModel, core: Core, options: LoadOptions) -> None:
        self._model = model
        self._options = options
        self._core = core
        self._loop = HeadlessLoop()
        self._job: Job | None = None
        self._outcome: Any = None
        self._loaded: LoadedModel | None = None

    def ask(self, request: Callable[[Engine], Job]) -> tuple[Any, LoadedModel]:
        """What the job brings, and the model. Raises the KnownError it fails with."""
        pool = open_pool(self._core)
        engine = pool.get(self._model.path)
        engine.changed.connect(lambda change: self._on_change(engine, change, request))
        try:
            engine.load(self._model.path, self._options)
            self._loop.run()
        finally:
            pool.close()
        if isinstance(self._outcome, KnownError):
            raise self._outcome
        if self._loaded is None:
            raise CancelledError
        return self._outcome, self._loaded

    def _on_change(self, engine: Engine, change: BackendChange, request: Callable[[Engine], Job]) -> None:
        if change.error is not None:
            self._end(change.error)
        elif change.state is BackendState.READY and self._job is None:
            self._loaded = engine.model
            self._job = request(engine)
            self._job.finished.connect(self._end)
            self._job.failed.connect(self._end)

    def _end(self, outcome: Any) -> None:
        self._outcome = outcome
        self._loop.leave()
