"""Sources of the facts of a model: an opened repo, or a file and what is kept beside it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from explorer.base.files import open_regular
from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier
from explorer.domain.local_model import CARD_UNREAD, LocalModel, Origin, OtherApp
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import Header, read_header
from explorer.hub.responses import files_of, row_of
from explorer.local.model_facts.file_findings import changed_at
from explorer.local.models.origin_record import KeptAnswers, read_answers, read_record
from explorer.local.models.split_files import with_parts
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.sources import Sources

_LONGEST_CARD = 2_000_000  # bytes


def dossier_of_repo(repo: Repo, licenses: Licenses) -> Dossier:
    """What card and Hub answer say, before anything is downloaded."""
    return read_dossier(sources_of_repo(repo), licenses)


def sources_of_repo(repo: Repo) -> Sources:
    """What a model is read from before anything is downloaded."""
    return Sources(
        repo=repo.id,
        commit=repo.commit,
        card=repo.card,
        api=repo.api,
        read_at=repo.read_at,
        unread=Words("Not checked: the card is withheld") if repo.is_card_withheld else "",
    )


def sources_of_file(repo: Repo, variant: Variant, model: LocalModel | None = None) -> Sources:
    """What one file of a repo is known by: its name, and where it is on this disk, its bytes."""
    expected, measured = (model.sha256, model.measured_sha256) if model is not None else (None, None)
    return Sources(
        repo=repo.id,
        commit=repo.commit,
        api={},  # it was asked, and says nothing of one file's type
        file=variant.first.path.rpartition("/")[2],
        sha256_expected=expected if measured else None,
        sha256_measured=measured,
        read_at=repo.read_at,
    )


def dossier_of_model(model: LocalModel, licenses: Licenses) -> Dossier:
    """What the header and the kept card and answer say; needs no network."""
    return read_dossier(sources_of_model(model, kept_answers(model), header_of(model.path)), licenses)


def sources_of_model(model: LocalModel, kept: KeptAnswers, header: Header | None) -> Sources:
    """What a file on this disk is read from."""
    return Sources(
        repo=model.source,
        commit=model.commit or "",
        card=kept.card,
        api=kept.api,
        header=header.metadata if header else None,
        parameters=None if header is not None and header.is_piece else model.parameters,
        file=model.file_name,
        sha256_expected=model.sha256,
        sha256_measured=model.measured_sha256,
        read_at=kept.read_at or changed_at(model.path),
        unread=_unasked(model, kept),
    )


def _unasked(model: LocalModel, kept: KeptAnswers) -> str:
    """Where no card is at hand nobody was silent: what the header does not say was not checked."""
    if kept.card is not None or (kept.api is not None and not _has_card(kept.api)):
        return ""
    if model.repo is None:
        return Words("Not checked: no card is known for this file")
    row = row_of(kept.api) if kept.api is not None else None
    if row is not None and row.gate is not Gate.OPEN:
        return Words("Not checked: the card is withheld")
    return CARD_UNREAD


def _has_card(api: Mapping[str, Any]) -> bool:
    """Whether the repo had a card when the Hub was asked."""
    names = [file.path for file in files_of(api)]
    return not names or "README.md" in names


def kept_answers(model: LocalModel) -> KeptAnswers:
    """What lies beside the file, or what is kept about its bytes; of a Hugging Face cache, its card."""
    came_along = model.origin is Origin.INCLUDED  # its card too, of a commit that its package need not name
    if model.repo is None or not (model.commit or came_along):
        return KeptAnswers()
    if model.facts is not None:
        return read_answers(model.facts, model.commit or "")
    if model.app is OtherApp.HUGGING_FACE:
        return KeptAnswers(card=_read_card(model.path.parents, model.commit or ""))
    for folder in model.path.parents:
        if read_record(folder) is not None:
            return read_answers(folder, model.commit or "")
    return KeptAnswers()


def _read_card(folders: Iterable[Path], commit: str) -> str | None:
    """The card of a snapshot, where it was downloaded too."""
    for folder in folders:
        if folder.name == commit:
            try:
                with open_regular(folder / "README.md") as file:
                    return file.read(_LONGEST_CARD).decode("utf-8", errors="replace")
            except OSError:
                return None
    return None


def header_of(path: Path) -> Header | None:
    """With the tensors of all parts of its model; ``None`` where it cannot be read."""
    try:
        return with_parts(read_header(path), path)
    except (KnownError, OSError):
        return None  # the catalog already says what is wrong with the file
