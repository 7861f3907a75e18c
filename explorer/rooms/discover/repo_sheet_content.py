"""What the sheet shows of a repo: the content of the sheet made from the open repo, its details, and this
machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from explorer.domain.facts import Dossier
from explorer.domain.fit import Fit
from explorer.domain.model_names import name_of_repo
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.units import count_text
from explorer.domain.words import Words, joined
from explorer.hub.repo_details import gate_terms
from explorer.kit.actions import Action
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
from explorer.rooms.discover.repo_details import RepoDetails, RepoStanding
from explorer.rooms.discover.repo_opening import OpenedRepo
from explorer.rooms.discover.repo_sheet_lists import family, file_lines, other_files
from explorer.rooms.discover.row_tips import BLOCKED, gate_words
from explorer.rooms.discover.variants import file_name
from explorer.transparency.dossier import headline
from explorer.transparency.file_findings import with_file
from explorer.transparency.licensing.chain import LicenseChain
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.sheet_view.sheet_content import (
    Banner,
    ModelStructure,
    SheetContent,
    SheetTools,
    Stat,
)
from explorer.transparency.sheet_view.sheet_content import GateForm as GateContent


@dataclass(frozen=True)
class RepoSheetActions:
    """What can be done on the sheet just now.

    ``count`` reads the tensors of the chosen file; ``offline``: how to leave offline mode, ``None`` unless it
    is on; ``quantizations`` shows those that others made.
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
    offline: Action | None = None


def repo_sheet_content(now: RepoStanding, actions: RepoSheetActions, licenses: Licenses) -> SheetContent:
    opened, around, choice = now.opened, now.around, now.choice
    repo, dossier, chosen, walked = now.repo, _dossier(now, licenses), choice.variant, around.walked
    content = SheetContent(
        subject=repo.id,
        title=name_of_repo(repo.id),
        subtitle=_subtitle(repo),
        stats=_stats(dossier, now.judge.fit(chosen), has_file=chosen is not None),
        dossier=dossier,
        hops=hops(dossier, walked, actions.open_repo) if dossier is not None else (),
        broken=walked.lineage.broken if walked is not None else (),
        chain=walked.chain if walked is not None else LicenseChain(),
        asking=walked.asking if walked is not None else _first_asked(around),
        permission=permission(dossier, licenses) if dossier is not None else (),
        results=walked.results if walked is not None else opened.results,
        security=security(sources_of_repo(repo), now.header, walked) if dossier is not None else (),
        inside=_inside(now, actions),
        tools=SheetTools(shelf_of_repo(repo, walked, now.header)),
        files=file_lines(now.judge, chosen if choice.is_advised else None, actions.get),
        others=other_files(repo.other_files),
        file_note=choice.reason,
        card=repo.card,
        withheld=_withheld(opened),
        banner=_banner(now, actions),
        gate=_gate(now, actions),
        family=family(around, licenses, actions.open_repo, actions.toggle),
        community=community(repo.row, around.discussions, datetime.now(UTC)),
        pills=tags(now.judge.fit(chosen), dossier, licenses),
        published=published(repo.api),
        primary=actions.page if now.is_locked else actions.primary,
        secondary=actions.secondary,
    )
    return answered_so_far(content)


def _dossier(now: RepoStanding, licenses: Licenses) -> Dossier | None:
    """Its own facts, those of the models above as soon as they were read, and those of the file.

    The file is the one that is here, else the one to take.
    """
    read = now.around.walked.dossier if now.around.walked is not None else now.opened.dossier
    name = now.local.path.name if now.local is not None else ""
    here = (variant for variant in now.repo.variants if file_name(variant) == name)
    variant = next(here, now.choice.variant)
    if read is None or variant is None:
        return read
    return with_file(read, sources_of_file(now.repo, variant, now.local), licenses)


def _first_asked(around: RepoDetails) -> Words:
    """The models above come after the files of this one."""
    return Words("") if around.is_done else Words("Asking the Hub for the files of this model…")


def _inside(now: RepoStanding, actions: RepoSheetActions) -> ModelStructure | None:
    found = inside(now.header)
    if found is None or found.anatomy.parts:
        return found
    trouble = now.around.whole_trouble
    return replace(found, count=actions.count, trouble=trouble.words if trouble is not None else "")


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


def _banner(now: RepoStanding, actions: RepoSheetActions) -> Banner | None:
    repo, around = now.repo, now.around
    leave = (actions.offline,) if actions.offline is not None else ()
    if repo.trouble is not None:
        seen = f"{repo.read_at.astimezone():%Y-%m-%d %H:%M}"
        words = Words("{why} This is what was seen on {date}.", why=repo.trouble.what, date=seen)
        return Banner(words, "offline", leave)
    if actions.offline is not None:
        return Banner(Words("Offline mode is on: nothing is downloaded until it is off."), "offline", leave)
    if repo.row.is_disabled:
        return Banner(BLOCKED, "lock")
    if not repo.variants:
        words = Words("There is no GGUF file here, so it cannot run in this app.")
        return Banner(words, "info", (actions.quantizations,) if around.kin else ())
    if repo.row.gate.is_closed and around.header is not None and not now.is_locked:
        return Banner(Words("Gated: its publisher has let your access token in."), "lock")
    return None


def _gate(now: RepoStanding, actions: RepoSheetActions) -> GateContent | None:
    if not now.is_locked:
        return None
    terms = gate_terms(now.repo.api)
    return GateContent(
        text=gate_words(now.repo.row.gate),
        heading=terms.heading,
        prompt=terms.prompt,
        fields=terms.fields,
        again=actions.again,
        store=None if actions.offline is not None else actions.store_token,
        trouble=actions.gate_trouble,
    )


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
