"""The projector of a repo comes with its model, once for all its quantizations, or later by itself."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.errors import CancelledError
from explorer.domain.local_model import Origin
from explorer.domain.model import Capability
from explorer.domain.repo import Repo, RepoFile, Variant
from explorer.hub.client import Hub
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.download import decode_order, encode_order
from explorer.local.download_queue.download_order import DownloadOrder, order_of
from explorer.local.download_queue.downloads import Downloads
from explorer.local.download_queue.projector_offer import offer_in, projector_offer
from explorer.local.download_queue.variant_download import came_so_far, delete_download, download_order
from explorer.local.models.catalog import Catalog
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import read_record
from explorer.local.models.upstream import note_upstream
from tests.hub.server import TestHub
from tests.hub.tools import make_repo
from tests.models.projector import HEARS, TinyProjector, write_beside, write_projector
from tests.models.tiny import Tiny, write_tiny

REPO = "meadow-ai/Tiny-VL-GGUF"
PROJECTOR = "mmproj-Tiny-VL-F16.gguf"


def never() -> bool:
    return False


@pytest.fixture
def repo(test_hub: TestHub, hub: Hub) -> Repo:
    folder = test_hub.repos.root / REPO
    first = write_tiny(folder / "Tiny-VL-Q4_K_M.gguf", Tiny(text=None))
    write_tiny(folder / "Tiny-VL-Q8_0.gguf", Tiny(text=None, seed=1, name="Other seed"))
    write_beside(first, PROJECTOR)
    write_beside(first, "mmproj-Tiny-VL-F32.gguf")
    make_repo(test_hub.repos.root, REPO, {"README.md": b"# Tiny VL"})
    return hub.open(REPO)


@pytest.fixture
def downloads(tasks: Tasks, store: Store, hub: Hub, folder: Path) -> Downloads:
    return Downloads(tasks, store, hub, Catalog(tasks, store, folder))


def _named(repo: Repo, label: str) -> Variant:
    return next(one for one in repo.variants if one.label == label)


def _bring(hub: Hub, folder: Path, order: DownloadOrder, repo: Repo) -> list[int]:
    return [one.received for one in download_order(hub, folder, order, repo, never)]


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.gguf*")}


def test_it_comes_along_counted_and_checked(hub: Hub, folder: Path, repo: Repo) -> None:
    order = order_of(repo, _named(repo, "Q4_K_M"))
    assert order.projector is not None
    assert order.projector.path == PROJECTOR
    assert _bring(hub, folder, order, repo)[-1] == order.total
    (model,) = scan_folder(folder)
    assert Capability.SEES in model.capabilities
    record = read_record(folder / REPO)
    assert record is not None
    assert {file.path: file.measured for file in record.files}[PROJECTOR] == order.projector.sha256
    assert came_so_far(folder, order) == order.total


def test_it_can_be_left_out_and_got_later_from_what_was_kept(
    qtbot: QtBot, hub: Hub, folder: Path, repo: Repo, downloads: Downloads
) -> None:
    _bring(hub, folder, order_of(repo, _named(repo, "Q8_0"), sees=False), repo)
    (model,) = scan_folder(folder)
    assert model.projector is None
    offer = projector_offer(hub.as_seen(), model)
    assert offer is not None
    assert offer.file.path == PROJECTOR
    assert not offer.is_coming(downloads)
    item = offer.bring(downloads)
    assert offer.is_coming(downloads)
    assert item.title == "Tiny VL · Vision file"
    qtbot.waitUntil(lambda: downloads.items == ())
    (model,) = scan_folder(folder)
    assert model.projector == folder / REPO / PROJECTOR
    assert projector_offer(hub, model) is None


@pytest.mark.parametrize(
    ("projector", "said"), [(HEARS, "not a vision file"), (TinyProjector(32), "another model")]
)
def test_one_that_does_not_fit_is_not_offered_again(
    qtbot: QtBot,
    test_hub: TestHub,
    hub: Hub,
    folder: Path,
    downloads: Downloads,
    repo: Repo,
    projector: TinyProjector,
    said: str,
) -> None:
    write_projector(test_hub.repos.root / REPO / PROJECTOR, projector)
    repo = hub.open(REPO)
    _bring(hub, folder, order_of(repo, _named(repo, "Q8_0")), repo)
    (model,) = scan_folder(folder)
    assert not model.sees
    offer = projector_offer(hub.as_seen(), model)
    assert offer is not None
    assert said in offer.words
    assert not offer.can_come(downloads)
    (folder / REPO / PROJECTOR).unlink()  # then all that is known is its name again
    offer = projector_offer(hub.as_seen(), model)
    assert offer is not None
    assert offer.can_come(downloads)
    item = offer.bring(downloads)
    assert not offer.can_come(downloads)
    downloads.pause(item.id)
    assert offer.can_come(downloads)


def test_nothing_is_offered_where_nothing_says_so(hub: Hub, models: Path, repo: Repo) -> None:
    write_tiny(models / REPO / "Tiny-VL-Q8_0.gguf")
    (model,) = scan_folder(models)
    assert projector_offer(hub, model) is None
    assert projector_offer(hub, None) is None
    assert projector_offer(hub, replace(model, repo=repo.id, commit=repo.commit)) is None


def test_nothing_is_offered_that_would_not_help(hub: Hub, folder: Path, repo: Repo) -> None:
    """A file of another program is given no projector, one that is asked no question needs none."""
    _bring(hub, folder, order_of(repo, _named(repo, "Q8_0"), sees=False), repo)
    (model,) = scan_folder(folder)
    assert offer_in(repo, model) is not None
    for other in (
        replace(model, origin=Origin.OTHER_APP),
        replace(model, ranks=True),
        replace(model, is_chat=False),
    ):
        assert offer_in(repo, other) is None


def test_the_second_quantization_shares_it(
    test_hub: TestHub, hub: Hub, folder: Path, repo: Repo, downloads: Downloads, qtbot: QtBot
) -> None:
    for label in ("Q4_K_M", "Q8_0"):
        downloads.add(repo, _named(repo, label))
    assert [item.state[0] for item in downloads.items] == ["r", "w"]  # one file is brought by one of them
    qtbot.waitUntil(lambda: downloads.items == ())
    assert all(Capability.SEES in model.capabilities for model in scan_folder(folder))
    assert sum(PROJECTOR in request.path for request in test_hub.requests if "resolve" in request.path) <= 2


def _stopped(hub: Hub, folder: Path, order: DownloadOrder, repo: Repo, at: str) -> None:
    """As one that is given up once a half of the file of this name is here."""

    def stop() -> bool:
        return any(path.name == f"{at}.part" and path.stat().st_size for path in folder.rglob("*.part"))

    with pytest.raises(CancelledError):
        for _ in download_order(hub, folder, order, repo, stop):
            pass


def test_giving_up_deletes_it_unless_another_model_needs_it(
    test_hub: TestHub, hub: Hub, folder: Path, repo: Repo
) -> None:
    test_hub.fault("*Q8_0*", "slow", rate=100_000)
    order = order_of(repo, _named(repo, "Q8_0"))
    _stopped(hub, folder, order, repo, "Tiny-VL-Q8_0.gguf")
    assert PROJECTOR in _names(folder)
    delete_download((folder,), order)
    assert _names(folder) == set()
    _bring(hub, folder, order_of(repo, _named(repo, "Q4_K_M")), repo)
    _stopped(hub, folder, order, repo, "Tiny-VL-Q8_0.gguf")
    delete_download((folder,), order)
    assert _names(folder) == {"Tiny-VL-Q4_K_M.gguf", PROJECTOR}
    (model,) = scan_folder(folder)
    assert model.projector is not None


def test_one_that_lay_there_before_is_not_deleted(hub: Hub, folder: Path, repo: Repo) -> None:
    write_beside(write_tiny(folder / REPO / "x.gguf", Tiny(text=None)), PROJECTOR)
    delete_download((folder,), order_of(repo, _named(repo, "Q8_0")))
    assert PROJECTOR in _names(folder)


def test_an_order_of_before_is_read_and_brings_what_it_said(repo: Repo) -> None:
    old = msgspec.json.encode({"endpoint": "", "files": [RepoFile("a-Q8_0.gguf", 5)]}).decode()
    assert decode_order(REPO, "c", old).projector is None
    order = order_of(repo, _named(repo, "Q8_0"))
    assert decode_order(REPO, order.commit, encode_order(order)) == order


def test_of_models_that_hear_none_comes(repo: Repo) -> None:
    hearing = replace(repo, row=replace(repo.row, pipeline="audio-text-to-text"))
    assert order_of(hearing, _named(repo, "Q8_0")).projector is None


def _change_upstream(test_hub: TestHub) -> None:
    path = test_hub.repos.root / REPO / PROJECTOR
    path.write_bytes(path.read_bytes() + b"more")


def test_a_newer_version_brings_the_newer_one_too(
    qtbot: QtBot, test_hub: TestHub, hub: Hub, folder: Path, repo: Repo, downloads: Downloads
) -> None:
    _change_upstream(test_hub)
    item = downloads.add(repo, _named(repo, "Q8_0"))
    qtbot.waitUntil(lambda: not downloads.items or downloads.items[0].problem is not None, timeout=20_000)
    if downloads.items:
        downloads.renew(item.id)
        qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    size = (test_hub.repos.root / REPO / PROJECTOR).stat().st_size
    assert (folder / REPO / PROJECTOR).stat().st_size == size


def test_a_change_of_it_is_a_change_of_the_model(
    test_hub: TestHub, hub: Hub, folder: Path, repo: Repo
) -> None:
    _bring(hub, folder, order_of(repo, _named(repo, "Q8_0")), repo)
    _change_upstream(test_hub)
    record = read_record(folder / REPO)
    assert record is not None
    note_upstream(folder / REPO, record, hub.open(REPO))
    (model,) = scan_folder(folder)
    assert model.upstream is not None
    assert model.upstream.files == (PROJECTOR,)


def test_after_a_restart_it_still_comes_along(
    qtbot: QtBot, tasks: Tasks, store: Store, hub: Hub, test_hub: TestHub, folder: Path, repo: Repo
) -> None:
    test_hub.fault("*mmproj*", "slow", rate=20_000)
    before = Downloads(tasks, store, hub, Catalog(tasks, store, folder))
    before.add(repo, _named(repo, "Q8_0"))
    qtbot.waitUntil(lambda: before.items[0].received > 0, timeout=10_000)
    before.close()
    tasks.close()
    test_hub.faults.clear()
    next_tasks = Tasks()
    after = Downloads(next_tasks, store, hub, Catalog(next_tasks, store, folder))
    after.restore()
    (item,) = after.items
    assert item.order.projector is not None
    qtbot.waitUntil(lambda: after.items == (), timeout=20_000)
    next_tasks.close()
    (model,) = scan_folder(folder)
    assert model.projector is not None


def _halves(folder: Path, label: str) -> bool:
    return any(label in path.name and path.stat().st_size for path in folder.rglob("*.part"))


def test_what_is_given_up_takes_nothing_from_one_that_goes_on(
    qtbot: QtBot, test_hub: TestHub, folder: Path, repo: Repo, downloads: Downloads
) -> None:
    test_hub.fault("*Q?_*", "slow", rate=60_000)
    first = downloads.add(repo, _named(repo, "Q4_K_M"))
    qtbot.waitUntil(lambda: _halves(folder, "Q4"))
    downloads.add(repo, _named(repo, "Q8_0"))
    qtbot.waitUntil(lambda: _halves(folder, "Q8"))  # it does not wait for the whole of the other
    downloads.cancel(first.id)
    qtbot.waitUntil(lambda: not _halves(folder, "Q4"))
    qtbot.waitUntil(lambda: downloads.items == (), timeout=20_000)
    (model,) = scan_folder(folder)
    assert model.projector is not None


@pytest.mark.parametrize("how", ["pause", "cancel"])
def test_one_that_is_stopped_lets_the_next_one_go_on(
    qtbot: QtBot, test_hub: TestHub, folder: Path, repo: Repo, downloads: Downloads, how: str
) -> None:
    """The next one finds the projector held for a moment, and goes on with its half."""
    test_hub.fault("*mmproj*", "slow", rate=60_000)
    first, second = (downloads.add(repo, _named(repo, label)) for label in ("Q4_K_M", "Q8_0"))
    qtbot.waitUntil(lambda: _halves(folder, "mmproj"))
    told: list[object] = []
    downloads.failed.add(told.append)
    getattr(downloads, how)(first.id)
    qtbot.waitUntil(lambda: second.id not in {item.id for item in downloads.items}, timeout=20_000)
    assert told == []
    (model,) = scan_folder(folder)
    assert model.quantization == "Q8_0"
    assert model.projector is not None


def test_left_out_after_all_it_leaves_no_half(
    qtbot: QtBot, test_hub: TestHub, folder: Path, repo: Repo, downloads: Downloads
) -> None:
    test_hub.fault("*mmproj*", "slow", rate=20_000)
    item = downloads.add(repo, _named(repo, "Q4_K_M"))
    qtbot.waitUntil(lambda: _halves(folder, "mmproj"))
    downloads.pause(item.id)
    downloads.add(repo, _named(repo, "Q4_K_M"), sees=False)
    qtbot.waitUntil(lambda: _names(folder) == {"Tiny-VL-Q4_K_M.gguf"}, timeout=10_000)


def test_one_whose_model_goes_while_it_comes_goes_too(
    qtbot: QtBot, test_hub: TestHub, hub: Hub, folder: Path, repo: Repo, downloads: Downloads
) -> None:
    _bring(hub, folder, order_of(repo, _named(repo, "Q8_0"), sees=False), repo)
    (model,) = scan_folder(folder)
    offer = projector_offer(hub.as_seen(), model)
    assert offer is not None
    test_hub.fault("*mmproj*", "slow", rate=100_000)
    offer.bring(downloads)
    qtbot.waitUntil(lambda: _halves(folder, "mmproj"))
    model.path.unlink()
    qtbot.waitUntil(lambda: downloads.items == () and _names(folder) == set(), timeout=10_000)
