"""The facts of a column are those that its sheet shows: with what the models above say, and their states."""

import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel
from explorer.domain.facts import Finding, SourceKind, Verdict
from explorer.domain.local_model import CARD_UNREAD
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Tasks
from explorer.local.download_queue.download_order import order_of
from explorer.local.download_queue.variant_download import download_order
from explorer.local.models.catalog import Catalog
from explorer.rooms.compare.facts.column_board import ColumnBoard
from explorer.rooms.compare.facts.compared_models import ComparedModel, cell_of, is_card_unread, why_unchecked
from tests.compare.conftest import MACHINE
from tests.hub.server import TestHub
from tests.hub.tools import Switch, make_repo
from tests.models.tiny import Tiny, write_tiny
from tests.room_services import core_services

QUANT, BASE = "quantizers/wren-GGUF", "meadow/wren"
RISKS = b"---\nlicense: gemma\n---\n# Wren\n\n## Limitations\n\nWren confuses the names of birds.\n"


class World:
    def __init__(
        self, qtbot: QtBot, paths: Paths, settings: SettingsFile, store: Store, tasks: Tasks, tmp_path: Path
    ) -> None:
        self.root, self.models = tmp_path / "hub", tmp_path / "models"
        self.models.mkdir()
        card = f"---\nlicense: mit\nbase_model: {BASE}\nbase_model_relation: quantized\n---\n# Wren\n"
        make_repo(self.root, QUANT, {"README.md": card.encode()})
        write_tiny(self.root / QUANT / "wren-Q4_K_M.gguf", Tiny(text="Tweet.", name="Wren"))
        make_repo(self.root, BASE, {"README.md": RISKS})
        self.test_hub = TestHub(self.root)
        self.test_hub.start()
        self.offline, self.qtbot, self.store = Switch(), qtbot, store
        self.hub = Hub(self.test_hub.endpoint, self.offline, ResponseCache(store))
        self.catalog = Catalog(tasks, store, self.models)
        core = core_services(paths, settings, store, self.hub, MACHINE)
        self.board = ColumnBoard(core, self.catalog, tasks, partial(QTimer.singleShot, 0))
        self.look()

    def look(self) -> None:
        self.catalog.rescan()
        self.qtbot.waitUntil(lambda: self.catalog.is_ready)

    def download(self) -> str:
        repo = self.hub.open(QUANT)
        for _ in download_order(self.hub, self.models, order_of(repo, repo.variants[0]), repo, lambda: False):
            pass
        self.look()
        self.qtbot.waitUntil(lambda: bool(self.catalog.of_repo(QUANT)))
        return self.catalog.of_repo(QUANT)[0].id

    def settled(self, reference: str) -> ComparedModel:
        """The column once the models above it were read, or could not be."""
        self.board.add(reference)
        self.wait(lambda column: "is being read" not in risks_of(column).text)
        return self.board.columns[0]

    def wait(self, holds: Callable[[ComparedModel], bool]) -> None:
        self.qtbot.waitUntil(lambda: any(map(holds, self.board.columns)), timeout=10_000)

    def close(self) -> None:
        self.board.close()
        self.test_hub.close()


