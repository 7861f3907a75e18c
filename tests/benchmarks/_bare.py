"""The bare C loop over the same libraries, built on the spot and driven line by line.

llama-bench is no part of the bindings' package; this is the same loop of llama_decode and
llama_sampler_sample, without Python. A measurement without a C compiler is refused, not faked.
"""

import importlib.util
import shutil
import subprocess
from pathlib import Path

from explorer.engine.local.llama.library import thread_count
from explorer.engine.local.llama.loading import BATCH

_ROOT = Path(__file__).resolve().parents[2]
_SOURCE = Path(__file__).with_suffix(".c")


def build() -> Path:
    """Compile the loop against the libraries the engine uses; the program."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    spec = importlib.util.find_spec("llama_cpp")
    if compiler is None or spec is None or spec.origin is None:
        raise SystemExit("The peer is a loop in C: it needs a C compiler, and llama-cpp-python.")
    libraries = Path(spec.origin).parent / "lib"
    package = Path(spec.origin).parent
    headers = next(place for place in (package / "include", package.parent / "include") if place.is_dir())
    program = _ROOT / "build" / "bare-loop"
    program.parent.mkdir(exist_ok=True)
    command = [compiler, "-O2", "-D_GNU_SOURCE", "-o", str(program), str(_SOURCE), f"-I{headers}"]
    command += [f'-DLIBRARIES="{libraries}"', f"-L{libraries}", f"-Wl,-rpath,{libraries}"]
    command += ["-lllama", "-lggml", "-lggml-base", "-lm"]
    subprocess.run(command, check=True)
    return program


class Bare:
    """One process of the loop with one model."""

    def __init__(self, program: Path, model: Path, context: int) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([program], stdin=pipe, stdout=pipe, text=True)
        self.load_s = self._ask(f"load {model} {context} {BATCH} {thread_count(0)}")[0]

    def answer(self, prompt: Path, tokens: int) -> tuple[int, float, float, float]:
        """Prompt tokens; seconds for the prompt, until the first token, and for the others."""
        count, read_s, first_s, rest_s = self._ask(f"answer {prompt} {tokens}")
        return int(count), read_s, first_s, rest_s

    def more(self, text: Path) -> float:
        """Seconds to read more on top of what there is, and to draw a token."""
        return self._ask(f"more {text}")[0]

    def rescore(self, lines: Path) -> tuple[float, float]:
        """Seconds to score each continuation (from the second line on) together with the prefix; the sum."""
        seconds, total = self._ask(f"rescore {lines}")
        return seconds, total

    def memory(self) -> int:
        """Resident bytes."""
        return int(self._ask("memory")[0])

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, line: str) -> list[float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return [float(word) for word in self._process.stdout.readline().split()]
