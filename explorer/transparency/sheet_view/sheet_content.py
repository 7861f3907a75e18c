"""What the sheet of one model shows, as plain data. What a button does comes in as an Action."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from explorer.domain.facts import Dossier
from explorer.engine.local.gguf.header import Header
from explorer.kit.actions import Action
from explorer.kit.pill import Tone
from explorer.kit.rich_text.images import ImageLoader
from explorer.kit.tasks import Tasks
from explorer.transparency.anatomy import Anatomy, anatomy_of
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.licensing.chain import LicenseChain
from explorer.transparency.licensing.permission import PermissionLine
from explorer.transparency.safety.security import SecurityFact
from explorer.transparency.source_texts import SourceTexts


@dataclass(frozen=True)
class Stat:
    """A question people ask, the answer, and what stands behind it."""

    question: str
    answer: str
    note: str


@dataclass(frozen=True)
class Tag:
    """A few words beside the name: whether it runs here, its license."""

    text: str
    tone: Tone


@dataclass(frozen=True)
class FileLine:
    """One variant of a repo in plain words. ``name`` and ``sha256`` as published, "" where they are not."""

    word: str
    version: str
    size: str
    fit: str
    tone: Tone
    tip: str
    is_recommended: bool
    action: Action
    name: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class OtherFile:
    """A file that is no model: what it is for, its name, its size in words."""

    kind: str
    name: str
    size: str


@dataclass(frozen=True)
class ProjectorLine:
    """The vision file, which lets the model see images. ``words``: all of it, for the hover; ``note``: what
    it does, in short. ``switch`` is told whether it comes along with a download, ``None`` where there is
    nothing to choose; ``action`` gets or shows it for a model that is here.
    """

    words: str
    note: str
    size: str
    version: str
    name: str
    path: str = ""  # in the repo, where that is told
    is_on: bool = True
    switch: Callable[[bool], object] | None = None
    action: Action | None = None

    @property
    def facts(self) -> tuple[object, ...]:
        """What it is built of; words and state may change in their place."""
        return self.switch is None, self.action is None


type HopLook = Literal["read", "unread", "asked", "waiting"]


@dataclass(frozen=True)
class HopLine:
    """One model of the lineage: who, what license, and how it leads to the next. ``action`` opens it.

    ``depth``: how far up, 0 for the model itself; ``child``: the one made from it. ``is_conflict``: its
    license and another one of the lineage cannot both hold. ``trouble``: what else must be known of it.
    """

    name: str
    note: str
    relation: str = ""
    action: Action | None = None
    is_conflict: bool = False
    depth: int = 0
    child: str = ""
    trouble: str = ""
    state: HopLook = "read"

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything but what can be done."""
        return (self.name, self.note, self.relation, self.action is None, self.is_conflict, self.depth,
                self.child, self.trouble, self.state)  # fmt: skip


@dataclass(frozen=True)
class Banner:
    """Said above everything: offline, gated. ``icon`` is a name of kit/icons."""

    text: str
    icon: str = "info"
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class GateForm:
    """What stands before the files, in its publisher's words, and the way through it.

    ``prompt`` is what has to be agreed to, ``fields`` what has to be told. ``store`` takes an access token,
    and ``trouble`` says why the last one was of no use.
    """

    text: str
    heading: str = ""
    prompt: str = ""
    fields: tuple[str, ...] = ()
    page: Action | None = None
    again: Action | None = None
    store: Callable[[str], None] | None = None
    trouble: str = ""

    @property
    def facts(self) -> tuple[object, ...]:
        return self.text, self.heading, self.prompt, self.fields


@dataclass(frozen=True)
class Relative:
    """One model of the family. ``action`` opens it."""

    name: str
    note: str
    action: Action


@dataclass(frozen=True)
class Relatives:
    """One kind of relatives; ``toggle`` opens and folds it. ``note``: how many, or what goes on."""

    title: str
    note: str
    toggle: Action
    is_open: bool = False
    models: tuple[Relative, ...] = ()


@dataclass(frozen=True)
class LicenseText:
    """The text of a license: ``text`` once it was read, ``fetch`` until then.

    ``name``: of its file or host; ``origin``: whose, of which state, when read; ``trouble``: why it did not
    come; ``url``: of a page elsewhere than on the Hub, "" for a file.
    """

    name: str
    origin: str
    text: str = ""
    trouble: str = ""
    fetch: Action | None = None
    url: str = ""


@dataclass(frozen=True)
class SheetTools:
    """What the panel behind a fact can ask: the text that a quote stands in.

    ``shelf`` is ``None`` where no texts are handed in; ``tasks`` writes files in the background.
    """

    shelf: SourceTexts | None = None
    tasks: Tasks | None = None


@dataclass(frozen=True)
class ModelStructure:
    """What a header at hand says of how the model is built. ``metadata``: key and value as text.

    ``count`` reads the tensors, where they are not at hand; ``trouble``: why that failed.
    """

    anatomy: Anatomy
    template: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    count: Action | None = None
    trouble: str = ""

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything but what can be done."""
        return self.anatomy, self.template, self.metadata, self.count is None, self.trouble


@dataclass(frozen=True)
class MeasuredLine:
    """What was measured here of a file: tests or a pack, what came out, and when. ``conditions`` under which;
    ``earlier``: what came out before, a line each. ``action`` opens it.
    """

    title: str
    words: str
    day: str
    conditions: str
    action: Action
    earlier: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything but what can be done."""
        return self.title, self.words, self.day, self.conditions, self.earlier


@dataclass(frozen=True)
class SheetContent:
    """Everything one sheet shows. ``dossier`` is ``None`` while the card is being read.

    ``file_note`` says why one file is recommended.
    """

    title: str
    subtitle: str
    stats: tuple[Stat, ...]
    dossier: Dossier | None
    hops: tuple[HopLine, ...] = ()
    broken: tuple[str, ...] = ()  # where the lineage could not be followed
    chain: LicenseChain = field(default_factory=LicenseChain)  # the licenses along it
    asking: str = ""  # what is asked for just now, so that more of it comes
    permission: tuple[PermissionLine, ...] = ()
    license_text: LicenseText | None = None
    results: tuple[BenchmarkResult, ...] = ()
    security: tuple[SecurityFact, ...] = ()
    measured: tuple[MeasuredLine, ...] = ()
    inside: ModelStructure | None = None
    files: tuple[FileLine, ...] = ()
    others: tuple[OtherFile, ...] = ()
    file_note: str = ""
    projector: ProjectorLine | None = None
    card: str | None = None
    withheld: str = ""  # why there is a card that cannot be read
    banner: Banner | None = None
    gate: GateForm | None = None
    family: tuple[Relatives, ...] = ()
    pills: tuple[Tag, ...] = ()
    community: tuple[Stat, ...] = ()
    published: str = ""
    tools: SheetTools = SheetTools()
    images: ImageLoader | None = None  # how those of the card are fetched when the person asks for them
    secondary: Action | None = None
    primary: Action | None = None
    subject: str = ""  # of another one the page begins at its top


def structure_of(header: Header) -> ModelStructure:
    """Anatomy, template, and every entry; long arrays, which were stepped over, by their length."""
    return ModelStructure(anatomy_of(header), header.chat_template or "", header.entries)
