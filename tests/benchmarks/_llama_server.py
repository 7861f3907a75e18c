"""llama.cpp's own server, out of the package xllamacpp, in a child process; its clients are threads here.

With the same threads and batch as ours. Clients take whole answers, not streams: that is the least work.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from explorer.engine.local.llama.library import thread_count
from explorer.engine.local.llama.loading import BATCH

_WAIT_S = 600


class LlamaServer:
    """A server with room for so many answers at once."""

    def __init__(self, model: Path, at_once: int, context: int, threads: int = 0) -> None:
        command = [sys.executable, "-m", "tests.benchmarks._llama_server", str(model)]
        command += map(str, (at_once, context, threads))
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self._address = next(line for line in self._process.stdout if line.startswith("http")).strip()
        self._at_once = at_once

    @property
    def port(self) -> int:
        return int(self._address.rsplit(":", 1)[1])

    def answer(self, prompts: Sequence[str], tokens: int, never: Sequence[int]) -> tuple[int, float, float]:
        """The tokens that were written, seconds, and seconds of the processor."""
        used, begun = self.processor_s(), time.perf_counter()
        with ThreadPoolExecutor(self._at_once) as clients:
            counts = list(clients.map(lambda prompt: self._ask(prompt, tokens, never), prompts))
        return sum(counts), time.perf_counter() - begun, self.processor_s() - used

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, prompt: str, tokens: int, never: Sequence[int]) -> int:
        bias = [[token, False] for token in never]
        asked = {"prompt": prompt, "n_predict": tokens, "temperature": 0, "logit_bias": bias}
        request = urllib.request.Request(
            f"{self._address}/completion", json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=_WAIT_S) as answer:
            told: int = json.load(answer)["tokens_predicted"]
        return told

    def processor_s(self) -> float:
        """Seconds of the processor that it used so far."""
        used = psutil.Process(self._process.pid).cpu_times()
        return float(used.user + used.system)


def serve(model: str, at_once: str, context: str, threads: str) -> None:
    """The child's side: until its stdin ends."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_parallel, params.n_ctx = int(at_once), int(at_once) * int(context)
    params.n_batch = params.n_ubatch = BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = thread_count(int(threads))
    params.port, params.cache_ram_mib, params.warmup = 0, 0, False
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    serve(*sys.argv[1:5])
