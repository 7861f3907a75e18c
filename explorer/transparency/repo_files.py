"""Files of a repo beside its card and its weights: which are worth asking for, and what they say.

Every one is small, is asked for at most once a commit, and is told with its path and its line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from explorer.domain.facts import Evidence
from explorer.domain.projectors import PROJECTOR_ARCHITECTURE
from explorer.domain.repo import RepoFile
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.json_places import JsonPlace, places_of
from explorer.transparency.reading import Reading

CONFIG, GENERATION, ADAPTER = "config.json", "generation_config.json", "adapter_config.json"
# At the top of the repo, and not of its code: what lies below may be of other software.
LICENSE_FILE = re.compile(
    r"^(?:MODEL[-_.]?)?(?:LICEN[CS]E|COPYING)(?![\w.-]*(?:code|software|docs?\b|third|data))[\w.-]{0,40}$",
    re.IGNORECASE,
)
OF_WEIGHTS = re.compile(r"model|weights", re.IGNORECASE)
NOTICE_FILE = re.compile(r"^NOTICE(?:\.(?:txt|md))?$", re.IGNORECASE)
RESULTS_FILE = re.compile(r"^\.eval_results/[^/]{1,120}\.ya?ml$", re.IGNORECASE)
LONGEST = 200_000  # bytes; a longer file is left alone: half of one says nothing that can be trusted
_MOST_LICENSES, _MOST_RESULTS = 3, 8
_MOST_SAMPLING = 12
_MOST_LINES = 400
# Our name of a number, and what the libraries that write config.json call it.
_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "context": ("max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "seq_length"),
    "layers": ("num_hidden_layers", "n_layer", "num_layers", "n_layers"),
    "width": ("hidden_size", "n_embd", "d_model"),
    "heads": ("num_attention_heads", "n_head", "n_heads"),
    "vocabulary": ("vocab_size",),
    "experts": ("num_local_experts", "num_experts", "n_routed_experts"),
}
_PARTS = ("", "text_config.", "llm_config.", "language_config.")  # the last of models that see images, too
_LARGEST = 10**9
_SAMPLING = (
    "do_sample", "temperature", "top_k", "top_p", "min_p", "typical_p", "repetition_penalty",
    "presence_penalty", "frequency_penalty", "max_new_tokens", "max_length",
)  # fmt: skip


class StatedFact(NamedTuple):
    """A name, what a file says of it, and where."""

    name: str
    value: object
    evidence: Evidence


def files_worth_reading(
    files: Iterable[RepoFile], *, has_shape: bool, with_sampling: bool = False
) -> tuple[str, ...]:
    """Paths that are worth a request, the license first. ``has_shape``: the architecture is known anyway."""
    paths = [f.path for f in files if f.size is None or 0 < f.size <= LONGEST]
    near = sorted(paths, key=lambda path: (not OF_WEIGHTS.search(path), path))
    single = [path for path in (ADAPTER, GENERATION if with_sampling else "") if path in paths]
    if CONFIG in paths and not has_shape:
        single.append(CONFIG)
    return (
        *[p for p in near if LICENSE_FILE.search(p)][:_MOST_LICENSES],
        *[p for p in near if NOTICE_FILE.search(p)][:1],
        *single,
        *[p for p in near if RESULTS_FILE.search(p)][:_MOST_RESULTS],
    )


def has_shape(api: Mapping[str, Any]) -> bool:
    """Whether the Hub read type, size and context out of a GGUF header already."""
    gguf = api.get("gguf")
    if not isinstance(gguf, Mapping) or gguf.get("architecture") == PROJECTOR_ARCHITECTURE:
        return False
    return all(gguf.get(k) for k in ("architecture", "total", "context_length"))


def shape_facts(reading: Reading) -> Iterator[StatedFact]:
    """What config.json says of the architecture, by the names of its rule."""
    places = _places(reading, CONFIG)
    kind = places.get("model_type")
    if kind is not None and isinstance(kind.value, str) and kind.value:
        yield StatedFact("type", kind.value[:80], reading.from_file(CONFIG, "model_type", kind.line))
    for name, keys in _NUMBERS.items():
        paths = (part + key for part in _PARTS for key in keys)
        path = next((p for p in paths if _is_count(places.get(p))), None)
        if path is not None:
            yield StatedFact(name, places[path].value, reading.from_file(CONFIG, path, places[path].line))


def parents_of_adapter(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    """The model that an adapter names as the one it belongs to."""
    place = _places(reading, ADAPTER).get("base_model_name_or_path")
    if place is None or not isinstance(place.value, str):
        return
    name = id_of_url(place.value) or place.value.strip()
    if re.fullmatch(r"[\w.-]{1,100}/[\w.-]{1,100}", name) and name[0] not in "./":
        yield name, reading.from_file(ADAPTER, "base_model_name_or_path", place.line)


def sampling_facts(reading: Reading) -> Iterator[StatedFact]:
    """How the makers say the model should be sampled, as generation_config.json states it."""
    places = _places(reading, GENERATION)
    for key in [k for k in _SAMPLING if k in places and places[k].value is not None][:_MOST_SAMPLING]:
        yield StatedFact(key, places[key].value, reading.from_file(GENERATION, key, places[key].line))


def notice_lines(reading: Reading) -> Iterator[tuple[str, int, str]]:
    """Path, number and words of the lines of a NOTICE; of an endless one the first."""
    for path, text in reading.sources.texts.items():
        if NOTICE_FILE.search(path):
            lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
            yield from ((path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _places(reading: Reading, path: str) -> dict[str, JsonPlace]:
    text = reading.sources.texts.get(path)
    return places_of(text) if text is not None else {}


def _is_count(place: JsonPlace | None) -> bool:
    value = place.value if place is not None else None
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST
