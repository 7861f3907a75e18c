"""Models of other programs are offered at the first start: whose they are is said, and nothing is touched."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.domain.fit import Yardstick
from explorer.domain.local_model import Integrity, LocalModel, Origin, OtherApp
from explorer.local.models.app_folders import OTHER_APPS_VARIABLE
from explorer.rooms.welcome.starter_search import suggest_local
from explorer.transparency.licensing.licenses import Licenses
from tests.models.elsewhere import in_jan, in_ollama
from tests.models.tiny import Tiny
from tests.tour.driver import Driver
from tests.welcome.conftest import pane_of
from tests.welcome.test_pane import press, texts, to_models, wait_for_the_prompt

GB = 1_000_000_000
MACHINE = Yardstick(16 * GB)
BASE = LocalModel(
    id="/ollama/a", path=Path("/ollama/a"), size=GB, publisher="", name="A", quantization="Q4_K_M",
    parameters=GB, is_chat=True, origin=Origin.OTHER_APP, app=OtherApp.OLLAMA,
)  # fmt: skip

type Start = Callable[[], Driver]


def named(name: str, gigabytes: float = 1.0) -> LocalModel:
    return replace(BASE, id=name, name=name, size=round(gigabytes * GB), parameters=round(gigabytes * 2 * GB))


def names(found: tuple[LocalModel, ...], licenses: Licenses) -> list[str]:
    return [choice.name for choice in suggest_local(found, licenses, MACHINE, 3).choices]


def test_the_largest_that_leave_half_of_the_memory_come_first(licenses: Licenses) -> None:
    found = (named("small"), named("tight", 10), named("large", 4), named("too big", 40), named("middle", 2))
    assert names(found, licenses) == ["large", "middle", "small"]
    assert names(found[:2], licenses) == ["small", "tight"]


def test_only_what_answers_is_offered_and_the_rest_is_counted(licenses: Licenses) -> None:
    found = (
        named("good"),
        replace(named("base"), is_chat=False),
        replace(named("vectors"), embeds=True),  # with a template too, as some have
        replace(named("broken"), problem="It ends too early"),
        replace(named("damaged"), intact=Integrity.DAMAGED),
        replace(named("own"), app=None, origin=Origin.FOUND),
    )
    here = suggest_local(found, licenses, MACHINE, 3)
    assert [choice.name for choice in here.choices] == ["good"]
    assert here.more == 2  # those that do not chat are in the Library too
    assert "belongs to Ollama" in here.choices[0].why
    assert here.choices[0].license == "Not stated"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "elsewhere"
    home.mkdir()
    monkeypatch.setenv(OTHER_APPS_VARIABLE, str(home))
    return home


@pytest.mark.journey
def test_a_model_of_another_program_is_tried_where_it_lies(start: Start, elsewhere: Path, home: Path) -> None:
    blob = in_ollama(elsewhere, "registry.ollama.ai/library/meadow/1b", Tiny(name="Meadow", text="Grass."))
    before = {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*")}
    driver = start()
    step = to_models(driver)
    assert step.choice is not None
    assert step.choice.local is not None
    assert step.choice.local.path == blob
    assert step.face().primary == "Try it now"
    assert step.face().note == ""
    assert "It belongs to Ollama" in texts(step)
    press(pane_of(driver))
    wait_for_the_prompt(driver)
    assert driver.app.pool.loaded[0].path == blob
    assert {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*")} == before
    assert not list((home / "models").rglob("*.gguf"))


@pytest.mark.journey
def test_models_of_other_programs_alone_do_not_end_the_steps(
    start: Start, elsewhere: Path, home: Path
) -> None:
    in_jan(elsewhere, "meadow/base", Tiny(name="Base", template=None))
    (home / "models").mkdir(parents=True)
    driver = start()
    driver.wait(lambda: driver.app.welcoming.pane is not None, "the steps")
    step = to_models(driver)
    assert "1 more model of another program is in the Library." in texts(step)
    assert step.choice is None or step.choice.local is None


@pytest.mark.journey
def test_one_that_is_found_late_joins_and_the_choice_stays(start: Start, elsewhere: Path) -> None:
    driver = start()
    step = to_models(driver)
    chosen = step.choice
    in_ollama(elsewhere, "registry.ollama.ai/library/meadow/1b", Tiny(name="Meadow"))
    driver.app.catalog.rescan()
    driver.wait(lambda: any(card.choice.local for card in step.cards), "the model")
    assert step.choice == chosen
    assert chosen is not None
