"""The sheet of a repo says what was measured of those of its files that are here."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.domain.places import Place, Room
from explorer.evaluate.packs.misconceptions import Misconceptions
from explorer.evaluate.store import EvalStore, RunTerms
from explorer.local.fit.measurements import model_key
from explorer.rooms.room_services import RoomServices
from tests.evaluate.packs.replies import NO_PROBABILITIES, outcomes
from tests.evaluate.results.making import run_model
from tests.library.conftest import put_model
from tests.pages.discover import DiscoverPage

MEADOW = "meadow/Meadow-GGUF"


def test_what_was_measured_of_a_file_here_is_told_on_its_repos_sheet(
    page: DiscoverPage, services: RoomServices, qtbot: QtBot, went: list[Place], tmp_path: Path
) -> None:
    put_model(tmp_path / "models", "Meadow", repo=MEADOW)
    services.catalog.rescan()
    qtbot.waitUntil(lambda: bool(services.catalog.of_repo(MEADOW)))
    page.open(MEADOW)
    content = page.session.repo.content()
    assert content is not None
    assert content.measured == ()

    runs, pack = EvalStore(services.core.store), Misconceptions()
    (model,) = services.catalog.of_repo(MEADOW)
    asked = run_model("Meadow", file=model_key(model))
    run = runs.begin_run(pack.id, pack.version, pack.title, RunTerms(), [asked])
    came = outcomes(pack, lambda _item: NO_PROBABILITIES)
    with services.core.store.transaction():
        for one in came:
            runs.add_outcome(run.id, replace(one, model="Meadow"))
    runs.end_run(run.id, "done")
    page.session.look_again()
    qtbot.waitUntil(lambda: "Misconceptions" in page.words(page.sheet), timeout=20_000)
    assert "Not measurable: this provider gives no probabilities" in page.words(page.sheet)
    content = page.session.repo.content()
    assert content is not None
    content.measured[0].action.run()
    assert went[-1] == Place(Room.EVALUATE, pack=pack.id)
