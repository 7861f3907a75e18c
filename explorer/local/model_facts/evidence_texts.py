"""Texts that the facts of a model were read in, as the panel behind a fact shows them."""

from explorer.domain.repo import Repo
from explorer.engine.local.gguf.header import Header
from explorer.local.model_facts.known_model import KnownModel
from explorer.local.model_facts.lineage_reader import LineageDossier
from explorer.transparency.source_texts import SourceTexts


def shelf_of_model(known: KnownModel, endpoint: str) -> SourceTexts:
    """Of a file on this disk: its header, what was kept about it, and the cards of the models above.

    ``endpoint``: of the Hub in use; a file that came from no repo of it has no addresses there.
    """
    repo, walked = known.sources.repo, known.walked
    cards = {**walked.cards, repo: known.card or ""}
    address = endpoint if known.model.repo else ""
    answers = {**walked.answers, repo: known.api or {}}
    return SourceTexts(repo, cards, answers, _entries(known.header), walked.texts, address)


def shelf_of_repo(repo: Repo, walked: LineageDossier | None, header: Header | None = None) -> SourceTexts:
    """Of a repo of the Hub; ``walked``: as far as the models above were read."""
    cards = {**(walked.cards if walked is not None else {}), repo.id: repo.card or ""}
    texts = walked.texts if walked is not None else {}
    answers = {**(walked.answers if walked is not None else {}), repo.id: repo.api}
    return SourceTexts(repo.id, cards, answers, _entries(header), texts, repo.endpoint)


def _entries(header: Header | None) -> tuple[tuple[str, str], ...]:
    return header.entries if header is not None else ()
