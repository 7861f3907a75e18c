"""Documents, their pages and passages, and where in them something stands."""

from dataclasses import dataclass, field
from typing import Literal

PlaceUnit = Literal["page", "part"]  # a printed page; else a chapter, a section, a stretch of rows
FlagKind = Literal["unseen", "instruction"]
CollectionKind = Literal["files", "folder", "chat"]  # of chosen files, of a folder, attached to one chat
DocumentState = Literal["waiting", "read", "failed", "gone"]


@dataclass(frozen=True)
class Flag:
    """Why a passage is not what it seems: it holds what nobody sees, or it speaks to the model.

    ``start``: in the text of its page, where the quote stands, or would.
    """

    kind: FlagKind
    why: str  # name of the rule
    quote: str
    start: int = 0


@dataclass(frozen=True)
class Heading:
    """``start``: of its first character in the text of the page; ``level`` from 1."""

    start: int
    level: int
    text: str


@dataclass(frozen=True)
class ReadPage:
    """A page or part as it was read. ``number`` from 1; ``name``: as the document itself calls it ("iv",
    "4.2 Follow-up"), "" where it does not. ``repeated``: from and to, what other pages have too: headers,
    footers. ``columns``: what stands above the rows of a table, if the part is of one.
    """

    number: int
    text: str
    unit: PlaceUnit = "part"
    name: str = ""
    headings: tuple[Heading, ...] = ()
    flags: tuple[Flag, ...] = ()
    repeated: tuple[tuple[int, int], ...] = ()
    columns: str = ""


@dataclass(frozen=True)
class PassagePlace:
    """Characters ``start`` to ``end`` of the text of a page. ``section``: the headings it stands under."""

    number: int
    start: int
    end: int
    unit: PlaceUnit = "part"
    name: str = ""
    section: str = ""


@dataclass(frozen=True)
class DocumentPassage:
    """Words of a document that are found and given together. ``text`` is what stands at its place, below the
    columns of the table where it is of one.
    """

    place: PassagePlace
    text: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class Document:
    """``key`` names it for ever; ``path`` where it lay when it was read. Bytes, pages, characters.

    ``problem``: why it could not be read, or what of it could not.
    """

    key: str
    name: str
    path: str
    size: int
    sha256: str
    kind: str  # "pdf", "docx", …: names of documents.reading
    state: DocumentState = "waiting"
    problem: str = ""
    pages: int = 0
    characters: int = 0
    read_at: str = ""
    flags: int = 0  # passages with flags


@dataclass(frozen=True)
class Collection:
    """``folder``: of a kind "folder", which is followed unless the person stopped it. ``embedded`` of its
    passages can be found by what they mean.
    """

    key: str
    name: str
    kind: CollectionKind = "files"
    folder: str = ""
    documents: int = 0
    passages: int = 0
    embedded: int = 0
    is_stopped: bool = False


@dataclass(frozen=True)
class Ranks:
    """How a passage was found: its place among those found by words and by meaning, from 1; 0: not so."""

    by_words: int = 0
    by_meaning: int = 0
    cosine: float = 0.0


@dataclass(frozen=True)
class FoundPassage:
    """``id`` of the passage in the index; ``document``: key, ``title``: its name."""

    id: int
    document: str
    title: str
    passage: DocumentPassage
    ranks: Ranks = field(default_factory=Ranks)
    score: float = 0.0  # of both ranks together


@dataclass(frozen=True)
class GivenPassage:
    """What an answer was given, by the ``number`` it may refer to.

    ``text`` is "" once it was forgotten, on the day ``forgotten_at``.
    """

    number: int
    document: str
    title: str
    place: PassagePlace
    text: str
    ranks: Ranks = field(default_factory=Ranks)
    flags: tuple[Flag, ...] = ()
    forgotten_at: str = ""
