"""The texts that the facts of a model were read in, as the panel behind a fact shows them."""

from explorer.domain.repo import Repo
from explorer.engine.header import Header
from explorer.local.known_model import KnownModel
from explorer.local.lineage import Walked
from explorer.transparency.shelf import Shelf


def shelf_of_model(known: KnownModel, endpoint: str) -> Shelf:
    """Of a file on this disk: its header, what was kept about it, and the cards of the models above.

    ``endpoint``: of the Hub in use; a file that came from no repo of it has no addresses there.
    """
    repo, walked = known.sources.repo, known.walked
    cards = {**walked.cards, repo: known.card or ""}
    address = endpoint if known.model.repo else ""
    answers = {**walked.answers, repo: known.api or {}}
    return Shelf(repo, cards, answers, _entries(known.header), walked.texts, address)


def shelf_of_repo(repo: Repo, walked: Walked | None, header: Header | None = None) -> Shelf:
    """Of a repo of the Hub; ``walked``: as far as the models above were read."""
    cards = {**(walked.cards if walked is not None else {}), repo.id: repo.card or ""}
    texts = walked.texts if walked is not None else {}
    answers = {**(walked.answers if walked is not None else {}), repo.id: repo.api}
    return Shelf(repo.id, cards, answers, _entries(header), texts, repo.endpoint)


def _entries(header: Header | None) -> tuple[tuple[str, str], ...]:
    return header.entries if header is not None else ()
