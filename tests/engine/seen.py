"""Sizes that llama.cpp reported for 18 architectures when it loaded them, with the numbers of their headers.

``memory_seen.json`` holds numbers only, in MiB. Those builds reserved logits for a whole batch; what that
takes is computed here, because this engine asks for one position and reserves much less.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.engine.local.gguf.header import Header, TensorInfo
from explorer.engine.local.gguf.memory_estimate import LoadConditions, cache_cells
from explorer.engine.local.gguf.model_shape import ModelShape, shape_of

MIB = 1 << 20


@dataclass(frozen=True)
class Seen:
    """One load as it was reported."""

    raw: dict[str, Any]

    @property
    def header(self) -> Header:
        architecture = self.raw["arch"]
        values = {f"{architecture}.{key}": _value(value) for key, value in self.raw["header"].items()}
        count = self.raw.get("indexed_layers", 0)
        names = [f"blk.{n}.indexer.attn_k.weight" for n in range(count)]
        tensors = tuple(TensorInfo(name, (), "F32", 0, 0) for name in names)
        return Header(3, {"general.architecture": architecture, **values}, tensors, 0)

    @property
    def shape(self) -> ModelShape:
        return shape_of(self.header)

    @property
    def conditions(self) -> LoadConditions:
        raw = self.raw["conditions"]
        return LoadConditions(
            raw["context"], raw["batch"], raw["sequences"], raw["unified"], raw["keys"], raw["values"]
        )

    @property
    def kept(self) -> float:
        """Keys, values and states as reported; each state with the copies to roll back to."""
        rollbacks = float(self.raw["conditions"].get("rollbacks", 1))
        return float(self.raw["kv"]) + float(self.raw["state"]) / rollbacks

    @property
    def total(self) -> float:
        parts = ("weights", "kv", "state", "compute", "output")
        return float(sum(self.raw[part] for part in parts))

    def older_compute(self) -> float:
        """The buffers of a build that reserves logits for the whole batch, main device and host. MiB."""
        shape, conditions = self.shape, self.conditions
        batch = min(conditions.batch, conditions.context)
        mask = sum(set(cache_cells(shape, conditions)))
        heads = self.header.number(f"{self.raw['arch']}.attention.head_count") or 1
        wide = 4 * batch * (2 * shape.embedding + 3 * max(shape.embedding, heads * 128))
        attention = 6 * batch * mask
        if not self.raw["conditions"]["flash"]:
            attention = 4 * batch * conditions.context * heads + 4 * batch * mask
        main = max(4 * batch * (shape.vocabulary + shape.embedding), attention + wide)
        host = batch * mask * 4 + 4 * batch * shape.embedding
        devices = int(self.raw["devices"])
        return (main * max(1, devices) + host * bool(devices)) / MIB


def read_seen() -> list[Seen]:
    path = Path(__file__).with_name("memory_seen.json")
    return [Seen(raw) for raw in json.loads(path.read_text(encoding="utf-8"))]


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