@pytest.fixture
def world(
    qtbot: QtBot,
    paths: Paths,
    settings: SettingsFile,
    store: Store,
    tasks: Tasks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    made = World(qtbot, paths, settings, store, tasks, tmp_path)
    yield made
    made.close()


def risks_of(column: ComparedModel) -> Finding:
    found = column.get("risks")
    assert found is not None
    return found


def test_a_repo_that_is_not_downloaded_shows_its_lineage(world: World) -> None:
    column = world.settled(QUANT)
    risks = risks_of(column)
    assert (risks.verdict, risks.holder, risks.hops) == (Verdict.OPEN, BASE, 1)
    assert cell_of(risks).source == "from meadow, 1 up"
    license_ = column.get("license")
    assert license_ is not None
    assert re.search(r"It says MIT.*meadow/wren, 1 up, is under Gemma", license_.conflict)
    assert column.get("size") is not None


def test_a_model_on_this_disk_shows_its_lineage_too(world: World) -> None:
    column = world.settled(world.download())
    assert column.model is not None
    assert risks_of(column).holder == BASE


@pytest.mark.parametrize("place", ["Hub", "disk"])
def test_every_quote_leads_to_the_text_it_stands_in(world: World, place: str) -> None:
    column = world.settled(world.download() if place == "disk" else QUANT)
    shelf = column.shelf
    assert shelf is not None
    quotes = [quote for finding in column.findings for quote in finding.evidence]
    cards = [quote for quote in quotes if quote.kind in (SourceKind.CARD, SourceKind.YAML)]
    assert {quote.repo for quote in cards} == {QUANT, BASE}
    for quote in cards:
        source = shelf.get(quote)
        assert source is not None
        assert source.first == quote.first_line
        assert shelf.address(quote).startswith(
            f"{world.hub.endpoint}/{quote.repo}/blob/{quote.commit}/README"
        )
    assert all(shelf.has(quote) for quote in quotes if quote.kind is not SourceKind.FILE)


def test_its_own_facts_are_there_before_those_above_were_read(world: World) -> None:
    order = world.test_hub.fault(f"/api/models/{BASE}*", "hang", seconds=30)
    world.board.add(QUANT)
    world.wait(lambda _: True)
    risks = risks_of(world.board.columns[0])
    assert (risks.verdict, BASE in risks.text) == (Verdict.NOT_CHECKED, True)
    assert "is being read" in risks.text
    order.over.set()
    world.wait(lambda column: risks_of(column).holder == BASE)


def test_what_was_seen_is_there_without_a_network(world: World) -> None:
    before = world.settled(QUANT)
    world.offline.on = True
    world.board.retry(QUANT)
    world.wait(lambda column: risks_of(column).holder == BASE)
    assert world.board.columns[0].findings == before.findings


def test_without_a_network_an_original_that_was_never_seen_is_not_checked(world: World) -> None:
    model = world.download()
    world.offline.on = True
    risks = risks_of(world.settled(model))
    assert risks.verdict is Verdict.NOT_CHECKED
    assert "there is no network" in risks.text


def test_a_card_that_was_never_read_is_read_as_soon_as_there_is_a_network(world: World) -> None:
    model = world.download()
    shutil.rmtree(next(path.parent for path in world.models.rglob("api.json")))
    world.store.write("DELETE FROM seen")
    world.offline.on = True
    world.board.add(model)
    world.wait(lambda column: is_card_unread(column) and not world.board.is_reading(model))
    column = world.board.columns[0]
    assert why_unchecked(column) == CARD_UNREAD
    assert cell_of(risks_of(column), CARD_UNREAD).fact == ""
    world.offline.on = False
    world.board.retry_failed()
    world.wait(lambda column: risks_of(column).holder == BASE)
    assert not is_card_unread(world.board.columns[0])


def test_a_hub_that_does_not_answer_for_the_model_is_told(world: World) -> None:
    model = world.download()
    shutil.rmtree(next(path.parent for path in world.models.rglob("api.json")))
    world.store.write("DELETE FROM seen")
    world.test_hub.fault(
        f"/api/models/{QUANT}*", "status", code=404, headers={"X-Error-Code": "RevisionNotFound"}
    )
    world.board.add(model)
    world.wait(
        lambda column: (
            is_card_unread(column) and column.trouble == "This version of the model no longer exists."
        )
    )


def at_endpoint(world: World, repo: str) -> str:
    """The reference of a model at an endpoint; ``repo``: which one the person says it is."""
    entry = EndpointEntry("wren", is_chosen=True, repo=repo)
    model = EndpointModel(Endpoint("lab", "Lab", "https://llm.example/v1", entries=(entry,)), entry)
    world.catalog.offer((model,))
    return model.id


def test_a_model_at_an_endpoint_has_the_facts_of_the_repo_that_the_person_says_it_is(world: World) -> None:
    column = world.settled(at_endpoint(world, BASE))
    assert risks_of(column).evidence
    assert column.shelf is not None
    assert column.repo is None, "nothing of it is offered for download"
    assert BASE in why_unchecked(column)
    assert "cannot be checked" in why_unchecked(column)


def test_another_repo_that_is_said_is_read(world: World) -> None:
    reference = at_endpoint(world, "")
    assert "Runs elsewhere" in why_unchecked(world.settled(reference))
    at_endpoint(world, BASE)
    world.wait(lambda column: bool(risks_of(column).evidence))


def test_a_repo_that_is_said_and_cannot_be_read_leaves_the_column(world: World) -> None:
    column = world.settled(at_endpoint(world, "nobody/nothing"))
    assert "nobody/nothing" in why_unchecked(column)
    assert all(finding.verdict is Verdict.NOT_CHECKED for finding in column.findings)


def test_a_column_that_is_removed_is_not_filled_later(world: World) -> None:
    order = world.test_hub.fault(f"/api/models/{BASE}*", "hang", seconds=30)
    world.board.add(QUANT)
    world.wait(lambda _: True)
    world.board.remove(QUANT)
    order.over.set()
    world.settled(world.download())
    assert len(world.board.slots) == 1
