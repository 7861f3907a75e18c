"""Two files of one model in a child process: compared, only read with the same logits, and read without any.

``python -m tests.benchmarks._two_files REFERENCE OTHER CHUNKS ROUNDS`` prints one line of JSON a round,
seconds of the processor for each: those of the clock tell more of what else the machine does. In one process,
because only what the comparison adds is to be measured.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.domain.divergence import DIVERGENCE_CONTEXT
from explorer.domain.generation import CPU, LoadOptions
from explorer.engine.local.gguf.memory_estimate import rows_compared
from explorer.engine.local.llama.compute_control import ComputeControl
from explorer.engine.local.llama.diverging import Diverger, ReadingModel, opened_reader
from explorer.engine.local.llama.library import open_library
from explorer.engine.local.llama.model import LlamaModel
from explorer.evaluate.quantization.given_text import project_text


def two_files(reference: Path, other: Path, chunks: int, rounds: int) -> list[dict[str, float]]:
    command = [sys.executable, "-m", "tests.benchmarks._two_files", str(reference), str(other)]
    child = subprocess.run([*command, str(chunks), str(rounds)], capture_output=True, check=True)
    return [json.loads(line) for line in child.stdout.splitlines()]


def _timed(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _read(pair: list[ReadingModel], tokens: list[int], rows: int) -> None:
    """``rows`` at a time with logits, 0 for none at all."""
    size, half = DIVERGENCE_CONTEXT, DIVERGENCE_CONTEXT // 2
    for model in pair:
        with opened_reader(model, size, rows or 1) as reader:
            for start in range(0, len(tokens) - size + 1, size):
                chunk = tokens[start : start + size]
                reader.begin(chunk[: half if rows else size])
                for at in range(half, size - 1, rows) if rows else ():
                    reader.read(chunk[at : min(at + rows, size - 1)], at)


def main(reference: str, other: str, chunks: str, rounds: str) -> None:
    library, options = open_library(), LoadOptions(context_length=DIVERGENCE_CONTEXT, device=CPU)
    models = [
        LlamaModel(library, Path(path), options, ComputeControl(), lambda _fraction: None)
        for path in (reference, other)
    ]
    pair = [model.reading() for model in models]
    words = pair[0].vocabulary
    tokens = words.tokenize(project_text().text, add_special=True)[: int(chunks) * DIVERGENCE_CONTEXT]
    text = words.text(tokens[1:])
    rows = rows_compared(words.size, DIVERGENCE_CONTEXT)
    diverger = Diverger(pair[0], pair[1], DIVERGENCE_CONTEXT)
    for _ in range(int(rounds)):
        told = {
            "compared": _timed(lambda: diverger.compare(text, lambda _figures: None)),
            "read": _timed(lambda: _read(pair, tokens, rows)),
            "plain": _timed(lambda: _read(pair, tokens, 0)),
        }
        print(json.dumps({"tokens": len(tokens), **told}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:5])
