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
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadedModel, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import ContinuationScore, TokenDetail
from explorer.engine.backend import Scores
from explorer.engine.jobs import Job
from explorer.engine.question import RunningRequest
from explorer.engine.state import ModelLoading
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
        self._model, self._core, self._options = model, core, options
        self._loop = HeadlessLoop()
        self._loaded: LoadedModel | None = None
        self._outcome: Any = None

    def ask(self, request: Callable[[Scores], Job]) -> tuple[Any, LoadedModel]:
        """What the job brings, and the model. Raises the KnownError it fails with."""
        pool = open_pool(self._core)
        engine = pool.get(self._model.path)
        running = RunningRequest(engine, self._options, lambda: request(engine), self._hear)
        try:
            running.start()
            self._loop.run()
        finally:
            pool.close()
        if isinstance(self._outcome, KnownError):
            raise self._outcome
        assert self._loaded is not None  # noqa: S101  told before any result
        return self._outcome, self._loaded

    def _hear(self, event: Any) -> None:
        if isinstance(event, LoadedModel):
            self._loaded = event
        elif not isinstance(event, ModelLoading):
            self._outcome = event
            self._loop.leave()
