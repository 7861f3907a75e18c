"""Writes tiny GGUF models, because a test needs a model that loads in milliseconds and is predictable.

Two kinds, both of the llama architecture with a byte-fallback vocabulary:

- *random*: random weights, the same bytes for the same seed. It babbles until a limit.
- *scripted*: says exactly a given text, then ends. Its blocks add nothing, so the next token depends
  on the current one alone; each word is a token of its own that leads to the next word (p about 0.9).
  Every token outside the script leads to its first word, so it says its text after any prompt.

``python -m tests.models.tiny OUT.gguf --text "Hello there."``
"""

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}[/{{ m['role'] }}]{% endfor %}"
    "{% if add_generation_prompt %}<|start|>{% endif %}"
)
QWEN2VL: Mapping[str, list[int]] = {"qwen2vl.rope.dimension_sections": [2, 3, 3, 0]}
MAMBA: Mapping[str, int] = {
    "mamba.ssm.inner_size": 128, "mamba.ssm.state_size": 16, "mamba.ssm.time_step_rank": 4,
    "mamba.ssm.conv_kernel": 4,
}  # fmt: skip
_STATE_SIZES = ("inner_size", "state_size", "time_step_rank", "conv_kernel")
_HEADS, _KV_HEADS = 4, 2
_SHARPNESS = 11.0
_RUNNER_UP = 0.8  # of the next word's logit: about one in ten at temperature 1

type Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Tiny:
    """What to write. ``text`` ``None`` makes a random model; ``template`` ``None`` one without a chat.

    ``metadata`` is added to the header: license, base models, or values that are wrong on purpose.
    A ``qwen2vl`` needs ``QWEN2VL`` there, a ``mamba`` ``MAMBA``; that must be a random one.
    ``controls``: control tokens of the vocabulary; each may stand once in the text.
    """

    text: str | None = "Hello from a tiny model."
    template: str | None = CHAT_TEMPLATE
    seed: int = 0
    context_length: int = 2048
    name: str = "Tiny"
    architecture: str = "llama"
    metadata: Mapping[str, str | int | float | list[int]] = field(default_factory=dict)
    controls: tuple[str, ...] = ()


