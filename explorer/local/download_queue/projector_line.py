"""The row of a sheet for the vision file of a model on this disk: the one it has, or could have."""

from collections.abc import Callable
from pathlib import Path

from explorer.domain.local_model import LocalModel
from explorer.domain.quantization import label_of
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import open_in_system
from explorer.local.download_queue.downloads import Downloads
from explorer.local.download_queue.projector_offer import ProjectorOffer
from explorer.local.models.projector_files import projector_words
from explorer.transparency.sheet_view.sheet_content import ProjectorLine


def projector_line(
    model: LocalModel,
    offer: ProjectorOffer | None,
    downloads: Downloads,
    show_downloads: Callable[[], object],
    *,
    is_offline: bool,
) -> ProjectorLine | None:
    """``None`` where there is nothing to say."""
    if model.projector is not None:
        return _of_present(model, model.projector)
    if offer is None:
        return None
    action: Action | None = None
    note = Words("would let it see images")
    if offer.unfit is not None:
        note = Words("is not used")
    elif offer.is_coming(downloads):
        action = Action(Words("Coming"), show_downloads)
    else:
        action = _download(offer, downloads, is_offline=is_offline)
    return ProjectorLine(
        offer.words,
        note=note,
        size=offer.size,
        version=label_of(offer.file.path),
        name=offer.unfit or offer.file.path,
        path=offer.file.path,
        action=action,
    )


def _of_present(model: LocalModel, path: Path) -> ProjectorLine:
    words = projector_words(model)

    def show() -> None:
        open_in_system(path.parent)

    return ProjectorLine(
        words,
        note=Words("lets it see images") if model.sees else Words("is not used"),
        size=size_text(model.projector_size),
        version=label_of(path.name),
        name=path.name if model.sees else words,
        action=Action(Words("Show in folder"), show),
    )


def _download(offer: ProjectorOffer, downloads: Downloads, *, is_offline: bool) -> Action:
    def bring() -> None:
        offer.bring(downloads)

    tip = Words("Offline mode is on.") if is_offline else ""
    words = Words("Download · {size}", size=offer.size)
    return Action(words, bring, "download", enabled=not is_offline, tip=tip)
