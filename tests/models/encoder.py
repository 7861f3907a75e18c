"""Writes a tiny encoder: it reads a whole text at once, keeps nothing in memory, and makes vectors.

Its header need not say how the vectors of tokens become one: many that were converted early do not.
"""

from pathlib import Path

import gguf
import numpy as np

_WIDTH, _INNER, _LAYERS, _HEADS, _CONTEXT = 32, 64, 2, 4, 64
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_WORDS = ("a", "cat", "dog", "sat", "something", "else", "the")


def write_encoder(path: Path, pooling: gguf.PoolingType | None = None) -> Path:
    """A BERT with random weights, the same bytes each time; ``path`` again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_name("Tiny encoder")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_token_type_count(2)
    if pooling is not None:
        writer.add_pooling_type(pooling)
    _add_vocabulary(writer)
    _add_tensors(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_vocabulary(writer: gguf.GGUFWriter) -> None:
    kind = gguf.TokenType
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([*_SPECIAL, *(f"\u2581{word}" for word in _WORDS)])
    writer.add_token_types([kind.CONTROL] * len(_SPECIAL) + [kind.NORMAL] * len(_WORDS))
    writer.add_pad_token_id(0)
    writer.add_unk_token_id(1)
    writer.add_bos_token_id(2)
    writer.add_sep_token_id(3)
    writer.add_mask_token_id(4)


def _add_tensors(writer: gguf.GGUFWriter) -> None:
    rng = np.random.default_rng(0)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, (rng.standard_normal(shape) / 4).astype(np.float32))

    add("token_embd.weight", len(_SPECIAL) + len(_WORDS), _WIDTH)
    add("position_embd.weight", _CONTEXT, _WIDTH)
    add("token_types.weight", 2, _WIDTH)
    norms = ["token_embd_norm"]
    for layer in range(_LAYERS):
        block = f"blk.{layer}."
        for name, rows, columns in (
            *((f"attn_{part}", _WIDTH, _WIDTH) for part in ("q", "k", "v", "output")),
            ("ffn_up", _INNER, _WIDTH),
            ("ffn_down", _WIDTH, _INNER),
        ):
            add(f"{block}{name}.weight", rows, columns)
            add(f"{block}{name}.bias", rows)
        norms += [f"{block}attn_output_norm", f"{block}layer_output_norm"]
    for name in norms:
        add(f"{name}.weight", _WIDTH)
        add(f"{name}.bias", _WIDTH)
