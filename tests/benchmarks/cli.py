"""How soon `omx` answers: processor time beside ``python -c pass``, and a question beside the bindings alone.

The question goes to a tiny model, so that all but its start is nothing. The bare start does the same with
``llama_cpp.Llama``: open the library, load, answer.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median
from typing import Any

import psutil

from tests.benchmarks._rounds import rounds
from tests.models.tiny import write_tiny

_PYTHON = [sys.executable, "-c", "pass"]
_OMX = [sys.executable, "-m", "explorer", "omx"]
_BARE = (
    "import sys, llama_cpp\nfrom explorer.engine.local.llama.ggml import Ggml\n"
    "Ggml(llama_cpp.llama_cpp).load_backends()\n"
    "llama = llama_cpp.Llama(sys.argv[1], n_ctx=4096, verbose=False)\n"
    "llama.create_chat_completion([{'role': 'user', 'content': 'Hello'}], max_tokens=8, temperature=0)"
)
_START_S, _OVER_S = 0.15, 0.3  # goals: processor time; by the clock over the bare start
_PYTHON_S = 0.019  # processor time of ``python -c pass`` on the machine that the first goal was set on


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        model = str(write_tiny(home / "tiny.gguf"))
        commands = {
            "python": _PYTHON,
            "version": [*_OMX, "--version"],
            "help": [*_OMX, "--help"],
            "bare": [sys.executable, "-c", _BARE, model],
            "ask": [*_OMX, "ask", model, "Hello", "--max-tokens", "8", "--temperature", "0"],
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for number in range(rounds(12, 4)):
            for name, command in commands.items():
                taken[name].append(_taken(command, home))
            if number == 0:  # what Python compiles, and the first look at this disk
                taken = {name: [] for name in commands}
    return [*(_start(name, taken) for name in ("version", "help")), _ask(taken)]


def _taken(command: list[str], home: Path) -> tuple[float, float]:
    """Seconds of the processor, and by the clock."""
    before, begun = psutil.Process().cpu_times(), time.perf_counter()
    env = {**os.environ, "EXPLORER_HOME": str(home)}
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - begun, psutil.Process().cpu_times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return busy, seconds


def _start(name: str, taken: dict[str, list[tuple[float, float]]]) -> dict[str, Any]:
    busy, bare = (mean(one[0] for one in taken[which]) for which in (name, "python"))  # told in hundredths
    return {
        "name": f"cli.{name}",
        "value": round(busy, 3),
        "unit": "s of the processor",
        "peer": "python -c pass",
        "peer_value": round(bare, 3),
        "ratio": round(busy / bare, 2),
        "goal": round(_START_S / _PYTHON_S, 1),
        "better": "lower",
    }


def _ask(taken: dict[str, list[tuple[float, float]]]) -> dict[str, Any]:
    asked, bare = (median(one[1] for one in taken[which]) for which in ("ask", "bare"))
    return {
        "name": "cli.ask",
        "value": round(asked, 3),
        "unit": "s",
        "peer": "llama_cpp.Llama, the same model",
        "peer_value": round(bare, 3),
        "over_s": round(asked - bare, 3),
        "ratio": round((asked - bare) / _OVER_S, 2),
        "goal": 1.0,
        "better": "lower",
    }
