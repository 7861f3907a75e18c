"""What a probe reads out of replies. They may have any shape: what is not there is ``None`` or empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from explorer.domain.harmless import harmless

MOST_MODELS = 5_000
_QUOTED = 160  # letters
_NAME = 300
_CONTEXTS = (  # the first that is told counts
    "loaded_context_length", "max_model_len", "context_length", "context_window", "max_context_length",
)  # fmt: skip
OURS = "Open Model Explorer"
_OWNERS = {"llamacpp": "llama.cpp", "vllm": "vLLM"}


class ProbeWire(Protocol):
    """How a server is asked; ``route`` as of ``EndpointAccess``. Its own deadline and limit of bytes hold for
    each request. What is no good reply is a KnownError whose details begin with the status.
    """

    def get(self, route: str) -> Any: ...

    def post(self, route: str, body: Mapping[str, Any]) -> Any: ...

    def stream(self, route: str, body: Mapping[str, Any]) -> Sequence[Any]:
        """Its events; one where it does not stream."""


@dataclass(frozen=True)
class ListedModel:
    """As a server lists it. ``sees``: ``None`` where it does not say."""

    name: str
    context_length: int | None = None
    sees: bool | None = None


def at(value: Any, *path: str | int) -> Any:
    """What lies there, ``None`` where nothing does."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, Mapping) else None
        else:
            value = value[step] if isinstance(value, list) and len(value) > step else None
    return value


def quoted(text: str) -> str:
    line = harmless(" ".join(text.split()))
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"


def count(value: Any) -> int | None:
    """A number of tokens or the like."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 < value < 1 << 40 else None


def listed_models(said: Any) -> tuple[ListedModel, ...] | None:
    """``None`` where it is no list of models; a name that comes twice counts once."""
    entries = said if isinstance(said, list) else at(said, "data")  # some providers leave out the frame
    if not isinstance(entries, list):
        return None
    models: dict[str, ListedModel] = {}
    for entry in entries[:MOST_MODELS]:
        name = at(entry, "id")
        if isinstance(name, str) and 0 < len(name) <= _NAME and name.isprintable():
            models.setdefault(name, ListedModel(name, _context(entry), _sees(entry)))
    return tuple(models.values())


def server_name(said: Any) -> str:
    """What answers, as this app says it or by who owns its models; "" where that says nothing."""
    own = at(said, "server")
    if isinstance(own, str) and own.startswith(OURS):
        return quoted(own)
    owner = at(said, "data", 0, "owned_by")
    return _OWNERS.get(owner, "") if isinstance(owner, str) else ""


def text_of(said: Any) -> str:
    """Of an answer that came in one piece, its thought before it."""
    message = at(said, "choices", 0, "message")
    parts = (at(message, key) for key in ("reasoning_content", "reasoning", "content"))
    return " ".join(part for part in parts if isinstance(part, str) and part)


def has_answer(said: Any) -> bool:
    return isinstance(at(said, "choices", 0, "message"), Mapping)


def alternatives(said: Any) -> int | None:
    """How many tokens it tells the probability of at the first place; ``None`` where it tells none."""
    first = at(said, "choices", 0, "logprobs", "content", 0)
    if not isinstance(at(first, "logprob"), int | float):
        return None
    top = at(first, "top_logprobs")
    return len(top) if isinstance(top, list) else 0


def usage_of(said: Any) -> tuple[int, int] | None:
    """Tokens read and written."""
    read, written = count(at(said, "usage", "prompt_tokens")), at(said, "usage", "completion_tokens")
    return (read, written) if read is not None and isinstance(written, int) else None


def vector_length(said: Any) -> int | None:
    vector = at(said, "data", 0, "embedding")
    is_vector = isinstance(vector, list) and vector and isinstance(vector[0], int | float)
    return len(vector) if is_vector else None


def _context(entry: Any) -> int | None:
    """The context that is served, as far as it is told, else the one it was trained with."""
    told = (count(at(entry, key)) for key in _CONTEXTS)
    first = next((number for number in told if number is not None), None)
    providers = at(entry, "providers")
    lengths = [count(at(one, "context_length")) for one in providers] if isinstance(providers, list) else []
    known = [length for length in lengths if length is not None]
    trained = count(at(entry, "meta", "n_ctx")) or count(at(entry, "meta", "n_ctx_train"))
    return first or (min(known) if known else None) or trained


def _sees(entry: Any) -> bool | None:
    takes = at(entry, "architecture", "input_modalities")
    return "image" in takes if isinstance(takes, list) else None
