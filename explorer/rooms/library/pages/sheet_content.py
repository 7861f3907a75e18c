"""Content of the fact sheet of a model on this disk: the same parts as in Discover, from what is known
here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from explorer.domain.facts import Dossier
from explorer.domain.fit import Fit
from explorer.domain.local_model import CARD_UNREAD, Integrity, LocalModel
from explorer.domain.quantization import bits_of, bits_text, word_of
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.hub.responses import row_of
from explorer.kit.actions import Action
from explorer.kit.rich_text.images import ImageLoader
from explorer.kit.tasks import Tasks
from explorer.local.model_facts.known_model import KnownModel, shelf_of_model
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
from explorer.local.models.split_files import parts_of
from explorer.rooms.library.table.library_row import LibraryRow, intact_words, kind_words, origin_words
from explorer.transparency.dossier import headline
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.sheet_view.sheet_content import (
    Banner,
    FileLine,
    LicenseText,
    OtherFile,
    ProjectorLine,
    SheetContent,
    SheetTools,
    Stat,
)


@dataclass(frozen=True)
class LocalSheetActions:
    """What can be done with the model just now. ``ask`` is ``None`` where the Hub cannot tell more."""

    primary: Action | None
    secondary: Action | None
    show_folder: Action
    open_repo: Callable[[str], None]
    ask: Action | None = None
    find: Action | None = None
    discover: Action | None = None
    offline: Action | None = None


@dataclass(frozen=True)
class LocalSheetData:
    """A model of the Library, and what was read of it."""

    model: LocalModel
    known: KnownModel
    fit: Fit | None
    licenses: Licenses
    endpoint: str = ""  # of the Hub
    license_text: LicenseText | None = None
    tasks: Tasks | None = None
    projector: ProjectorLine | None = None


def content_of_model(
    matter: LocalSheetData, doings: LocalSheetActions, images: ImageLoader | None
) -> SheetContent:
    model, known, walked = matter.model, matter.known, matter.known.walked
    row = row_of(known.api) if known.api is not None else None
    content = SheetContent(
        subject=model.id,
        title=model.name,
        subtitle=_subtitle(model),
        stats=_stats(model, known.dossier, matter.fit),
        dossier=known.dossier,
        hops=hops(known.dossier, walked, doings.open_repo),
        broken=walked.lineage.broken,
        chain=walked.chain,
        asking=walked.asking,
        permission=permission(known.dossier, matter.licenses),
        license_text=matter.license_text,
        results=walked.results,
        security=security(known.sources, known.header, walked),
        inside=inside(known.header),
        tools=SheetTools(shelf_of_model(known, matter.endpoint), matter.tasks),
        files=(_file(model, matter.fit, doings.show_folder),),
        others=tuple(OtherFile(Words("The same bytes"), str(c.path), "") for c in model.copies),
        file_note=str(model.path),
        projector=matter.projector,
        card=known.card,
        withheld="" if known.needs_network else _no_card(model),
        banner=_banner(model, known, doings),
        community=community(row, None, datetime.now(UTC)) if row is not None else (),
        pills=tags(matter.fit, known.dossier, matter.licenses, sees=model.sees),
        published=published(known.api or {}),
        images=images,
        primary=doings.primary,
        secondary=doings.secondary,
    )
    return answered_so_far(content)


def _no_card(model: LocalModel) -> Words:
    if model.repo is None:
        return Words("Not known: which repo of the Hub this file came from was not found out.")
    return Words("The card of {repo} was not kept on this disk.", repo=model.repo)


def _subtitle(model: LocalModel) -> Words:
    intact = intact_words(LibraryRow(model))
    return joined(
        " · ", (model.publisher, model.quantization, kind_words(model), origin_words(model), intact)
    )


def _stats(model: LocalModel, dossier: Dossier, fit: Fit | None) -> tuple[Stat, ...]:
    work, openness, _origin = (Stat(*card) for card in headline(dossier))
    if dossier.unread:
        openness = replace(openness, answer=Words("Not checked"), note=Words("Its card was not read."))
    runs = runs_stat(fit)
    if model.is_missing:
        runs = Stat(runs.question, Words("Not as it is"), Words("The file is not here."))
    elif not LibraryRow(model).is_sound:
        runs = Stat(runs.question, Words("Not as it is"), Words("The file is damaged."))
    return work, runs, openness


def _file(model: LocalModel, fit: Fit | None, action: Action) -> FileLine:
    parts = 0 if model.is_missing else len(parts_of(model.path))
    more = Words("{name}, in {n} parts", name=model.path.name, n=parts)
    return FileLine(
        word=word_of(model.quantization) or Words("File"),
        version=joined(" · ", (model.quantization, _bits(model))),
        size=size_text(model.size),
        fit=fit.word if fit is not None else Words("Not known"),
        tone=fit.word.tone if fit is not None else "neutral",
        tip=fit.text if fit is not None else Words("It cannot be loaded as it is."),
        is_recommended=False,
        action=action,
        name=more if parts > 1 else model.path.name,
        sha256=model.measured_sha256 or model.sha256 or "",
    )


def _bits(model: LocalModel) -> str:
    """Of a weight on average, header and all; of a model without a count what its label stands for."""
    bits = 8 * model.size / model.parameters if model.parameters else bits_of(model.quantization)
    return bits_text(bits)


def _banner(model: LocalModel, known: KnownModel, doings: LocalSheetActions) -> Banner:
    if model.is_missing:
        words = Words("The file is not here any more. This is what was kept about it.")
        return Banner(words, "warning", _some(doings.discover))
    if model.problem or model.intact is Integrity.DAMAGED:
        damaged = Words("The bytes of the file are not what its publisher put out.")
        return Banner(model.problem or damaged, "warning", _some(doings.discover))
    return _origin_banner(known, doings)


def _origin_banner(known: KnownModel, doings: LocalSheetActions) -> Banner:
    """What all of this was read from, and what would tell more."""
    icon, actions = "info", _some(doings.find, doings.discover)
    if known.trouble is not None:
        told, actions = known.trouble.words, _some(doings.ask, doings.discover)
    elif doings.offline is not None:
        told, icon, actions = Words("Offline mode is on."), "offline", (doings.offline,)
    elif known.is_asked:
        told = Words("The Hub was asked just now.")
    elif doings.ask is not None and not doings.ask.enabled:
        told = Words("The Hub is being asked…")
    else:
        told, actions = Words("The Hub was not asked."), _some(doings.find, doings.ask, doings.discover)
    return Banner(joined(" ", (_read_from(known), told)), icon, actions)


def _some(*actions: Action | None) -> tuple[Action, ...]:
    """At most two stand beside the words."""
    return tuple(action for action in actions if action is not None)[:2]


def _read_from(known: KnownModel) -> Words:
    if known.card is not None and known.api is None:
        return Words("Read from this disk: the file’s header, and the card that came with it.")
    if known.read_at is not None and known.card is not None:
        date = f"{known.read_at.astimezone():%Y-%m-%d}"
        return Words("Read from this disk: the file’s header, and its card as of {date}.", date=date)
    if known.model.repo is None:
        return Words("Read from the file’s header alone: where it came from is not known.")
    if known.needs_network:
        return CARD_UNREAD
    return Words("Read from the file’s header and the Hub’s answer: there is no card that can be read.")
