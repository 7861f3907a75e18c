"""The lineage of a model as the Hub tells it: parents are opened once and kept for when there is no network."""

from explorer.domain.errors import AccessError, KnownError, NotFoundError, OfflineError
from explorer.domain.facts import Dossier
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.transparency.inherit import with_lineage
from explorer.transparency.licenses import Licenses
from explorer.transparency.sources import Sources
from explorer.transparency.walk import Lineage, Unread, walk


class LineageReader:
    """Follows parents through one Hub. Blocks for a request a parent: run it as a task."""

    def __init__(self, hub: Hub, licenses: Licenses) -> None:
        self._hub = hub
        self._licenses = licenses

    def read(self, dossier: Dossier) -> tuple[Dossier, Lineage]:
        """The dossier with what the models above say, and these models. Raises nothing of its own."""
        lineage = walk(dossier, self._open, self._licenses)
        return with_lineage(dossier, lineage, self._licenses), lineage

    def _open(self, repo_id: str) -> Sources | Unread:
        try:
            repo = self._hub.open(repo_id)
        except KnownError as error:
            return Unread(_why(error))
        if repo.is_card_withheld:
            return Unread(Words("its card is behind a gate"))
        return Sources(repo=repo.id, commit=repo.commit, card=repo.card, api=repo.api, read_at=repo.read_at)


def _why(error: KnownError) -> str:
    match error:
        case AccessError():
            return Words("it is behind a gate or private")
        case NotFoundError():
            return Words("the Hub does not know it (any more)")
        case OfflineError():
            return Words("it was not seen before, and there is no network")
        case BusyError():
            return Words("the Hub asks to wait")
        case _:
            return error.what