def write_tiny(path: Path, tiny: Tiny | None = None) -> Path:
    """Write the model, replacing what is there; ``path`` again."""
    tiny = tiny or Tiny()
    path.parent.mkdir(parents=True, exist_ok=True)
    vocabulary = _Vocabulary(tiny.text, tiny.controls)
    shape = _Shape.for_vocabulary(len(vocabulary.tokens), scripted=tiny.text is not None)
    writer = gguf.GGUFWriter(path, tiny.architecture)
    _write_header(writer, tiny, vocabulary, shape)
    for name, weights in _tensors(tiny, vocabulary, shape).items():
        is_exact = name.endswith(("norm.weight", "bias", "ssm_a", "ssm_d", "conv1d.weight"))
        writer.add_tensor(name, weights if is_exact else weights.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@dataclass(frozen=True)
class _Shape:
    embedding: int
    feed_forward: int
    layers: int

    @staticmethod
    def for_vocabulary(size: int, *, scripted: bool) -> "_Shape":
        """A scripted model has one dimension per token, so that each is told apart exactly."""
        return _Shape(-(-size // 128) * 128, 64, 1) if scripted else _Shape(64, 128, 2)


class _Vocabulary:
    """Control tokens, 256 bytes, printable characters, and the words of the script."""

    def __init__(self, text: str | None, controls: tuple[str, ...]) -> None:
        self.tokens: list[bytes] = []
        self.scores: list[float] = []
        self.types: list[int] = []
        kind = gguf.TokenType
        self.unknown = self._add(b"<unk>", 0.0, kind.UNKNOWN)
        self.begin = self._add(b"<s>", 0.0, kind.CONTROL)
        self.end = self._add(b"</s>", 0.0, kind.CONTROL)
        self.start = self._add(b"<|start|>", 0.0, kind.CONTROL)
        for byte in range(256):
            self._add(f"<0x{byte:02X}>".encode(), 0.0, kind.BYTE)
        for code in (0x2581, *range(33, 127)):
            self._add(chr(code).encode(), -50.0, kind.NORMAL)
        named = {control: self._add(control.encode(), 0.0, kind.CONTROL) for control in controls}
        self.script: list[int] = []
        for part in _parts(text or "", controls):
            if part in named:
                self.script.append(named[part])
            else:
                words = enumerate(self._words(part), len(self.script))
                self.script += [self._add(word, -200.0 - n, kind.NORMAL) for n, word in words]

    def letters(self) -> list[int]:
        return [i for i, token in enumerate(self.tokens) if len(token) == 1 and token.isalpha()]

    def _add(self, token: bytes, score: float, kind: int) -> int:
        self.tokens.append(token)
        self.scores.append(score)
        self.types.append(kind)
        return len(self.tokens) - 1

    def _words(self, text: str) -> list[bytes]:
        """The text cut before each space, into pieces that differ from each other and all tokens."""
        taken, words, piece = set(self.tokens), [], ""
        for word in _cut(text):
            piece += word
            token = piece.replace(" ", "\u2581").encode()
            if token not in taken:
                taken.add(token)
                words.append(token)
                piece = ""
        if piece:  # a repeated end: join it to the last piece, which stays unique by being longer
            rest = piece.replace(" ", "\u2581").encode()
            words = [*words[:-1], words[-1] + rest] if words else [rest + rest]
        return words


def write_adapter(path: Path, *, architecture: str = "llama", seed: int = 1, kind: str = "lora") -> Path:
    """A LoRA for random models, which changes what they say."""
    rank, rng = 4, np.random.default_rng(seed)
    shape = _Shape.for_vocabulary(0, scripted=False)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_name(path.stem)
    writer.add_string("adapter.type", kind)
    writer.add_float32("adapter.lora.alpha", 8.0)
    for layer in range(shape.layers):
        name = f"blk.{layer}.ffn_down.weight.lora_"
        for end, size in (("a", (rank, shape.feed_forward)), ("b", (shape.embedding, rank))):
            writer.add_tensor(name + end, rng.standard_normal(size).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _parts(text: str, controls: tuple[str, ...]) -> list[str]:
    return re.split(f"({'|'.join(map(re.escape, controls))})", text) if controls else [text]


def _cut(text: str) -> list[str]:
    head, *rest = text.split(" ")
    return [part for part in (head, *(f" {word}" for word in rest)) if part]


def _write_header(writer: gguf.GGUFWriter, tiny: Tiny, vocabulary: _Vocabulary, shape: _Shape) -> None:
    writer.add_name(tiny.name)
    writer.add_context_length(tiny.context_length)
    writer.add_embedding_length(shape.embedding)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_KV_HEADS)
    writer.add_rope_dimension_count(shape.embedding // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_scores(vocabulary.scores)
    writer.add_token_types(vocabulary.types)
    writer.add_bos_token_id(vocabulary.begin)
    writer.add_eos_token_id(vocabulary.end)
    writer.add_unk_token_id(vocabulary.unknown)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    if tiny.template is not None:
        writer.add_chat_template(tiny.template)
    for key, value in tiny.metadata.items():
        writer.kv_data[0].pop(key, None)
        if isinstance(value, str):
            writer.add_string(key, value)
        elif isinstance(value, float):
            writer.add_float32(key, value)
        elif isinstance(value, list):
            writer.add_array(key, value)
        else:
            writer.add_uint32(key, value)


def _tensors(tiny: Tiny, vocabulary: _Vocabulary, shape: _Shape) -> dict[str, Weights]:
    rng = np.random.default_rng(tiny.seed)
    width, kv_width, inner = shape.embedding, shape.embedding // _HEADS * _KV_HEADS, shape.feed_forward
    size = len(vocabulary.tokens)

    def random(rows: int, columns: int) -> Weights:
        weights: Weights = (rng.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)
        return weights

    scripted = tiny.text is not None
    effect = np.float32(0 if scripted else 1)  # of a block on what passes through it
    embedding = np.eye(size, width, dtype=np.float32) if scripted else random(size, width) * np.float32(8)
    tensors = {
        "token_embd.weight": embedding,
        "output_norm.weight": np.ones(width, np.float32),
        "output.weight": _script(vocabulary, embedding) if scripted else random(size, width) * np.float32(3),
    }
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        if tiny.architecture == "mamba":
            tensors |= _recurrent(block, width, random)
            continue
        tensors |= {
            block + "attn_norm.weight": np.ones(width, np.float32),
            block + "attn_q.weight": random(width, width),
            block + "attn_k.weight": random(kv_width, width),
            block + "attn_v.weight": random(kv_width, width),
            block + "attn_output.weight": random(width, width) * effect,
            block + "ffn_norm.weight": np.ones(width, np.float32),
            block + "ffn_gate.weight": random(inner, width),
            block + "ffn_up.weight": random(inner, width),
            block + "ffn_down.weight": random(width, inner) * effect,
        }
    return tensors


def _recurrent(block: str, width: int, random: Callable[[int, int], Weights]) -> dict[str, Weights]:
    """A layer that keeps a state in place of keys and values."""
    inner, state, rank, kernel = (MAMBA[f"mamba.ssm.{name}"] for name in _STATE_SIZES)
    decay = -np.tile(np.arange(1, state + 1, dtype=np.float32), (inner, 1))
    return {
        block + "attn_norm.weight": np.ones(width, np.float32),
        block + "ssm_in.weight": random(2 * inner, width),
        block + "ssm_conv1d.weight": random(inner, kernel),
        block + "ssm_conv1d.bias": np.zeros(inner, np.float32),
        block + "ssm_x.weight": random(rank + 2 * state, inner),
        block + "ssm_dt.weight": random(inner, rank),
        block + "ssm_dt.bias": np.zeros(inner, np.float32),
        block + "ssm_a": decay,
        block + "ssm_d": np.ones(inner, np.float32),
        block + "ssm_out.weight": random(width, inner),
    }


def _script(vocabulary: _Vocabulary, embedding: Weights) -> Weights:
    """Output weights that lead from each word to the next, and from anything else to the first."""
    output = np.zeros_like(embedding)
    path = [vocabulary.start, *vocabulary.script, vocabulary.end]
    for here, following in pairwise(path):
        output[following] += embedding[here]
    first, letters = path[1], vocabulary.letters()
    for token in set(range(len(embedding))) - set(path):
        output[first] += embedding[token] / 4
    for n, here in enumerate(path[:-1]):
        output[letters[n % len(letters)]] += _RUNNER_UP * embedding[here]
    return output * np.float32(_SHARPNESS / np.sqrt(embedding.shape[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a tiny GGUF model.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--text", help="say this; without it the weights are random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-template", action="store_true", help="a model for completion, not for chat")
    options = parser.parse_args()
    template = None if options.no_template else CHAT_TEMPLATE
    print(write_tiny(options.out, Tiny(text=options.text, seed=options.seed, template=template)))


if __name__ == "__main__":
    main()
