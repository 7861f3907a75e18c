"""How a model is built, read from its header alone: layers, attention, experts, parameters, tensor types.

What a header does not say stays out; nothing is looked up by the name of a model.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from explorer.engine.local.gguf.header import Header, HeaderValue, TensorInfo
from explorer.engine.local.gguf.model_shape import Layer, ModelShape, shape_of


class PartKind(StrEnum):
    """Where parameters lie, in the order a token passes them."""

    EMBEDDING = "embedding"
    ATTENTION = "attention"
    FEED_FORWARD = "feed_forward"
    EXPERTS = "experts"
    RECURRENT = "recurrent"
    OUTPUT = "output"
    OTHER = "other"  # norms, biases, rotary factors


@dataclass(frozen=True)
class PartSize:
    """Parameters and bytes of one part; ``size`` is ``None`` where the type of a tensor is not known."""

    kind: PartKind
    parameters: int
    size: int | None


@dataclass(frozen=True)
class TypeShare:
    """One tensor type: how many parameters are kept in it, in how many bytes; ``None`` if it is not known."""

    name: str
    parameters: int
    size: int | None


@dataclass(frozen=True)
class LayerRun:
    """Layers in a row that are built alike. ``first`` counts from 1."""

    first: int
    count: int
    is_windowed: bool
    is_recurrent: bool
    has_experts: bool


@dataclass(frozen=True)
class Rope:
    """How positions are told: ``base`` frequency; ``scaling`` "" or its kind, with what it stretches."""

    base: float
    scaling: str = ""
    factor: float = 0.0
    original_context: int = 0


@dataclass(frozen=True)
class Anatomy:
    """Numbers a header does not state are 0, texts "".

    ``files``: 1, or over how many the model is split where the tensors of only one were counted.
    """

    architecture: str
    runs: tuple[LayerRun, ...]
    embedding: int
    heads: int
    kv_heads: int
    window: int
    context: int
    vocabulary: int
    tokenizer: str
    feed_forward: int
    experts: int
    experts_used: int
    rope: Rope | None
    parts: tuple[PartSize, ...]
    types: tuple[TypeShare, ...]
    is_tied: bool | None  # the embedding is the output too; ``None`` where not all tensors were seen
    files: int = 1

    @property
    def layers(self) -> int:
        return sum(run.count for run in self.runs)

    @property
    def parameters(self) -> int:
        return sum(part.parameters for part in self.parts)

    @property
    def size(self) -> int:
        """Bytes of all tensors of a known type."""
        return sum(kind.size or 0 for kind in self.types)

    @property
    def bits_per_weight(self) -> float:
        """What the quantization really did, over all tensors of a known type; 0 without any."""
        known = sum(kind.parameters for kind in self.types if kind.size is not None)
        return 8 * self.size / known if known else 0.0

    @property
    def active_parameters(self) -> int:
        """Those that work on one token: of the experts only the ones in use."""
        if not self.experts or not self.experts_used:
            return self.parameters
        resting = sum(p.parameters for p in self.parts if p.kind is PartKind.EXPERTS)
        return self.parameters - resting + resting * self.experts_used // self.experts


def anatomy_of(header: Header) -> Anatomy:
    """Read a parsed header. Raises nothing: a header that states little gives an anatomy of little."""
    shape, arch = shape_of(header), header.architecture or ""
    heads = _largest(header.metadata.get(f"{arch}.attention.head_count"))
    return Anatomy(
        architecture=arch,
        runs=_runs(shape.layers, sees_experts=not header.is_piece),
        embedding=shape.embedding,
        heads=heads,
        kv_heads=_largest(header.metadata.get(f"{arch}.attention.head_count_kv")) or heads,
        window=shape.window,
        context=shape.trained_context,
        vocabulary=shape.vocabulary,
        tokenizer=header.text("tokenizer.ggml.model") or "",
        feed_forward=_largest(header.metadata.get(f"{arch}.feed_forward_length")),
        experts=shape.experts,
        experts_used=shape.experts_used,
        rope=_rope(header.metadata, arch),
        parts=_parts(header.tensors),
        types=_types(header.tensors),
        is_tied=_is_tied(header, shape),
        files=header.split_count if header.is_piece else 1,
    )


def _is_tied(header: Header, shape: ModelShape) -> bool | None:
    """An output of its own is seen wherever it lies; that there is none, only in a whole model."""
    if any(tensor.name == "output.weight" for tensor in shape.output):
        return False
    return True if shape.tied and not header.is_piece else None


def _runs(layers: Iterable[Layer], *, sees_experts: bool) -> tuple[LayerRun, ...]:
    """Of which layers have experts their tensors tell: all of them or, where not all were seen, none."""
    runs: list[LayerRun] = []
    for number, layer in enumerate(layers, 1):
        is_recurrent = layer.state > 0 and not layer.keys
        has_experts = sees_experts and any(
            "_exps." in t.name or ".ffn_gate_inp." in t.name for t in layer.tensors
        )
        built = (layer.is_windowed, is_recurrent, has_experts)
        last = runs[-1] if runs else None
        if last is not None and (last.is_windowed, last.is_recurrent, last.has_experts) == built:
            runs[-1] = LayerRun(last.first, last.count + 1, *built)
        else:
            runs.append(LayerRun(number, 1, *built))
    return tuple(runs)


_PARTS: tuple[tuple[PartKind, re.Pattern[str]], ...] = (
    (PartKind.EMBEDDING, re.compile(r"^(?:token_embd|per_layer_token_embd|position_embd|token_types)\b")),
    (PartKind.OUTPUT, re.compile(r"^output\.")),
    (PartKind.OTHER, re.compile(r"norm|\.bias$|rope_freqs|_scale\b")),
    (PartKind.EXPERTS, re.compile(r"_exps?\.|_shexp\.|ffn_gate_inp")),
    (PartKind.RECURRENT, re.compile(r"\.(?:ssm_|time_mix|time_decay|shortconv|linear_attn|wkv)")),
    (PartKind.ATTENTION, re.compile(r"\.attn_|\.indexer\.")),
    (PartKind.FEED_FORWARD, re.compile(r"\.ffn_|channel_mix")),
)  # fmt: skip


def _kind(name: str) -> PartKind:
    return next((kind for kind, pattern in _PARTS if pattern.search(name)), PartKind.OTHER)


def _parts(tensors: Iterable[TensorInfo]) -> tuple[PartSize, ...]:
    found: dict[PartKind, list[TensorInfo]] = {}
    for tensor in tensors:
        found.setdefault(_kind(tensor.name), []).append(tensor)
    sums = [PartSize(kind, _elements(found[kind]), _bytes(found[kind])) for kind in PartKind if kind in found]
    return tuple(part for part in sums if part.parameters)


def _types(tensors: Iterable[TensorInfo]) -> tuple[TypeShare, ...]:
    """The type that holds most parameters first."""
    found: dict[str, list[TensorInfo]] = {}
    for tensor in tensors:
        found.setdefault(tensor.type_name, []).append(tensor)
    shares = [TypeShare(name, _elements(kept), _bytes(kept)) for name, kept in found.items()]
    return tuple(sorted((one for one in shares if one.parameters), key=lambda one: -one.parameters))


def _elements(tensors: Iterable[TensorInfo]) -> int:
    return sum(tensor.elements for tensor in tensors)


def _bytes(tensors: Iterable[TensorInfo]) -> int | None:
    """``None`` if the type of one is not known."""
    sizes = [tensor.size for tensor in tensors]
    return None if None in sizes else sum(size or 0 for size in sizes)


def _rope(metadata: Mapping[str, HeaderValue], arch: str) -> Rope | None:
    base = metadata.get(f"{arch}.rope.freq_base")
    kind = metadata.get(f"{arch}.rope.scaling.type")
    factor = metadata.get(f"{arch}.rope.scaling.factor")
    if not isinstance(base, int | float) and not isinstance(kind, str):
        return None
    return Rope(
        float(base) if isinstance(base, int | float) else 0.0,
        kind if isinstance(kind, str) and kind != "none" else "",
        float(factor) if isinstance(factor, int | float) else 0.0,
        _largest(metadata.get(f"{arch}.rope.scaling.original_context_length")),
    )


def _largest(value: HeaderValue | None) -> int:
    """Of a number, or of one for each layer."""
    values = value if isinstance(value, tuple) else (value,)
    return max((v for v in values if isinstance(v, int) and not isinstance(v, bool) and v >= 0), default=0)
