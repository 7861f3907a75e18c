"""The real models of the tests, the included ones: SmolLM2 chats, Gemma 3 writes on, MiniLM makes vectors.

Of Gemma other quantizations are made.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from explorer.domain.included_models import GEMMA3, MINILM, SMOLLM2
from explorer.engine.local.llama.ggml import Ggml
from explorer.local.models.included import is_available, pieces
from tests.scripts import load_script

REQUANTIZED = {"Q8_0": 7, "Q2_K": 10, "Q3_K_M": 12}  # llama_ftype


def models_folder() -> Path:
    """Where assembled models are kept between runs; never committed."""
    return Path(__file__).resolve().parents[2] / "build" / "models"


def smollm2() -> Path:
    """The model that chats, where its package carries it: for reading only."""
    (path,) = pieces(SMOLLM2)
    return path


def minilm() -> Path:
    """The model that makes vectors: as set-up has made it, else made once of the weights in its package."""
    if is_available(MINILM):
        return pieces(MINILM)[0]
    path = models_folder() / MINILM.file
    if not path.exists() or path.stat().st_size != MINILM.size:
        script = load_script("minilm_script", Path(__file__).resolve().parents[2] / "packaging" / "minilm.py")
        source = script.source()
        assert source is not None, "the package of MiniLM is not installed; ./dev test does so"
        script.make(source, path)
    return path


def assemble_starter(folder: Path | None = None) -> Path:
    """Gemma in one file, put together unless it is there already."""
    path = (folder or models_folder()) / GEMMA3.file
    if not path.exists() or path.stat().st_size != GEMMA3.size:
        beside = _beside(path)
        with beside.open("wb") as out:
            for piece in pieces(GEMMA3):
                out.write(piece.read_bytes())
        beside.replace(path)
    return path


def starter_as(quantization: str) -> Path:
    """The model as "Q4_K_M", in which it comes, or made from it as "Q8_0", "Q2_K" or "Q3_K_M"."""
    starter_file = assemble_starter()
    if quantization == "Q4_K_M":
        return starter_file
    target = models_folder() / starter_file.name.replace("q4_k_m", quantization.lower())
    return requantize(starter_file, target, quantization)


def requantize(source: Path, target: Path, ftype: str) -> Path:
    """Write ``source`` anew as "Q8_0", "Q2_K" or "Q3_K_M" (a second or so), in a process of its own."""
    if not target.exists():
        beside = _beside(target)
        command = [sys.executable, "-m", "tests.models.starter", str(source), str(beside), ftype]
        subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).resolve().parents[2])
        beside.replace(target)
    return target


def _beside(path: Path) -> Path:
    """A name of this process's own: a second test run would cut the file that the first has mapped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_suffix(f".{os.getpid()}.tmp")


def main(source: str, target: str, ftype: str) -> int:
    import llama_cpp.llama_cpp as library

    api: Any = library
    Ggml(api).load_backends()  # those of the package are separate files
    params = api.llama_model_quantize_default_params()
    params.ftype = REQUANTIZED[ftype]
    params.allow_requantize = True
    return int(api.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(params)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
