"""The line of a sheet that says whether a model on this disk sees images, and what would let it."""

from collections.abc import Callable

from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.kit.actions import Action
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
        return ProjectorLine(projector_words(model))
    if offer is None:
        return None
    if offer.unfit is not None:
        return ProjectorLine(offer.words)
    if offer.is_coming(downloads):
        return ProjectorLine(offer.words, action=Action(Words("Coming"), show_downloads))
    tip = Words("Offline mode is on.") if is_offline else ""

    def bring() -> None:
        offer.bring(downloads)

    return ProjectorLine(
        offer.words, action=Action(Words("Get"), bring, "download", enabled=not is_offline, tip=tip)
    )
