"""Writes tiny projectors: what lets a language model see images, of the kind LLaVA has (arch "clip", "mlp").

28 × 28 pixels in patches of 14, so an image takes 4 tokens; two blocks, for LLaVA's last one does not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from explorer.engine.local.gguf.header import read_header

_IMAGE, _PATCH, _WIDTH, _FEED_FORWARD, _BLOCKS, _HEADS = 28, 14, 16, 32, 2, 2
TOKENS = (_IMAGE // _PATCH) ** 2  # of an image


@dataclass(frozen=True)
class TinyProjector:
    """``embedding``: of the language model, 64 for a random ``Tiny``. ``metadata``: values of the header that
    are other than usual.
    """

    embedding: int = 64
    seed: int = 0
    kind: str = "mlp"
    metadata: Mapping[str, int | str | bool] = field(default_factory=dict)


HEARS = TinyProjector(metadata={"clip.has_vision_encoder": False, "clip.has_audio_encoder": True})  # only


def write_beside(model: Path, name: str = "mmproj-F16.gguf") -> Path:
    """A projector for this model in its folder; its path."""
    width = read_header(model).number("llama.embedding_length") or 0
    return write_projector(model.with_name(name), TinyProjector(embedding=width))


def write_projector(path: Path, projector: TinyProjector | None = None) -> Path:
    """Write it, replacing what is there; ``path`` again."""
    projector = projector or TinyProjector()
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "clip")
    _write_header(writer, projector)
    for name, weights in _tensors(projector).items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _write_header(writer: gguf.GGUFWriter, projector: TinyProjector) -> None:
    numbers = {
        "clip.vision.image_size": _IMAGE,
        "clip.vision.patch_size": _PATCH,
        "clip.vision.embedding_length": _WIDTH,
        "clip.vision.feed_forward_length": _FEED_FORWARD,
        "clip.vision.block_count": _BLOCKS,
        "clip.vision.attention.head_count": _HEADS,
        "clip.vision.projection_dim": projector.embedding,
    }
    texts = {"clip.projector_type": projector.kind, "general.name": "Tiny projector"}
    writer.add_type(gguf.GGUFType.MMPROJ)
    writer.add_clip_has_vision_encoder(True)
    for name, value in {**numbers, **texts, **projector.metadata}.items():
        writer.kv_data[0].pop(name, None)
        if isinstance(value, bool):
            writer.add_bool(name, value)
        elif isinstance(value, int):
            writer.add_uint32(name, value)
        else:
            writer.add_string(name, value)
    writer.add_vision_attention_layernorm_eps(1e-5)
    writer.add_vision_image_mean([0.5] * 3)
    writer.add_vision_image_std([0.5] * 3)
    writer.add_vision_use_gelu(True)


def _tensors(projector: TinyProjector) -> dict[str, NDArray[np.float32]]:
    random = np.random.default_rng(projector.seed)

    def drawn(*shape: int) -> NDArray[np.float32]:
        weights: NDArray[np.float64] = random.standard_normal(shape) / np.sqrt(shape[-1])
        return weights.astype(np.float32)

    def flat(size: int, value: float = 0.0) -> NDArray[np.float32]:
        return np.full(size, value, np.float32)

    width, wide, out = _WIDTH, _FEED_FORWARD, projector.embedding
    tensors = {
        "v.patch_embd.weight": drawn(width, 3, _PATCH, _PATCH),
        "v.position_embd.weight": drawn(TOKENS, width),
    }
    for block in range(_BLOCKS):
        prefix = f"v.blk.{block}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            tensors |= {f"{prefix}{name}.weight": drawn(width, width), f"{prefix}{name}.bias": flat(width)}
        for name in ("ln1", "ln2"):
            tensors |= {f"{prefix}{name}.weight": flat(width, 1.0), f"{prefix}{name}.bias": flat(width)}
        tensors |= {f"{prefix}ffn_up.weight": drawn(wide, width), f"{prefix}ffn_up.bias": flat(wide)}
        tensors |= {f"{prefix}ffn_down.weight": drawn(width, wide), f"{prefix}ffn_down.bias": flat(width)}
    for name, width_in in (("mm.0", width), ("mm.2", out)):
        tensors |= {f"{name}.weight": drawn(out, width_in), f"{name}.bias": flat(out)}
    return tensors
