"""How fast answers reach the window, against the bare library.

Ours: the Engine client in this process, the worker in another, text and all. The peer: a loop of
``llama_decode`` and ``llama_sampler_sample`` on the same library in a child process, nothing else.
Both on the real model, greedy, with the same prompt, context, threads and batch; rounds alternate,
so that a busy machine burdens both, and only one of the two works at a time.
"""

import ctypes
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Slot

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadOptions, Sampling
from explorer.engine.library import open_library, thread_count
from explorer.engine.loading import BATCH
from explorer.engine.process import Chunk, Engine, EngineChange, EngineState
from tests.models.starter import assemble_starter

ROUNDS = 9
TOKENS = 128
CONTEXT = 2048
PROMPT = "Once upon a time, in a village by the sea, there lived"


def run() -> list[dict[str, Any]]:
    """Tokens generated a second, medians over the rounds; the goal is for their ratio."""
    app = QCoreApplication.instance() or QCoreApplication([])
    model = assemble_starter()
    client, peer = _Client(model), _Peer(model)
    try:
        client.round()
        peer.round()
        pairs = [(client.round(), peer.round()) for _ in range(ROUNDS)]
    finally:
        client.close()
        peer.close()
        app.processEvents()
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    shown = {"name": "engine.generate", "value": round(ours, 2), "unit": "tokens/s", "goal": 0.95}
    return [{**shown, "better": "higher", **_conditions(ours, theirs, pairs)}]


def _conditions(ours: float, theirs: float, pairs: list[tuple[float, float]]) -> dict[str, Any]:
    """What the ratio was made from, in tokens a second."""
    return {
        "peer": "bare llama_decode + llama_sampler loop",
        "peer_value": round(theirs, 2),
        "ratio": round(ours / theirs, 3),
        "rounds": [(round(a, 1), round(b, 1)) for a, b in pairs],
        "tokens": TOKENS,
        "threads": thread_count(0),
    }


class _Client(QObject):
    """The app's own way: Engine, worker, chunks; timed where the window would show them."""

    def __init__(self, model: Path) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._first = self._last = 0.0
        self._tokens = 0
        self._engine = Engine([sys.executable, "-m", "explorer.engine.worker"])
        self._engine.changed.connect(self._on_change)
        self._engine.load(model, LoadOptions(context_length=CONTEXT))
        self._loop.exec()

    def round(self) -> float:
        self._first = 0.0
        generation = self._engine.generate(PROMPT, Sampling(max_tokens=TOKENS, temperature=0))
        generation.chunk.connect(self._on_chunk)
        generation.finished.connect(self._on_finished)
        generation.failed.connect(self._on_failed)
        self._loop.exec()
        return (self._tokens - 1) / (self._last - self._first)

    def close(self) -> None:
        self._engine.close()

    @Slot(object)
    def _on_change(self, change: EngineChange) -> None:
        if change.error is not None:
            self._on_failed(change.error)
        if change.state is EngineState.READY:
            self._loop.quit()

    @Slot(object)
    def _on_chunk(self, _chunk: Chunk) -> None:
        self._first = self._first or time.perf_counter()

    @Slot(object)
    def _on_finished(self, answer: Answer) -> None:
        self._last = time.perf_counter()
        self._tokens = answer.measured.answer_tokens
        self._loop.quit()

    @Slot(object)
    def _on_failed(self, error: KnownError) -> None:
        raise SystemExit(str(error))


class _Peer:
    """A child that answers each line on its stdin with the tokens a second of one round."""

    def __init__(self, model: Path) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.engine", str(model)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def round(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def serve_peer(path: str) -> None:
    """The child's side."""
    api = open_library().api
    model = api.llama_model_load_from_file(path.encode(), api.llama_model_default_params())
    params = api.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch = CONTEXT, BATCH, BATCH
    params.n_outputs_max, params.swa_full = 1, False
    params.n_threads = params.n_threads_batch = thread_count(0)
    context = api.llama_init_from_model(model, params)
    for _line in sys.stdin:
        print(_bare_round(api, model, context), flush=True)


def _bare_round(api: Any, model: Any, context: Any) -> float:
    data = PROMPT.encode()
    prompt = (api.llama_token * (len(data) + 8))()
    count = api.llama_tokenize(
        api.llama_model_get_vocab(model), data, len(data), prompt, len(prompt), True, True
    )
    sampler = api.llama_sampler_init_greedy()
    api.llama_memory_clear(api.llama_get_memory(context), True)
    api.llama_decode(context, api.llama_batch_get_one(prompt, count))
    one = (api.llama_token * 1)()
    batch = api.llama_batch_get_one(one, 1)
    decode, sample = api.llama_decode, api.llama_sampler_sample
    one[0] = sample(sampler, context, ctypes.c_int32(-1))
    begun = time.perf_counter()
    for _ in range(TOKENS - 1):
        decode(context, batch)
        one[0] = sample(sampler, context, -1)
    seconds = time.perf_counter() - begun
    api.llama_sampler_free(sampler)
    return (TOKENS - 1) / seconds


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve_peer(sys.argv[1])
    else:
        print(run())
