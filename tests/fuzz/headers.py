"""Damages models and projectors in many ways and loads them: each must end in words or in a running model.

``python -m tests.fuzz.headers`` does so by hand; a small sample runs in the suite.
A worker takes one file after another and is replaced when one kills it, as the window would do. Each
load has a limit of time; what passes it is a failure, and so is an error without words.
"""

import math
import random
import selectors
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage, LoadOptions, Sampling
from explorer.engine.local import protocol
from explorer.engine.local.failures import WorkerEnd
from tests.fuzz.outcome import Outcome, by_hand
from tests.models.pictures import picture
from tests.models.projector import TinyProjector, write_projector
from tests.models.tiny import Tiny, write_adapter, write_tiny

WORKER = [sys.executable, "-m", "explorer.engine.local.worker"]
LIMIT_S = 20.0  # for a load and four tokens of a model of 800 KB
_BOUNDARY_VALUES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
_KEYS = (
    *(
        f"llama.{key}"
        for key in (
            "block_count", "context_length", "embedding_length", "feed_forward_length", "vocab_size",
            "attention.head_count", "attention.head_count_kv", "attention.key_length", "expert_count",
            "attention.sliding_window", "attention.layer_norm_rms_epsilon", "rope.dimension_count",
            "rope.freq_base", "rope.scaling.factor", "pooling_type",
        )
    ),
    "general.alignment", "general.file_type", "split.count", "tokenizer.ggml.model",
    "tokenizer.ggml.bos_token_id", "tokenizer.ggml.eos_token_id", "tokenizer.ggml.unknown_token_id",
)  # fmt: skip
_IMAGE = picture(1)
_HEADER_PART = 0.8  # of the mutations hit the header, where they do most


