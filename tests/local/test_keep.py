"""A downloaded model brings its card and the Hub's answer along, so that its facts are seen offline."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError
from explorer.domain.local_model import Integrity, Origin
from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.local.download_queue.download_order import order_of
from explorer.local.download_queue.variant_download import download_order
from explorer.local.model_facts.model_sources import dossier_of_model, dossier_of_repo, kept_answers
from explorer.local.models.model_lookup import scan_folder
from explorer.transparency.licensing.licenses import Licenses
from tests.hub.server import TestHub
from tests.local.conftest import CARD, REPO


def never() -> bool:
    return False


def test_a_downloaded_model_is_listed_with_where_it_came_from(hub: Hub, folder: Path) -> None:
    repo = hub.open(REPO)
    progress = list(download_order(hub, folder, order_of(repo, repo.variants[0]), repo, never))
    assert progress[-1].received == progress[-1].total == repo.variants[0].size
    (model,) = scan_folder(folder)
    assert model.id == f"{REPO}/tiny-meadow-Q4_K_M.gguf"
    assert (model.repo, model.commit, model.origin) == (REPO, repo.commit, Origin.HUB)
    assert (model.intact, model.sha256) == (Integrity.CHECKED, repo.variants[0].first.sha256)
    assert (model.name, model.quantization) == ("Tiny Meadow", "Q4_K_M")


def test_its_facts_are_there_without_a_network(
    test_hub: TestHub, hub: Hub, folder: Path, licenses: Licenses
) -> None:
    repo = hub.open(REPO)
    list(download_order(hub, folder, order_of(repo, repo.variants[0]), repo, never))
    test_hub.close()
    (model,) = scan_folder(folder)
    assert kept_answers(model).card == CARD
    license_ = dossier_of_model(model, licenses).get("license")
    assert license_ is not None
    assert license_.text == "Apache 2.0 · open source"
    assert license_.evidence[0].quote in CARD


def test_a_second_download_of_the_same_file_brings_nothing_again(
    test_hub: TestHub, hub: Hub, folder: Path
) -> None:
    repo = hub.open(REPO)
    order = order_of(repo, repo.variants[0])
    list(download_order(hub, folder, order, repo, never))
    before = len(test_hub.requests)
    assert list(download_order(hub, folder, order, repo, never)) == []
    assert len(test_hub.requests) == before


def test_stopping_keeps_what_came(hub: Hub, folder: Path) -> None:
    repo = hub.open(REPO)
    with pytest.raises(CancelledError):
        list(download_order(hub, folder, order_of(repo, repo.variants[0]), repo, lambda: True))
    assert scan_folder(folder) == ()


def test_answers_are_asked_for_again_where_they_are_missing(hub: Hub, folder: Path) -> None:
    repo = hub.open(REPO)
    list(download_order(hub, folder, order_of(repo, repo.variants[0]), None, never))
    (model,) = scan_folder(folder)
    assert kept_answers(model).card == CARD


@pytest.mark.parametrize("place", ["/api/models/*", "*/README.md"])
def test_a_hub_that_wants_a_short_rest_is_asked_again_once_the_model_is_here(
    test_hub: TestHub, hub: Hub, folder: Path, place: str
) -> None:
    repo = hub.describe(REPO)
    test_hub.fault(place, "rate_limit", times=1, retry_after=3)
    notes = [str(p.note) for p in download_order(hub, folder, order_of(repo, repo.variants[0]), None, never)]
    assert notes[-1].startswith("127.0.0.1 wants fewer requests. Trying again in ")
    (model,) = scan_folder(folder)
    assert (model.intact, kept_answers(model).card) == (Integrity.CHECKED, CARD)


def test_a_hub_that_says_nothing_of_a_model_stops_no_download(
    test_hub: TestHub, hub: Hub, folder: Path
) -> None:
    repo = hub.open(REPO)
    test_hub.fault("/api/models/*", "status", code=500)
    list(download_order(hub, folder, order_of(repo, repo.variants[0]), None, never))
    (model,) = scan_folder(folder)
    assert (model.intact, kept_answers(model).card) == (Integrity.CHECKED, None)


def test_a_withheld_card_is_not_called_silence(hub: Hub, licenses: Licenses) -> None:
    repo = hub.open(REPO)
    readme = RepoFile("README.md", 10)
    withheld = replace(repo, card=None, other_files=(readme,), api={"id": REPO, "gated": "manual"})
    verdicts = {f.dimension: str(f.verdict) for f in dossier_of_repo(withheld, licenses).findings}
    assert "not_disclosed" not in verdicts.values()
    assert verdicts["license"] == "not_checked"
    silent = replace(withheld, other_files=())
    license_ = dossier_of_repo(silent, licenses).get("license")
    assert license_ is not None
    assert license_.verdict == "not_disclosed"


def test_a_card_deleted_meanwhile_is_kept_again(hub: Hub, folder: Path) -> None:
    repo = hub.open(REPO)
    for _progress in download_order(hub, folder, order_of(repo, repo.variants[0]), repo, never):
        shutil.rmtree(folder / REPO / ".explorer", ignore_errors=True)
    (model,) = scan_folder(folder)
    assert kept_answers(model).card == CARD
