"""A model on this disk: its file, where it came from, and what is known of its bytes."""

import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.harmless import storable
from explorer.domain.model import Capability, Whereabouts
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch
from explorer.domain.words import Words

_NAMED_BY_FILES = ("id", "publisher", "name", "called", "own_name", "apart")
_OF_WRITERS = frozenset(Capability) - {Capability.SEES, Capability.EMBEDS}
_OF_RERANKERS = frozenset({Capability.TOKENIZES, Capability.RESIDENT})
_OF_EMBEDDERS = _OF_RERANKERS | {Capability.EMBEDS}
CARD_UNREAD = Words("Its card has not been read yet: this needs the network once.")


def writes_nothing(model: "LocalModel") -> KnownError:
    """What another kind of model is told apart by, where a model is wanted that answers."""
    what = Words(
        "{name} is an embedding model: it makes vectors for search in documents, and writes no answers.",
        name=model.name,
    )
    if model.ranks:
        what = Words(
            "{name} is a reranker: it sorts search results and can’t chat.",
            name=model.name,
        )
    return KnownError(what, Words("Choose a model that writes."))


class Integrity(StrEnum):
    """What is known about the bytes of a local file."""

    CHECKED = "checked"
    UNCHECKED = "unchecked"
    DAMAGED = "damaged"


class Origin(StrEnum):
    """How a file came here."""

    HUB = "hub"
    INCLUDED = "included"
    IMPORTED = "imported"
    FOUND = "found"  # it lies in the models folder, and this app did not put it there
    IN_PLACE = "in place"  # the person uses it where it lies
    OTHER_APP = "other app"  # it lies in a folder of another program


class OtherApp(StrEnum):
    """Another program that keeps models on this disk; the value is how it calls itself."""

    HUGGING_FACE = "Hugging Face"
    LM_STUDIO = "LM Studio"
    JAN = "Jan"
    GPT4ALL = "GPT4All"
    OLLAMA = "Ollama"
    LLAMA_CPP = "llama.cpp"


@dataclass(frozen=True)
class ModelCopy:
    """Another file with the same bytes, and whose folder it lies in (``None``: the person's own)."""

    path: Path
    app: OtherApp | None = None


@dataclass(frozen=True)
class Upstream:
    """What the Hub said about the repo when it was asked last, against the files here.

    ``commit`` is the newer one; ``files`` are the paths whose bytes changed or that are gone there.
    """

    commit: str
    read_at: datetime
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocalModel:
    """One runnable model file on this disk, with what its header and its origin record say.

    ``id`` is the path below the models folder with forward slashes (``publisher/repo/file.gguf``),
    or the full path for a file elsewhere. Sizes in bytes. ``None`` means not known. On Linux the name of a
    file may be any bytes: ``path`` holds them all, the texts here are what can be kept and shown of them.
    """

    id: str
    path: Path
    size: int
    publisher: str
    name: str  # see domain.names
    quantization: str
    architecture: str | None = None
    parameters: int | None = None
    context_length: int | None = None
    license: str | None = None
    is_chat: bool = False  # the header carries a chat template
    embeds: bool = False  # by its header it makes vectors of texts, and does not write
    ranks: bool = False  # by its header it says how well texts go together, and does not write
    thinking: ThinkingSwitch = NO_SWITCH  # what that template lets one choose
    opens_thought: bool = False  # that template: each answer comes after a thought
    repo: str | None = None
    commit: str | None = None
    sha256: str | None = None  # as published
    measured_sha256: str | None = (
        None  # of the bytes here, once they were hashed; of several files, the first
    )
    parts_sha256: tuple[str, ...] = ()  # of each file of a model in several, once all were hashed
    intact: Integrity = Integrity.UNCHECKED
    origin: Origin = Origin.FOUND
    added_at: datetime | None = None
    problem: str = ""  # why the header could not be read
    app: OtherApp | None = None  # whose folder it lies in, where that is another program's
    place: Path | None = None  # the folder it was found in, outside the models folder
    called: str = ""  # what the other program calls it
    alias: str = ""  # what the person calls it; then ``name`` is that
    own_name: str = ""  # beside an alias: what it is called without one
    header_name: str = ""  # what the file calls itself: a fact, often that of what it was made from
    apart: str = ""  # from others here of this name and quantization: publisher, file or folder
    hints: tuple[str, ...] = ()  # repos of the Hub it may come from, by its header or its folder
    facts: Path | None = None  # the folder that keeps card and Hub answer
    hub_path: str = ""  # below its repo on the Hub
    copies: tuple[ModelCopy, ...] = ()  # files with the same hash, shown as this one
    upstream: Upstream | None = None  # set where the repo has changed since
    is_missing: bool = False  # there is nothing to load
    parts_here: int = 0  # of a missing one; 0: it was here as a whole
    projector: Path | None = None  # the file beside it that lets it see images
    projector_size: int = 0

    def __post_init__(self) -> None:
        for name in _NAMED_BY_FILES:
            object.__setattr__(self, name, storable(getattr(self, name)))

    @property
    def title(self) -> str:
        """Its name where it stands alone, told apart from every other here: "Qwen3 1.7B · Q4_K_M"."""
        return " · ".join(filter(None, (self.name, self.quantization, self.apart)))

    @property
    def why_not_usable(self) -> str:
        """Why it cannot be asked, in a few words; "" if it can."""
        if self.problem:
            return Words("its file cannot be read")
        if self.intact is Integrity.DAMAGED:
            return Words("its file is damaged")
        if self.ranks:
            return Words("it is a reranker, and writes no answers")
        return Words("it is an embedding model, and writes no answers") if self.embeds else ""

    @property
    def writes(self) -> bool:
        """Whether it can be asked, as far as its header says."""
        return not (self.embeds or self.ranks)

    @property
    def source(self) -> str:
        """Its repo, or the name of its file: unlike ``id`` it names no folder, and may leave this machine."""
        return self.repo or self.file_name

    @property
    def where(self) -> Whereabouts:
        return Whereabouts.HERE

    @property
    def host(self) -> str:
        return ""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this app's own engine can do with a file."""
        if not self.writes:
            return _OF_EMBEDDERS if self.embeds else _OF_RERANKERS
        return _OF_WRITERS | {Capability.SEES} if self.sees else _OF_WRITERS

    @property
    def sees(self) -> bool:
        """Whether it can be shown images: its chat template says where they stand."""
        return self.projector is not None and self.is_chat

    @property
    def projector_bytes(self) -> bytes:
        """The path of its projector, as LoadOptions take it."""
        return os.fsencode(self.projector) if self.projector is not None else b""

    @property
    def file_name(self) -> str:
        """Of its first file, as it can be kept and shown."""
        return storable(self.path.name)

    @property
    def is_outside(self) -> bool:
        """Whether it lies outside the models folder: nothing is written beside it."""
        return self.origin in (Origin.IN_PLACE, Origin.OTHER_APP)