class FuzzWorker:
    """A worker that is asked to load files until one kills it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._id = 0

    def try_load(self, path: Path, projector: bytes = b"") -> tuple[str, KnownError | None]:
        """How loading, and then writing four tokens, ended: the kind, and the words. With a ``projector`` an
        image is shown.
        """
        process = self._running()
        self._id += 1
        load = protocol.load_request(path, LoadOptions(context_length=256, projector=projector))
        prompt = (ChatMessage("user", "Hello", images=(_IMAGE,)),) if projector else "Hello"
        ask = protocol.Generate(self._id, prompt, Sampling(max_tokens=4))
        assert process.stdin is not None
        process.stdin.write(protocol.encode(load) + protocol.encode(ask))
        process.stdin.flush()
        until = time.monotonic() + LIMIT_S
        error: KnownError | None = None
        for event in self._events(process, until):
            if isinstance(event, protocol.Failed) and event.id is None:
                error = event.record.error
            elif isinstance(event, protocol.Failed) and event.id == self._id:
                return ("refused", error) if error else ("loaded, refused to write", event.record.error)
            elif isinstance(event, protocol.Done):
                return "runs", None
        return self._after_its_end(process, until)

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(WORKER, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        return self._process

    def _events(self, process: subprocess.Popen[bytes], until: float) -> Iterator[protocol.Event]:
        """Events until the worker ends or the time is over."""
        assert process.stdout is not None
        buffer = b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while time.monotonic() < until:
                if not selector.select(until - time.monotonic()):
                    return
                data = process.stdout.read1(65536)  # type: ignore[attr-defined]
                if not data:
                    return
                *lines, buffer = (buffer + data).split(b"\n")
                yield from map(protocol.decode_event, lines)

    def _after_its_end(self, process: subprocess.Popen[bytes], until: float) -> tuple[str, KnownError | None]:
        is_hung = time.monotonic() >= until
        if is_hung:
            process.kill()
        process.communicate()
        self._process = None
        if is_hung:
            return "hung", None
        code = abs(process.returncode)
        end = WorkerEnd(crashed=process.returncode < 0, code=code, log="")
        return f"crashed ({code})", end.explain(loading=True, answering=False)


def mutated(source: bytes, header: int, rng: random.Random) -> bytes:
    """The file with one to four things wrong."""
    data = bytearray(source)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(header if rng.random() < _HEADER_PART else len(data)) if data else 0
        _mutate(data, at, rng)
    return bytes(data)


def _mutate(data: bytearray, at: int, rng: random.Random) -> None:
    match rng.randrange(7):
        case 0:
            data[at : at + 1] = bytes([rng.randrange(256)])
        case 1:
            data[at : at + 4] = struct.pack("<I", rng.choice(_BOUNDARY_VALUES))
        case 2:
            data[at : at + 8] = struct.pack("<Q", rng.choice((*_BOUNDARY_VALUES, 2**63, 2**64 - 1)))
        case 3:
            del data[at:]  # cut off
        case 4:
            del data[at : at + rng.randrange(1, 64)]
        case 5:
            data[at:at] = rng.randbytes(rng.randrange(1, 64))
        case _:
            data[at : at + 4] = struct.pack("<f", rng.choice((float("nan"), float("inf"), -1.0, 0.0, 1e38)))


def with_odd_value(folder: Path, number: int, rng: random.Random) -> Path:
    """A sound file but for one value of its header."""
    key = rng.choice(_KEYS)
    value = rng.choice(
        (*_BOUNDARY_VALUES, -1.0, float("nan"), float("inf"), 1e-30, 0.0, "", "bert", "gpt2", "x" * 5000)
    )
    return write_tiny(
        folder / f"value-{number}.gguf", Tiny(text=rng.choice((None, "Hi.")), metadata={key: value})
    )


def run(seed: int, count: int = sys.maxsize, minutes: float = math.inf) -> Outcome:
    """Load so many damaged files, or for so long."""
    outcome, worker, rng = Outcome(), FuzzWorker(), random.Random(seed)
    until = time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [
            write_tiny(folder / "random.gguf", Tiny(text=None)),
            write_tiny(folder / "script.gguf", Tiny(text="Hello there.")),
            write_adapter(folder / "adapter.gguf"),
            write_projector(folder / "projector.gguf"),
            write_projector(folder / "whole.gguf", TinyProjector(kind="gemma3")),
        ]
        datas = [source.read_bytes() for source in sources]
        headers = [data.rfind(b"weight", 0, 60_000) + 64 for data in datas]
        try:
            while outcome.counts.total() < count and time.monotonic() < until:
                path, is_projector = _write(folder, outcome.counts.total(), rng, datas, headers)
                shown = (sources[0], bytes(path)) if is_projector else (path, b"")
                _judge(path, partial(worker.try_load, *shown), outcome)
                path.unlink(missing_ok=True)
        finally:
            worker.close()
    return outcome


def _write(
    folder: Path, number: int, rng: random.Random, datas: list[bytes], headers: list[int]
) -> tuple[Path, bool]:
    """And whether it is a projector."""
    if number % 4 == 0:
        return with_odd_value(folder, number, rng), False
    path, chosen = folder / f"{number}.gguf", rng.choices(range(len(datas)), (6, 3, 1, 2, 2))[0]
    path.write_bytes(mutated(datas[chosen], headers[chosen], rng))
    return path, chosen >= 3


def _judge(path: Path, try_load: Callable[[], tuple[str, KnownError | None]], outcome: Outcome) -> None:
    begun = time.monotonic()
    try:
        kind, error = try_load()
    except (msgspec.DecodeError, OSError) as broken:
        kind, error = "protocol broken", KnownError(str(broken))
    outcome.slowest_s = max(outcome.slowest_s, time.monotonic() - begun)
    outcome.counts[kind] += 1
    has_words = error is not None and bool(error.what) and bool(error.advice)
    if kind in ("hung", "protocol broken") or (kind != "runs" and not has_words):
        kept = Path(tempfile.gettempdir()) / f"fuzz-{path.name}"
        kept.write_bytes(path.read_bytes())
        outcome.failures.append(f"{kind}: {error} ({kept})")


if __name__ == "__main__":
    sys.exit(by_hand("Load damaged models.", run))
