"""What the sheet shows of a repo: the content of the sheet made from the open repo, its details, and this
machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from explorer.domain.facts import Dossier
from explorer.domain.fit import Fit
from explorer.domain.local_model import LocalModel
from explorer.domain.model_names import name_of_repo
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.units import count_text
from explorer.domain.words import Words, joined
from explorer.engine.local.gguf.header import Header
from explorer.hub.repo_details import gate_terms
from explorer.kit.actions import Action
from explorer.kit.rich_text.images import ImageLoader
from explorer.kit.tasks import Tasks
from explorer.local.model_facts.known_model import shelf_of_repo
from explorer.local.model_facts.model_sources import sources_of_file, sources_of_repo
from explorer.local.model_facts.sheet_facts import (
    answered_so_far,
    community,
    hops,
    inside,
    published,
    runs_stat,
    security,
    tags,
)
from explorer.rooms.discover.repo_details import RepoDetails
from explorer.rooms.discover.repo_opening import OpenedRepo
from explorer.rooms.discover.repo_sheet_lists import family, file_lines, other_files
from explorer.rooms.discover.variants import VariantAdvisor, VariantChoice, file_name
from explorer.transparency.dossier import headline
from explorer.transparency.file_findings import with_file
from explorer.transparency.licensing.chain import LicenseChain
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.sheet_view.sheet_content import (
    Banner,
    LicenseText,
    ModelStructure,
    SheetContent,
    SheetTools,
    Stat,
)
from explorer.transparency.sheet_view.sheet_content import GateForm as GateContent
from explorer.transparency.source_texts import SourceTexts


@dataclass(frozen=True)
class RepoSheetActions:
    """What can be done on the sheet just now.

    ``count`` reads the tensors of the chosen file.
    ``is_locked``: the gate refuses the files; ``offline``: how to leave offline mode, ``None`` unless it is
    on; ``quantizations`` shows those that others made.
    """

    primary: Action | None
    secondary: Action
    get: Callable[[Variant], Action]
    open_repo: Callable[[str], None]
    toggle: Callable[[tuple[str, str]], None]
    page: Action
    again: Action
    quantizations: Action
    store_token: Callable[[str], None]
    count: Action | None = None
    gate_trouble: str = ""
    is_locked: bool = False
    offline: Action | None = None


@dataclass(frozen=True)
class RepoSheetSource:
    """What is known: of the repo, around it, and which of its files is chosen for this machine."""

    opened: OpenedRepo
    around: RepoDetails
    judge: VariantAdvisor
    choice: VariantChoice
    licenses: Licenses
    license_text: LicenseText | None = None
    tasks: Tasks | None = None
    local: LocalModel | None = None  # a file of it on this disk: the chosen one, if that is here

    @cached_property
    def dossier(self) -> Dossier | None:
        """Its own facts, those of the models above as soon as they were read, and those of the file."""
        read = self.around.walked.dossier if self.around.walked is not None else self.opened.dossier
        variant = self._file
        if read is None or variant is None:
            return read
        return with_file(read, sources_of_file(self.opened.repo, variant, self.local), self.licenses)

    @property
    def _file(self) -> Variant | None:
        """The one that is here, else the one to take."""
        if self.local is None:
            return self.choice.variant
        name = self.local.path.name
        return next((v for v in self.opened.repo.variants if file_name(v) == name), self.choice.variant)

    @property
    def header(self) -> Header | None:
        if self.around.whole is not None:
            return self.around.whole
        return self.around.header.header if self.around.header is not None else None

    @cached_property
    def shelf(self) -> SourceTexts:
        """What was read of this model, and the cards of those above."""
        return shelf_of_repo(self.opened.repo, self.around.walked, self.header)


def repo_sheet_content(
    matter: RepoSheetSource, doings: RepoSheetActions, images: ImageLoader
) -> SheetContent:
    opened, around, choice = matter.opened, matter.around, matter.choice
    repo, dossier, chosen = opened.repo, matter.dossier, choice.variant
    content = SheetContent(
        subject=repo.id,
        title=name_of_repo(repo.id),
        subtitle=_subtitle(repo),
        stats=_stats(dossier, matter.judge.fit(chosen), has_file=chosen is not None),
        dossier=dossier,
        hops=hops(dossier, around.walked, doings.open_repo) if dossier is not None else (),
        broken=around.walked.lineage.broken if around.walked is not None else (),
        chain=around.walked.chain if around.walked is not None else LicenseChain(),
        asking=around.walked.asking if around.walked is not None else _first_asked(around),
        permission=permission(dossier, matter.licenses) if dossier is not None else (),
        license_text=matter.license_text if dossier is not None else None,
        results=around.walked.results if around.walked is not None else opened.results,
        security=security(sources_of_repo(repo), matter.header, around.walked) if dossier is not None else (),
        inside=_inside(matter, doings),
        tools=SheetTools(matter.shelf, matter.tasks),
        files=file_lines(matter.judge, chosen if choice.is_advised else None, doings.get),
        others=other_files(repo.other_files),
        file_note=choice.reason,
        card=repo.card,
        withheld=_withheld(opened),
        banner=_banner(opened, around, doings),
        gate=_gate(repo, doings),
        family=family(around, matter.licenses, doings.open_repo, doings.toggle),
        community=community(repo.row, around.discussions, datetime.now(UTC)),
        pills=tags(matter.judge.fit(chosen), dossier, matter.licenses),
        published=published(repo.api),
        images=images,
        primary=doings.page if doings.is_locked else doings.primary,
        secondary=doings.secondary,
    )
    return answered_so_far(content)


def _first_asked(around: RepoDetails) -> Words:
    """The models above come after the files of this one."""
    return Words("") if around.is_done else Words("Asking the Hub for the files of this model…")


def _inside(matter: RepoSheetSource, doings: RepoSheetActions) -> ModelStructure | None:
    found = inside(matter.header)
    if found is None or found.anatomy.parts:
        return found
    trouble = matter.around.whole_trouble
    return replace(found, count=doings.count, trouble=trouble.words if trouble is not None else "")


def _subtitle(repo: Repo) -> Words:
    row = repo.row
    updated = _updated(row.updated, datetime.now(UTC)) if row.updated else ""
    count = count_text(row.downloads) if row.downloads is not None else ""
    downloads = Words("{count} downloads a month", count=count) if count else ""
    return joined(" · ", (row.publisher, updated, downloads))


def _updated(then: datetime, now: datetime) -> Words:
    """How long ago in whole words: the sheet has the room that a row has not."""
    days = max(0, (now - then).days)
    if days < 1:
        return Words("updated today")
    if days < 2:
        return Words("updated yesterday")
    if days < 60:
        return Words("updated {n} days ago", n=days)
    if days < 730:
        return Words("updated {n} months ago", n=round(days / 30.4))
    return Words("updated {n} years ago", n=round(days / 365.25))


def _withheld(opened: OpenedRepo) -> str:
    if not opened.repo.is_card_withheld:
        return ""
    if opened.trouble is not None:
        return Words("The card could not be read: {what}", what=opened.trouble.what)
    if opened.repo.row.gate is Gate.OPEN:
        return Words("The card was not kept. It can be read with a connection.")
    return Words("The card can be read once its conditions are accepted.")


def _banner(opened: OpenedRepo, around: RepoDetails, doings: RepoSheetActions) -> Banner | None:
    repo = opened.repo
    leave = (doings.offline,) if doings.offline is not None else ()
    if repo.trouble is not None:
        seen = f"{repo.read_at.astimezone():%Y-%m-%d %H:%M}"
        words = Words("{why} This is what was seen on {date}.", why=repo.trouble.what, date=seen)
        return Banner(words, "offline", leave)
    if doings.offline is not None:
        return Banner(Words("Offline mode is on: nothing is downloaded until it is off."), "offline", leave)
    if repo.row.is_disabled:
        return Banner(Words("The Hub has blocked this model: it gives its files to nobody."), "lock")
    if not repo.variants:
        words = Words("There is no GGUF file here, so it cannot run in this app.")
        return Banner(words, "info", (doings.quantizations,) if around.kin else ())
    if repo.row.gate.is_closed and around.header is not None and not doings.is_locked:
        return Banner(Words("Gated: its publisher has let your access token in."), "lock")
    return None


def _gate(repo: Repo, doings: RepoSheetActions) -> GateContent | None:
    if not doings.is_locked:
        return None
    terms = gate_terms(repo.api)
    return GateContent(
        text=_gate_words(repo.row.gate),
        heading=terms.heading,
        prompt=terms.prompt,
        fields=terms.fields,
        again=doings.again,
        store=None if doings.offline is not None else doings.store_token,
        trouble=doings.gate_trouble,
    )


def _gate_words(gate: Gate) -> Words:
    """What stands before the files, and how to get past it."""
    if gate is Gate.MANUAL:
        return Words(
            "Gated: ask its publisher for access on its page; once they agree, an access token lets you in."
        )
    return Words("Gated: accept its publisher’s conditions on its page; then an access token lets you in.")


def _stats(dossier: Dossier | None, fit: Fit | None, *, has_file: bool) -> tuple[Stat, ...]:
    cards = headline(dossier or Dossier(""))
    if dossier is None:
        said = [Stat(card.question, Words("…"), Words("The card is being read.")) for card in cards]
    else:
        said = [Stat(*card) for card in cards]
    runs = runs_stat(fit)
    if not has_file:
        runs = Stat(runs.question, Words("Not as it is"), Words("It has no GGUF file."))
    return (said[0], runs, said[1])
