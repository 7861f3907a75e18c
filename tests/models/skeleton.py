"""Writes models that are a true header and empty data: what a large model says of itself, in no room.

The header names every tensor with its shape and type, as llama.cpp writes them; the file is then made as
long as it says, without its bytes being written. Such a model can be read and shown, not loaded.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np

type Kind = gguf.GGMLQuantizationType

TEMPLATE = """{{ bos_token }}
{%- for message in messages %}
    {%- if message['role'] == 'system' %}
        {{- '<start_of_turn>system\\n' + message['content'] | trim + '<end_of_turn>\\n' }}
    {%- else %}
        {{- '<start_of_turn>' + message['role'] + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<start_of_turn>model\\n' }}{% endif %}"""


@dataclass(frozen=True)
class Skeleton:
    """``experts`` 0 for a dense model; ``window`` 0 where every layer looks back at everything."""

    name: str
    architecture: str = "gemma3"
    layers: int = 18
    embedding: int = 640
    heads: int = 4
    kv_heads: int = 1
    head: int = 256
    feed_forward: int = 2048
    vocabulary: int = 4096
    context: int = 32_768
    window: int = 512
    experts: int = 0
    experts_used: int = 0
    metadata: Mapping[str, str | int | float] = field(default_factory=dict)


def write_skeleton(path: Path, model: Skeleton) -> Path:
    """Write the model, replacing what is there; ``path`` again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, model.architecture)
    _write_numbers(writer, model)
    size = 0
    for name, shape, kind in _tensors(model):
        block, block_bytes = gguf.GGML_QUANT_SIZES[kind]
        length = int(np.prod(shape)) // block * block_bytes
        writer.add_tensor_info(name, _bytes_shape(shape, kind), np.dtype(np.uint8), length, raw_dtype=kind)
        size += -(-length // 32) * 32
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    start = -(-path.stat().st_size // 32) * 32
    os.truncate(path, start + size)
    return path


def _bytes_shape(shape: tuple[int, ...], kind: Kind) -> tuple[int, ...]:
    """As the writer wants it: the last dimension in bytes of the packed rows."""
    return tuple(gguf.quant_shape_to_byte_shape(shape, kind))


def _write_numbers(writer: gguf.GGUFWriter, model: Skeleton) -> None:
    writer.add_name(model.name)
    writer.add_block_count(model.layers)
    writer.add_context_length(model.context)
    writer.add_embedding_length(model.embedding)
    writer.add_feed_forward_length(model.feed_forward)
    writer.add_head_count(model.heads)
    writer.add_head_count_kv(model.kv_heads)
    writer.add_key_length(model.head)
    writer.add_value_length(model.head)
    writer.add_rope_freq_base(1_000_000.0)
    if model.window:
        writer.add_sliding_window(model.window)
    if model.experts:
        writer.add_expert_count(model.experts)
        writer.add_expert_used_count(model.experts_used)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([f"word{n}".encode() for n in range(model.vocabulary)])
    writer.add_chat_template(TEMPLATE)
    for key, value in model.metadata.items():
        if isinstance(value, str):
            writer.add_string(key, value)
        elif isinstance(value, float):
            writer.add_float32(key, value)
        else:
            writer.add_uint32(key, value)


def _tensors(model: Skeleton) -> Iterator[tuple[str, tuple[int, ...], Kind]]:
    kind, width = gguf.GGMLQuantizationType, model.embedding
    yield "token_embd.weight", (model.vocabulary, width), kind.Q8_0
    for n in range(model.layers):
        kept = kind.Q6_K if n % 4 == 0 else kind.Q4_K  # as llama.cpp mixes them in Q4_K_M
        yield f"blk.{n}.attn_norm.weight", (width,), kind.F32
        yield f"blk.{n}.attn_q.weight", (model.heads * model.head, width), kind.Q8_0
        yield f"blk.{n}.attn_k.weight", (model.kv_heads * model.head, width), kind.Q8_0
        yield f"blk.{n}.attn_v.weight", (model.kv_heads * model.head, width), kind.Q8_0
        yield f"blk.{n}.attn_output.weight", (width, model.heads * model.head), kind.Q4_K
        yield from _feed_forward(model, n, kept)
    yield "output_norm.weight", (width,), kind.F32
    if model.experts:
        yield "output.weight", (model.vocabulary, width), kind.Q8_0


def _feed_forward(model: Skeleton, n: int, kept: Kind) -> Iterator[tuple[str, tuple[int, ...], Kind]]:
    kind, width, inner = gguf.GGMLQuantizationType, model.embedding, model.feed_forward
    if model.experts:
        yield f"blk.{n}.ffn_gate_inp.weight", (model.experts, width), kind.F32
        yield f"blk.{n}.ffn_gate_exps.weight", (model.experts, inner, width), kind.Q8_0
        yield f"blk.{n}.ffn_up_exps.weight", (model.experts, inner, width), kind.Q8_0
        yield f"blk.{n}.ffn_down_exps.weight", (model.experts, width, inner), kept
        return
    yield f"blk.{n}.ffn_gate.weight", (inner, width), kind.Q8_0
    yield f"blk.{n}.ffn_up.weight", (inner, width), kind.Q8_0
    yield f"blk.{n}.ffn_down.weight", (width, inner), kept
