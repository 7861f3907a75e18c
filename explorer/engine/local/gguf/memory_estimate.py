"""Estimate of the memory that a model will take, from its header alone.

Weights, keys and values, and recurrent states are exact by llama.cpp's own rules. The compute buffer is a
formula that fits this engine's builds within about 5 %. What the process takes besides is measured: an
empty worker, and so many bytes for each entry of the vocabulary.
"""

from dataclasses import dataclass, field, replace

from explorer.domain.cache_type import CACHE_TYPES, CacheType, PackedCache
from explorer.domain.tokens import Together
from explorer.engine.local.gguf.header import Header, TensorInfo
from explorer.engine.local.gguf.model_shape import Layer, ModelShape, shape_of

BATCH = 256  # tokens read at once, as the worker does
_PAD = 256  # cells of a cache are counted in these
_PROCESS = 36 << 20  # an empty worker with its libraries
_PER_TOKEN = 185  # bytes of the vocabulary in the library, an entry
_SMALLEST_CONTEXT = 512
_COMPARED = 64 << 20  # bytes of logits, of each of two models
_CANDIDATE = 12  # bytes of a token that may be drawn, for each answer
_RESULTS = 4  # of a projector's widest kind that are kept at one time
_MOST_PATCHES, _WIDEST = 128, 1 << 16  # a side, and of a layer: a crafted header may say any number

# Bytes of an element of keys or values.
KV_TYPES = {
    "f32": 4.0, "f16": 2.0, "bf16": 2.0, "q8_0": 34 / 32, "q5_1": 24 / 32, "q5_0": 22 / 32,
    "q4_1": 20 / 32, "q4_0": 18 / 32, "iq4_nl": 18 / 32,
}  # fmt: skip


@dataclass(frozen=True)
class LoadConditions:
    """How a model would be loaded. ``gpu_layers`` as llama.cpp counts: the output first, then layers from
    the last; one more than there are: all.

    ``repacked`` names the tensor types this processor's kernels copy into a layout of their own, with
    the size of the copy as a multiple.
    """

    context: int
    batch: int = BATCH
    sequences: int = 1
    is_unified: bool = False
    keys: str = "f16"
    values: str = "f16"
    gpu_layers: int = 0
    repacked: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class DeviceMemory:
    """The memory of one device, in bytes."""

    weights: int = 0
    repacked: int = 0
    kv: int = 0  # keys and values, and recurrent states
    compute: int = 0
    process: int = 0

    @property
    def total(self) -> int:
        return self.weights + self.repacked + self.kv + self.compute + self.process


@dataclass(frozen=True)
class MemoryNeed:
    """An estimate: main memory, and that of the device which computes the offloaded layers."""

    host: DeviceMemory
    device: DeviceMemory = DeviceMemory()

    @property
    def total(self) -> int:
        return self.host.total + self.device.total

    @property
    def spare(self) -> int:
        """Pages of the file that were copied: the system may drop them when memory is short."""
        return min(self.host.repacked, self.host.weights)


def estimate_memory(header: Header, conditions: LoadConditions) -> MemoryNeed:
    """What this file takes once it is loaded and has read a prompt."""
    return memory_need(shape_of(header), conditions)


def memory_need(shape: ModelShape, conditions: LoadConditions) -> MemoryNeed:
    """As ``estimate_memory``, for a shape that was read already."""
    has_output = conditions.gpu_layers <= 0
    moved = max(0, conditions.gpu_layers - 1)
    first = max(0, len(shape.layers) - moved)  # layers before it stay in main memory
    kept, offloaded = shape.layers[:first], shape.layers[first:]
    device = DeviceMemory() if has_output else _device(shape, kept, offloaded, conditions)
    output = (*shape.output, *shape.tied) if has_output else ()
    copied = [t for layer in kept for t in layer.tensors]
    host = DeviceMemory(
        weights=_sum(shape.input) + (_sum(shape.output) if has_output else 0) + _layers(kept),
        repacked=_repacked([*copied, *output], conditions.repacked),
        kv=kv_bytes(shape, conditions, kept),
        compute=_output_buffer(shape, conditions)
        + (_compute(shape, conditions) if has_output else _host_compute(shape, conditions)),
        process=_PROCESS + _PER_TOKEN * shape.vocabulary,
    )
    return MemoryNeed(host, device)


