"""The bindings' own high-level way, ``llama_cpp.Llama`` with streaming, in a child process.

With the same threads, context and batch as ours. Speed over the last part of an answer is what a reader
waits for, but whole answers are compared: from the first token to the last.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from explorer.engine.local.llama.ggml import Ggml
from explorer.engine.local.llama.library import thread_count
from explorer.engine.local.llama.loading import BATCH


class LlamaPeer:
    """A child that answers each line "TOKENS ALTERNATIVES" on its stdin with tokens a second."""

    def __init__(self, model: Path, context: int, prompt: str, *, all_logits: bool) -> None:
        command = [sys.executable, "-m", "tests.benchmarks._llama", str(model), str(context), prompt]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [*command, str(int(all_logits))], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )

    def speed(self, tokens: int, alternatives: int) -> float:
        """Tokens a second, of those after the first."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{tokens} {alternatives}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def serve(model: str, context: str, prompt: str, all_logits: str) -> None:
    """The child's side."""
    import llama_cpp

    Ggml(llama_cpp.llama_cpp).load_backends()  # those of the package are separate files
    threads = thread_count(0)
    llama: Any = llama_cpp.Llama(
        model, n_ctx=int(context), n_batch=BATCH, n_threads=threads, n_threads_batch=threads,
        logits_all=all_logits == "1", verbose=False,
    )  # fmt: skip
    bias = {llama.token_eos(): -1000.0}
    for line in sys.stdin:
        tokens, alternatives = map(int, line.split())
        stream = llama.create_completion(
            prompt, max_tokens=tokens, temperature=0, stream=True, logit_bias=bias,
            logprobs=alternatives or None,
        )  # fmt: skip
        times = [time.perf_counter() for _chunk in stream]
        print((tokens - 1) / (times[-1] - times[0]), flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:5])
