"""`omx score`: how likely a model finds a text."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from functools import partial
from typing import Any

from explorer.cli.arguments import add_device
from explorer.cli.generation_options import load_options_of
from explorer.cli.model_pool import open_backends
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
    ask = partial(_asked, core, model, load_options_of(core, args))
    value: dict[str, Any]
    if args.continuation:
        scores, loaded = ask(lambda e: e.score(args.prompt, args.continuation, args.logprobs))
        pairs = list(zip(args.continuation, scores, strict=True))
        value = {"continuations": [_continuation(*pair) for pair in pairs]}
        text = table([_row(*pair) for pair in sorted(pairs, key=_likeliest)])
    else:
        tokens, loaded = ask(lambda e: e.score_text(args.prompt, args.logprobs))
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


def _asked(
    core: Core, model: LocalModel, options: LoadOptions, request: Callable[[Scores], Job]
) -> tuple[Any, LoadedModel]:
    """What the job brings, once the model is loaded, and the model. Raises the KnownError it fails with."""
    heard: list[Any] = []
    with open_backends(core) as (backends, loop):
        engine = backends.pool.get(model.path)

        def hear(event: Any) -> None:
            if not isinstance(event, ModelLoading):
                heard.append(event)
            if not isinstance(event, ModelLoading | LoadedModel):
                loop.leave()

        running = RunningRequest(engine, options, lambda: request(engine), hear)
        running.start()
        loop.run()
    outcome = heard[-1]
    if isinstance(outcome, KnownError):
        raise outcome
    return outcome, heard[0]
