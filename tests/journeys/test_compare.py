"""Compare in the whole window: real models side by side, models that fail each in its way, and kill -9."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.places import Place, Room
from explorer.rooms.compare.document.results import latest
from explorer.rooms.compare.measurements.measures import measures, spread_of
from explorer.rooms.compare.pane import ANSWERS, MEASUREMENTS
from explorer.rooms.compare.prompts.plan_pane import PlanPage
from explorer.rooms.compare.report.report_file import read_report
from tests.models.starter import starter_as
from tests.models.tiny import Tiny, write_tiny
from tests.pages.compare import AnswersPage, texts_of
from tests.tour.driver import Driver, click, settle

pytestmark = pytest.mark.journey

LONG = " ".join(f"word{n}" for n in range(400))
PROMPTS = 16


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return tmp_path / "home"


@pytest.fixture
def running(qapp: QApplication) -> Iterator[list[Driver]]:
    """Every app that is in it is closed at the end."""
    drivers: list[Driver] = []
    yield drivers
    for driver in drivers:
        driver.close()


def compare(driver: Driver, *names: str) -> None:
    """These models as columns, by the names of their files."""
    for name in names:
        model = next(m for m in driver.app.catalog.models if m.path.name == name)
        driver.add_to_compare(Place(Room.COMPARE, model=model))
    driver.app.compare.show_part(ANSWERS)
    settle()


def shown(driver: Driver) -> dict[str, list[str]]:
    """What stands in each column, by the name of its file."""
    columns = AnswersPage(driver.app.compare).columns()
    return {key.rsplit("/", 1)[-1]: texts_of(column) for key, column in columns.items()}


@pytest.mark.real
def test_three_quantizations_of_a_real_model_are_asked_measured_and_reported(
    home: Path, tmp_path: Path, running: list[Driver]
) -> None:
    files = {name: starter_as(name) for name in ("Q4_K_M", "Q8_0", "Q2_K")}
    for name, path in files.items():
        place = home / "models" / "google" / "gemma" / f"gemma-3-270m-{name}.gguf"
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, place)
    driver = Driver(home)
    running.append(driver)
    driver.answer_greedily(16)
    compare(driver, *(f"gemma-3-270m-{name}.gguf" for name in files))
    driver.ask_all("Name three colours.", 3)
    room = driver.app.compare
    results = room.results()
    assert len({result.sha256 for result in results}) == 3
    speed = measures()[0]
    spreads = [spread_of(speed, column.key, results) for column in room.columns()]
    assert all(spread is not None and spread.median > 1 for spread in spreads)
    room.show_part(MEASUREMENTS)
    settle()
    assert any("3 answers, medians." in text for text in texts_of(room))
    report = tmp_path / "three.json"
    room.export_to(report)
    driver.wait(report.exists, "the report")
    whole = read_report(report)
    assert [r.answer.text for r in whole.results] == [r.answer.text for r in results]


def test_models_that_crash_do_not_fit_or_are_deleted_say_so_and_the_others_answer(
    home: Path, running: list[Driver]
) -> None:
    folder = home / "models" / "own"
    write_tiny(folder / "long.gguf", Tiny(text=LONG, name="Long"))
    write_tiny(folder / "crashes.gguf", Tiny(metadata={"tokenizer.ggml.model": "bert"}, name="Crashes"))
    wide = {"llama.attention.key_length": 65536, "llama.attention.value_length": 65536}
    huge = Tiny(text="x", name="Huge", context_length=1_000_000_000, metadata=wide)  # terabytes of context
    write_tiny(folder / "huge.gguf", huge)
    write_tiny(folder / "gone.gguf", Tiny(text="Gone.", name="Gone"))
    write_tiny(folder / "last.gguf", Tiny(text="Last but not least.", name="Last"))
    driver = Driver(home)
    running.append(driver)
    driver.answer_greedily(2000)
    driver.app.core.settings.change(context_length=1 << 24)
    room = driver.app.compare
    compare(driver, "long.gguf", "crashes.gguf", "huge.gguf", "gone.gguf", "last.gguf")
    driver.type_in("compare-composer", "Hello")
    page = room.findChildren(PlanPage)[0]  # it warns before anything is loaded
    assert any("of memory, and" in text for text in texts_of(page))
    click(page.start)
    driver.wait(lambda: "word3" in AnswersPage(room).columns()["own/long.gguf"].text, "the first words")
    (folder / "gone.gguf").unlink()
    driver.wait(lambda: not room.is_busy(), "the end of the run")
    settle()
    told = {name: " ".join(texts) for name, texts in shown(driver).items()}
    assert "Details" in told["crashes.gguf"]
    assert "It needs about" in told["huge.gguf"]
    assert "is no longer on this disk." in told["gone.gguf"]
    assert [result.reference for result in room.results()] == ["own/long.gguf", "own/last.gguf"]
    assert AnswersPage(room).columns()["own/last.gguf"].text.strip() == "Last but not least."


def test_after_kill_9_in_the_middle_of_a_run_the_button_asks_for_what_is_missing(
    home: Path, qtbot: QtBot, running: list[Driver]
) -> None:
    for name in ("one", "two"):
        write_tiny(home / "models" / "own" / f"{name}.gguf", Tiny(text=f"{name} says this.", name=name))
    command = [sys.executable, "-m", "tests.journeys.victim", str(home), "compare", str(PROMPTS)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], env={**os.environ}) as process:
        qtbot.waitUntil(lambda: len(stored(home)) >= 4, timeout=60_000)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    kept = stored(home)
    assert len(kept) < 2 * PROMPTS
    driver = Driver(home)
    running.append(driver)
    driver.go(Room.COMPARE)
    room = driver.app.compare
    driver.wait(lambda: len(room.columns()) == 2, "the columns")
    room.show_part(ANSWERS)
    settle()
    composer = AnswersPage(room).composer
    assert f"{2 * PROMPTS - len(kept)} answers are missing" in composer.told
    click(composer.way)
    driver.wait(lambda: len(room.results()) == 2 * PROMPTS and not room.is_busy(), "the rest")
    assert stored(home)[: len(kept)] == kept  # none was asked again
    assert len(latest(room.results())) == 2 * PROMPTS
    assert not composer.way.isVisible()


def stored(home: Path) -> list[tuple[int, str, str]]:
    """Every answer in the order it was kept."""
    if not (home / "explorer.sqlite3").exists():
        return []
    store = Store(home / "explorer.sqlite3")
    try:
        rows = store.read("SELECT id, candidate, prompt_key FROM answers ORDER BY id")
    finally:
        store.close()
    return [(row["id"], row["candidate"], row["prompt_key"]) for row in rows]