def rows_compared(vocabulary: int, context: int) -> int:
    """How many tokens' logits two models hold at once while they are compared over chunks of ``context``."""
    return max(1, min(BATCH, context // 2, _COMPARED // (4 * vocabulary)))


def comparison_need(shape: ModelShape, context: int) -> int:
    """Bytes that a loaded model takes besides while it is compared with another over such chunks.

    Logits stand twice, where they are computed and where they are read.
    """
    conditions = LoadConditions(context)
    logits = 2 * 4 * shape.vocabulary * rows_compared(shape.vocabulary, context)
    return kv_bytes(shape, conditions) + _compute(shape, conditions) + logits


def together_need(shape: ModelShape, together: Together, cache: CacheType = "f16") -> int:
    """Bytes more while so many answers are written at once, in a context of their own."""
    conditions = together_conditions(together, cache)
    logits = 4 * shape.vocabulary * conditions.sequences
    compute = max(logits, _compute(shape, conditions))
    drawn = _CANDIDATE * shape.vocabulary * together.at_once
    return kv_bytes(shape, conditions) + compute + _output_buffer(shape, conditions) + drawn


def together_conditions(together: Together, cache: CacheType = "f16") -> LoadConditions:
    """The context for that: one sequence more, for what prompts begin with in common."""
    sequences = together.at_once + 1
    length = sequences * _padded(together.context)
    return LoadConditions(length, sequences=sequences, keys=cache, values=cache)


def projector_need(header: Header) -> int:
    """Bytes more once a projector has read an image: its weights, and the results of a few layers at once.

    Within 2 % of what three towers of 0.09 to 0.4 billion parameters took here, with LLaVA's kind.
    """
    side, patch = (header.number(f"clip.vision.{key}") or 0 for key in ("image_size", "patch_size"))
    wide = header.number("clip.vision.feed_forward_length") or 0
    patches = min(side // patch, _MOST_PATCHES) ** 2 if patch else 0
    return _sum(header.tensors) + round(_RESULTS * patches * min(wide, _WIDEST) * 4)


def kv_bytes(shape: ModelShape, conditions: LoadConditions, layers: tuple[Layer, ...] | None = None) -> int:
    """Keys, values and states of these layers, else of all. Exact."""
    keys, values = KV_TYPES[conditions.keys], KV_TYPES[conditions.values]
    full, windowed = cache_cells(shape, conditions)
    streams = 1 if conditions.is_unified else conditions.sequences
    total = 0.0
    for layer in shape.layers if layers is None else layers:
        count = windowed if layer.is_windowed else full
        total += count * streams * (layer.keys * keys + layer.values * values)
        if layer.ratio:
            total += _padded(-(-full // layer.ratio)) * streams * layer.compressed * keys
        total += layer.state * conditions.sequences
    return round(total)


def narrower_caches(shape: ModelShape, context: int, than: CacheType) -> tuple[PackedCache, ...]:
    """What else keys and values can be kept as, in ever fewer bits; none where that saves nothing."""
    if not shape.packs_cache:
        return ()
    size = {name: kv_bytes(shape, LoadConditions(context, keys=name, values=name)) for name in CACHE_TYPES}
    fewer = CACHE_TYPES[CACHE_TYPES.index(than) + 1 :]
    return tuple(PackedCache(name, size[than] - size[name]) for name in fewer if size[name] < size[than])


def cache_cells(shape: ModelShape, conditions: LoadConditions) -> tuple[int, int]:
    """Positions a cache holds: of layers that attend to everything, and of those with a window."""
    share = 1 if conditions.is_unified else conditions.sequences
    full = _padded(conditions.context // share)
    window = shape.window * (conditions.sequences if conditions.is_unified else 1)
    return full, min(full, _padded(min(full, window + conditions.batch))) if shape.window else full


def largest_context(shape: ModelShape, conditions: LoadConditions, room: int) -> int:
    """The longest context, in whole steps of 256 up to the one asked for, that fits ``room`` bytes.

    0 if not even a short one does.
    """
    low, high = 0, conditions.context // _PAD
    if memory_need(shape, conditions).total <= room:
        return conditions.context
    while low < high:
        middle = (low + high + 1) // 2
        fits = memory_need(shape, replace(conditions, context=middle * _PAD)).total <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return low * _PAD if low * _PAD >= _SMALLEST_CONTEXT else 0


def repacked_types(features: frozenset[str]) -> dict[str, float]:
    """Tensor types that the CPU kernels copy, as ggml's repack.cpp and amx.cpp choose them.

    ``features``: names as llama.cpp prints them, e.g. "AVX2", "AMX_INT8", "DOTPROD".
    """
    copied: dict[str, float] = {}
    if "AVX2" in features:
        copied |= dict.fromkeys(("Q4_0", "Q4_K", "IQ4_NL", "MXFP4"), 1.0)
    if "AVX512" in features:
        copied["Q2_K"] = 1.0
    if "DOTPROD" in features:
        copied |= dict.fromkeys(("Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0", "IQ4_NL", "MXFP4"), 1.0)
    if "AMX_INT8" in features:
        copied |= dict.fromkeys(("Q4_0", "Q4_1", "Q4_K", "Q5_K", "Q6_K", "IQ4_XS"), 1.0)
        copied["Q8_0"] = 38 / 34  # sums are kept beside the blocks
    return copied


def _device(
    shape: ModelShape, kept: tuple[Layer, ...], layers: tuple[Layer, ...], conditions: LoadConditions
) -> DeviceMemory:
    """What layers in main memory have comes over to the device in turn when it reads a prompt."""
    visitors = [tensor.size or 0 for layer in kept for tensor in layer.tensors]
    visitors += [kv_bytes(shape, conditions, (layer,)) for layer in kept]
    return DeviceMemory(
        weights=_layers(layers) + _sum((*shape.output, *shape.tied)),
        kv=kv_bytes(shape, conditions, layers),
        compute=_compute(shape, conditions) + max(visitors, default=0),
    )


def _compute(shape: ModelShape, conditions: LoadConditions) -> int:
    """The buffer of intermediate results, with logits of one position."""
    batch = min(conditions.batch, conditions.context)
    logits = 4 * shape.vocabulary
    widest = 4 * batch * (3 * shape.feed_forward + 4 * shape.embedding)
    return max(logits, _mask(shape, conditions, batch) + widest)


def _host_compute(shape: ModelShape, conditions: LoadConditions) -> int:
    """What stays in main memory of a model that computes elsewhere."""
    batch = min(conditions.batch, conditions.context)
    return _mask(shape, conditions, batch) + 2 * 4 * batch * shape.embedding


def _mask(shape: ModelShape, conditions: LoadConditions, batch: int) -> int:
    """Who may see whom: 16 bits for each pair, once for each kind of layer."""
    full, windowed = cache_cells(shape, conditions)
    has_full = any(layer.keys and not layer.is_windowed for layer in shape.layers)
    has_windowed = any(layer.is_windowed for layer in shape.layers)
    return 2 * batch * (full * has_full + windowed * has_windowed)


def _output_buffer(shape: ModelShape, conditions: LoadConditions) -> int:
    return 4 * shape.vocabulary * conditions.sequences


def _repacked(tensors: list[TensorInfo], types: dict[str, float]) -> int:
    total = 0.0
    for tensor in tensors:
        is_matrix = len(tensor.shape) >= 2 and tensor.shape[1] % 8 == 0
        if is_matrix and tensor.name.endswith(".weight"):
            total += (tensor.size or 0) * types.get(tensor.type_name, 0.0)
    return round(total)


def _layers(layers: tuple[Layer, ...]) -> int:
    return sum(layer.weights for layer in layers)


def _sum(tensors: tuple[TensorInfo, ...]) -> int:
    return sum(tensor.size or 0 for tensor in tensors)


def _padded(count: int) -> int:
    return -(-max(1, count) // _PAD) * _PAD
