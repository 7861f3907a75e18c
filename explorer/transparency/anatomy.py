"""How a model is built, read from its header alone: layers, attention, experts, parameters, tensor types.

What a header does not say stays out; nothing is looked up by the name of a model.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

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
    built = enumerate((_built(layer, sees_experts=sees_experts) for layer in layers), 1)
    alike = [(how, [n for n, _ in group]) for how, group in groupby(built, key=itemgetter(1))]
    return tuple(LayerRun(numbers[0], len(numbers), *how) for how, numbers in alike)


def _built(layer: Layer, *, sees_experts: bool) -> tuple[bool, bool, bool]:
    """Whether its attention has a window, it is recurrent, and it has experts."""
    gates = ("_exps." in t.name or ".ffn_gate_inp." in t.name for t in layer.tensors)
    return layer.is_windowed, layer.state > 0 and not layer.keys, sees_experts and any(gates)


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
    sums = _sums((_kind(tensor.name), tensor) for tensor in tensors)
    return tuple(PartSize(kind, *sums[kind]) for kind in PartKind if kind in sums)


def _types(tensors: Iterable[TensorInfo]) -> tuple[TypeShare, ...]:
    """The type that holds most parameters first."""
    sums = _sums((tensor.type_name, tensor) for tensor in tensors)
    shares = (TypeShare(name, *told) for name, told in sums.items())
    return tuple(sorted(shares, key=lambda share: -share.parameters))


def _sums[K](tensors: Iterable[tuple[K, TensorInfo]]) -> dict[K, tuple[int, int | None]]:
    """Parameters and bytes of each kind that has some; ``None`` bytes if the type of one is not known."""
    elements: Counter[K] = Counter()
    sizes: dict[K, int | None] = {}
    for kind, tensor in tensors:
        elements[kind] += tensor.elements
        so_far = sizes.get(kind, 0)
        sizes[kind] = None if so_far is None or tensor.size is None else so_far + tensor.size
    return {kind: (count, sizes[kind]) for kind, count in elements.items() if count}


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
