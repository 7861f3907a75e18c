"""The facts of a model, from whatever is at hand: an opened repo, or a file and what is kept beside it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.facts import Dossier, Verdict
from explorer.domain.local import App, LocalModel
from explorer.domain.repo import Repo
from explorer.domain.words import Words
from explorer.engine.header import Header, read_header
from explorer.local.file_facts import changed_at
from explorer.local.record import KeptAnswers, read_answers, read_record
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licenses import Licenses
from explorer.transparency.sources import Sources

_LONGEST_CARD = 2_000_000  # bytes


def dossier_of_repo(repo: Repo, licenses: Licenses) -> Dossier:
    """What card and Hub answer say, before anything is downloaded."""
    dossier = read_dossier(
        Sources(repo=repo.id, commit=repo.commit, card=repo.card, api=repo.api, read_at=repo.read_at),
        licenses,
    )
    return _without_silence(dossier) if repo.is_card_withheld else dossier


def _without_silence(dossier: Dossier) -> Dossier:
    """A card that could not be read is no silence: what was not found elsewhere was not checked."""
    findings = tuple(
        replace(f, verdict=Verdict.NOT_CHECKED, text=Words("Not checked: the card is withheld"))
        if f.verdict is Verdict.NOT_DISCLOSED
        else f
        for f in dossier.findings
    )
    return Dossier(dossier.subject, findings)


def dossier_of_model(model: LocalModel, licenses: Licenses) -> Dossier:
    """What the header and the kept card and answer say; needs no network."""
    kept = _kept_answers(model)
    header = _header(model.path)
    return read_dossier(
        Sources(
            repo=model.repo or model.id,
            commit=model.commit or "",
            card=kept.card,
            api=kept.api,
            header=header.metadata if header else None,
            parameters=model.parameters,
            file=model.path.name,
            sha256_expected=model.sha256,
            sha256_measured=model.measured_sha256,
            read_at=kept.read_at or changed_at(model.path),
        ),
        licenses,
    )


def card_of_model(model: LocalModel) -> str | None:
    """The kept model card, ``None`` where there is none."""
    return _kept_answers(model).card


def _kept_answers(model: LocalModel) -> KeptAnswers:
    """What lies beside the file, or what is kept about its bytes; of a Hugging Face cache, its card."""
    if model.repo is None or not model.commit:
        return KeptAnswers()
    if model.facts is not None:
        return read_answers(model.facts, model.commit)
    if model.app is App.HUGGING_FACE:
        return KeptAnswers(card=_read_card(model.path.parents, model.commit))
    for folder in model.path.parents:
        if read_record(folder) is not None:
            return read_answers(folder, model.commit)
    return KeptAnswers()


def _read_card(folders: Iterable[Path], commit: str) -> str | None:
    """The card of a snapshot, where it was downloaded too."""
    for folder in folders:
        if folder.name == commit:
            try:
                with (folder / "README.md").open("rb") as file:
                    return file.read(_LONGEST_CARD).decode("utf-8", errors="replace")
            except OSError:
                return None
    return None


def _header(path: Path) -> Header | None:
    try:
        return read_header(path)
    except (KnownError, OSError):
        return None  # the catalog already says what is wrong with the file
