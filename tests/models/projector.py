"""Writes tiny projectors: what lets a language model see images (arch "clip"), of these kinds:

- *mlp*, as LLaVA: 28 × 28 pixels in patches of 14, so an image takes 4 tokens; two blocks, for its last one
  does not count
- *gemma3*: likewise, but in an image each token sees all others
- *qwen2vl_merger*: as many tokens as the image is large, and marks around it; for a model that counts them in
  rows and columns, ``Tiny(architecture="qwen2vl", metadata=QWEN2VL)``
- *idefics3*: the whole image and four tiles of it, each one token, with marks between them
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from explorer.engine.local.gguf.header import read_header

_PATCH, _WIDTH, _FEED_FORWARD, _HEADS = 14, 16, 32, 2
TOKENS = 4  # of an image


@dataclass(frozen=True)
class TinyProjector:
    """``embedding``: of the language model, 64 for a random ``Tiny``. ``metadata``: values of the header that
    are other than usual.
    """

    embedding: int = 64
    seed: int = 0
    kind: str = "mlp"
    metadata: Mapping[str, int | str | bool] = field(default_factory=dict)
    weights: float = 1.0  # all are multiplied by it
    patches: int = 2  # on each side of an image
    blocks: int = 2


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
        "clip.vision.image_size": projector.patches * _PATCH,
        "clip.vision.patch_size": _PATCH,
        "clip.vision.embedding_length": _WIDTH,
        "clip.vision.feed_forward_length": _FEED_FORWARD,
        "clip.vision.block_count": projector.blocks,
        "clip.vision.attention.head_count": _HEADS,
        "clip.vision.projection_dim": projector.embedding,
    }
    if projector.kind == "idefics3":
        tiled = {"clip.vision.preproc_image_size": 4 * _PATCH, "clip.vision.projector.scale_factor": 2}
        numbers |= tiled
    if projector.kind == "gemma3":
        numbers["clip.vision.projector.scale_factor"] = projector.patches // 2
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
        return (weights * projector.weights).astype(np.float32)

    def flat(size: int, value: float = 0.0) -> NDArray[np.float32]:
        return np.full(size, value, np.float32)

    width, wide, out = _WIDTH, _FEED_FORWARD, projector.embedding
    tensors = {"v.patch_embd.weight": drawn(width, 3, _PATCH, _PATCH)}
    if projector.kind == "qwen2vl_merger":
        tensors["v.patch_embd.weight.1"] = drawn(width, 3, _PATCH, _PATCH)
    else:
        tensors["v.position_embd.weight"] = drawn(projector.patches**2, width)
    for block in range(projector.blocks):
        prefix = f"v.blk.{block}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            tensors |= {f"{prefix}{name}.weight": drawn(width, width), f"{prefix}{name}.bias": flat(width)}
        for name in ("ln1", "ln2"):
            tensors |= {f"{prefix}{name}.weight": flat(width, 1.0), f"{prefix}{name}.bias": flat(width)}
        tensors |= {f"{prefix}ffn_up.weight": drawn(wide, width), f"{prefix}ffn_up.bias": flat(wide)}
        tensors |= {f"{prefix}ffn_down.weight": drawn(width, wide), f"{prefix}ffn_down.bias": flat(width)}
    match projector.kind:
        case "gemma3":
            projection = {"mm.input_projection": drawn(width, out), "mm.soft_emb_norm": flat(width, 1.0)}
            return tensors | {f"{name}.weight": weights for name, weights in projection.items()}
        case "idefics3":
            return tensors | {"mm.model.fc.weight": drawn(out, 4 * width)}
    merged = 4 if projector.kind == "qwen2vl_merger" else 1
    for name, width_in in (("mm.0", merged * width), ("mm.2", out)):
        tensors |= {f"{name}.weight": drawn(out, width_in), f"{name}.bias": flat(out)}
    return tensors
