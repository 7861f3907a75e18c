"""Shape of a model by its header: the numbers of each layer that decide memory and speed.

Rules of llama.cpp, by architecture: which layers attend to a window only, which hold a recurrent state
instead of keys and values, which share those of another layer. A header of an architecture that is not
named here is read by the plain rule, every layer keeping keys and values for the whole context.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from explorer.engine.local.gguf.header import ArrayInfo, Header, TensorInfo

# Layers in a row of which the last attends to everything, the others to the window.
_WINDOW_PATTERN = {
    "gemma2": 2, "gemma3": 6, "gemma3n": 5, "cohere2": 4, "gpt-oss": 2, "exaone4": 4, "smallthinker": 4,
    "olmo2": 4, "afmoe": 4, "llama4": 4,
}  # fmt: skip
_HYBRID = {"qwen3next": 4, "qwen35": 4, "qwen35moe": 4}  # every so many layers one attends
_COMPRESSING = "deepseek4"
_OVERLAPPING = 4  # positions that it makes one of in some layers
_BLOCK = re.compile(r"blk\.(\d+)\.(.+)")
_BLOCK_OF_CACHE = 32  # elements that keys and values in fewer bits are kept by
_NO_FLASH = ("grok",)  # llama.cpp leaves flash attention off, which values in fewer bits need
_MOST_LAYERS = 4096  # a crafted header may say any number


@dataclass(frozen=True)
class Layer:
    """What one layer keeps. Widths in elements a position, ``state`` in bytes a conversation."""

    keys: int = 0
    values: int = 0
    is_windowed: bool = False
    state: int = 0
    compressed: int = 0  # besides, of as many positions at once as ``ratio``
    ratio: int = 0
    tensors: tuple[TensorInfo, ...] = ()

    @property
    def weights(self) -> int:
        return sum(tensor.size or 0 for tensor in self.tensors)


@dataclass(frozen=True)
class ModelShape:
    """A model by its numbers. Tensors outside of layers lie in ``input`` and ``output``.

    ``packs_cache``: whether its keys and values can be kept in fewer bits than 16.
    """

    layers: tuple[Layer, ...]
    input: tuple[TensorInfo, ...]
    output: tuple[TensorInfo, ...]
    embedding: int
    feed_forward: int  # of all experts that answer together
    vocabulary: int
    window: int
    trained_context: int
    experts: int
    experts_used: int
    packs_cache: bool = False

    @property
    def tied(self) -> tuple[TensorInfo, ...]:
        """The input embedding where it is the output too: read as both, and then kept twice."""
        if any(tensor.name == "output.weight" for tensor in self.output):
            return ()
        return tuple(tensor for tensor in self.input if tensor.name == "token_embd.weight")

    @cached_property
    def weights(self) -> int:
        """Bytes of all tensors."""
        outer = sum(tensor.size or 0 for tensor in (*self.input, *self.output))
        return outer + sum(layer.weights for layer in self.layers)


def shape_of(header: Header) -> ModelShape:
    """Read the numbers; those a header does not state count as zero."""
    return _Reader(header).shape()


class _Reader:
    """One header, asked by the keys of its architecture."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._architecture = header.architecture or ""
        count = self._number("block_count") - self._number("nextn_predict_layers")
        self._count = min(_MOST_LAYERS, max(0, count))
        self._embedding = self._number("embedding_length")
        self._blocks: dict[int, list[TensorInfo]] = {}
        self._outer: list[TensorInfo] = []
        for tensor in header.tensors:
            found = _BLOCK.match(tensor.name)
            if found:
                self._blocks.setdefault(int(found[1]), []).append(tensor)
            else:
                self._outer.append(tensor)

    def shape(self) -> ModelShape:
        last = [tensor for tensor in self._outer if tensor.name.startswith("output")]
        experts, used = self._number("expert_count"), self._number("expert_used_count")
        used = used if used <= experts else 0  # more than there are cannot be
        dense = max(self._each("feed_forward_length"), default=0)
        return ModelShape(
            layers=tuple(self._layer(i) for i in range(self._count)),
            input=tuple(tensor for tensor in self._outer if tensor not in last),
            output=tuple(last),
            embedding=self._embedding,
            feed_forward=max(dense if not used else 0, self._number("expert_feed_forward_length") * used)
            or dense,
            vocabulary=self._vocabulary(),
            window=self._window(),
            trained_context=self._number("context_length"),
            experts=experts,
            experts_used=used,
            packs_cache=self._architecture not in _NO_FLASH
            and all(map(self._has_whole_blocks, range(self._count))),
        )

    def _layer(self, index: int) -> Layer:
        tensors = tuple(self._blocks.get(index, ()))
        if self._architecture == _COMPRESSING:
            return self._compressing(index, tensors)
        state = self._state() if self._is_recurrent(index, tensors) else 0
        if not self._keeps(index, tensors):
            return Layer(state=state, tensors=tensors)
        windowed = self._is_windowed(index)
        keys, values = self._widths(index, windowed=windowed)
        return Layer(keys + self._indexer(tensors), values, windowed, state, tensors=tensors)

    def _compressing(self, index: int, tensors: tuple[TensorInfo, ...]) -> Layer:
        """A layer of DeepSeek-V4. It keeps keys alone, of the window, and in most layers of the whole context
        one for each 4 or 128 positions; with 4 those of an index too, and its sums overlap. The sums that the
        next one is made of are a state of 32 bits, with a weight each.

        As in src/llama-kv-cache-dsv4.cpp of llama.cpp, in the constructors of ``llama_kv_cache_dsv4`` and
        ``llama_dsv4_comp_state``.
        """
        keys = self._number("attention.key_length")
        ratio = self._item("attention.compress_ratios", index)
        indexed = self._number("attention.indexer.key_length") if ratio == _OVERLAPPING else 0
        overlap = 2 if ratio == _OVERLAPPING else 1
        width = (keys + indexed) * bool(ratio)
        state = 4 * 2 * (overlap * ratio) * (overlap * width)
        return Layer(keys, 0, is_windowed=True, state=state, compressed=width, ratio=ratio, tensors=tensors)

    def _widths(self, index: int, *, windowed: bool) -> tuple[int, int]:
        rank = self._number("attention.kv_lora_rank")
        if rank and self._number("attention.key_length_mla"):
            return rank + self._number("rope.dimension_count"), 0  # the values are a part of the keys
        kept = self._item("attention.head_count_kv", index, default=self._heads(index))
        key, value = self._head(index, windowed=windowed)
        return kept * key, kept * value

    def _heads(self, index: int) -> int:
        return self._item("attention.head_count", index) or 1

    def _head(self, index: int, *, windowed: bool) -> tuple[int, int]:
        """Elements of a key and of a value."""
        default = self._embedding // self._heads(index)
        end = "_swa" if windowed and self._number("attention.key_length_swa") else ""
        key = self._number(f"attention.key_length{end}") or default
        return key, self._number(f"attention.value_length{end}") or default

    def _has_whole_blocks(self, index: int) -> bool:
        sizes = self._head(index, windowed=self._is_windowed(index))
        return not any(size % _BLOCK_OF_CACHE for size in sizes)

    def _indexer(self, tensors: tuple[TensorInfo, ...]) -> int:
        """Keys of the sparse attention's index, in those layers that have one."""
        has = any(".indexer." in tensor.name for tensor in tensors)
        return self._number("attention.indexer.key_length") if has else 0

    def _keeps(self, index: int, tensors: tuple[TensorInfo, ...]) -> bool:
        """Whether the layer keeps keys and values of its own."""
        interval = _HYBRID.get(self._architecture)
        if interval:
            interval = self._number("full_attention_interval") or interval
            return (index + 1) % interval == 0
        if index >= self._count - self._number("attention.shared_kv_layers"):
            return False
        return not tensors or any(".attn_" in t.name and "norm" not in t.name for t in tensors)

    def _is_recurrent(self, index: int, tensors: tuple[TensorInfo, ...]) -> bool:
        if self._architecture in _HYBRID:
            return not self._keeps(index, tensors)
        if self._number("shortconv.l_cache"):
            return self._item("attention.head_count_kv", index) == 0
        return not tensors or any(".ssm_" in t.name or ".time_mix_" in t.name for t in tensors)

    def _state(self) -> int:
        """Bytes of a recurrent layer's state, which is always kept in 32 bits."""
        inner, size = self._number("ssm.inner_size"), self._number("ssm.state_size")
        if inner:
            groups = self._number("ssm.group_count")
            past = max(0, self._number("ssm.conv_kernel") - 1)
            return 4 * (past * (inner + 2 * groups * size) + size * inner)
        if self._number("shortconv.l_cache"):
            return 4 * self._embedding * (self._number("shortconv.l_cache") - 1)
        shifted = self._number("token_shift_count") or 2
        head = self._number("wkv.head_size")
        return 4 * self._embedding * (shifted + head) if head else 0

    def _window(self) -> int:
        window = self._number("attention.sliding_window")
        if self._architecture == "llama4":
            return self._number("attention.chunk_size") or 8192
        known = self._architecture in (*_WINDOW_PATTERN, _COMPRESSING) or self._flags() is not None
        return window if known else 0

    def _is_windowed(self, index: int) -> bool:
        if not self._window():
            return False
        flags = self._flags()
        if flags is not None:
            return index < len(flags) and bool(flags[index])
        key = "attention.sliding_window_pattern"
        every = self._number(key) or _WINDOW_PATTERN.get(self._architecture, 1)
        return index % every < every - 1

    def _flags(self) -> tuple[object, ...] | None:
        flags = self._header.metadata.get(f"{self._architecture}.attention.sliding_window_pattern")
        return flags if isinstance(flags, tuple) else None

    def _vocabulary(self) -> int:
        tokens = self._header.metadata.get("tokenizer.ggml.tokens")
        if isinstance(tokens, ArrayInfo):
            return tokens.length
        return len(tokens) if isinstance(tokens, tuple) else self._number("vocab_size")

    def _number(self, key: str) -> int:
        return self._header.number(f"{self._architecture}.{key}") or 0

    def _each(self, key: str) -> tuple[int, ...]:
        """The values of all layers, one where the header states one for all."""
        value = self._header.metadata.get(f"{self._architecture}.{key}")
        if isinstance(value, tuple):
            return tuple(item for item in value if isinstance(item, int))
        return (self._number(key),)

    def _item(self, key: str, index: int, default: int = 0) -> int:
        """The value of one layer."""
        if f"{self._architecture}.{key}" not in self._header.metadata:
            return default
        values = self._each(key) or (default,)
        return max(0, values[min(index, len(values) - 1)])
