"""The steps of the tour, in order, each photographed in light and dark."""

import json
import platform
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from explorer.compare.report import conditions_of
from explorer.domain.places import Place, Room
from tests.hub.server import TestHub
from tests.tour.driver import Driver, rest, settle
from tests.tour.repos import GEMMA

_SIZE = QSize(1280, 800)
_PROMPT = "The capital of France is Paris. The capital of Italy is"
MADE_UP = "meadow-ai/Meadow-1.7B-Instruct-GGUF"


class Tour:
    """Runs the steps and keeps what was seen."""

    def __init__(self, folder: Path, home: Path, hub: TestHub) -> None:
        self._folder, self._home = folder, home
        self._hub = hub
        self._steps: list[dict[str, Any]] = []
        self._answers: list[dict[str, Any]] = []
        self._facts: list[dict[str, Any]] = []
        self._models: list[dict[str, Any]] = []
        self.driver = Driver(home)
        self.driver.window.resize(_SIZE)
        self.driver.answer_greedily(32)

    def run(self) -> None:
        self._first_start()
        self._discover()
        self._download()
        self._playground()
        self._compare()
        self._restart()
        self.driver.close()

    def write(self) -> None:
        report = {
            "machine": platform.platform(),
            "steps": self._steps,
            "answers": self._answers,
            "models": self._models,
            "facts": self._facts,
        }
        (self._folder / "tour.json").write_text(json.dumps(report, indent=2, ensure_ascii=False), "utf-8")

    def _first_start(self) -> None:
        self.driver.go(Room.LIBRARY)
        self._photograph("library-empty", "First start: no model yet, the included one is offered")
        self.driver.go(Room.PLAYGROUND)
        self._photograph("playground-empty", "Playground before any model")
        self.driver.go(Room.COMPARE)
        self._photograph("compare-empty", "Compare before any model")

    def _discover(self) -> None:
        self.driver.search(" ")
        self.driver.open_row(MADE_UP)
        self._photograph("discover", "The list by downloads, the sheet of a model that discloses much")
        self.driver.search("gemma")
        self.driver.open_row(GEMMA)
        self._photograph("discover-search", "A search, and the sheet of the model it found")
        bar = self.driver.app.discover.sheet.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._photograph("discover-card", "The model card: nothing remote is loaded")
        bar.setValue(0)

    def _download(self) -> None:
        self._hub.fault("*gemma*.gguf*", "slow", rate=20_000_000)
        self.driver.press_primary()
        self.driver.go(Room.LIBRARY)
        self.driver.wait_for_bytes(0.3)
        self._photograph("library-download", "A download on its way")
        self._hub.faults.clear()
        self.driver.wait_for_download()
        self._get_q8()
        self.driver.wait(lambda: len(self.driver.app.catalog.models) == 2, "two models")
        self.driver.app.notices.clear()  # they go by themselves; the pictures after this need not wait for it
        self._photograph("library", "Two models, their hashes checked")
        for model in self.driver.app.catalog.models:
            self._models.append({"id": model.id, "sha256": model.sha256, "intact": str(model.intact)})

    def _get_q8(self) -> None:
        app = self.driver.app
        repo = app.core.hub.open(GEMMA)
        variant = next(v for v in repo.variants if v.label == "Q8_0")
        app.downloads.add(repo, variant)
        self.driver.wait_for_download()

    def _playground(self) -> None:
        self.driver.try_model(self._models[0]["id"])
        self.driver.accept_terms()
        self.driver.wait(lambda: bool(self.driver.app.pool.loaded), "the model to load")
        self._photograph("playground-ready", "A base model, loaded: it says that it continues text")
        answer = self.driver.ask(_PROMPT)
        self._answers.append({"room": "playground", "model": self._models[0]["id"], "text": answer})
        self._photograph("playground", "An answer with its speed")

    def _compare(self) -> None:
        for model in self.driver.app.catalog.models:
            self.driver.add_to_compare(Place(Room.COMPARE, model=model))
        self.driver.add_to_compare(Place(Room.COMPARE, repo_id=MADE_UP))
        self._photograph("compare-facts", "Three models side by side, one not downloaded")
        self._note_facts()
        self.driver.app.compare.show_part(1)
        self.driver.ask_all(_PROMPT, answers=2)
        self._photograph("compare-answers", "One prompt, answered one after the other")
        for result in self.driver.app.compare.results():
            self._answers.append(
                {
                    "room": "compare",
                    "model": result.reference,
                    "text": result.answer.text,
                    "tokens_per_second": round(result.answer.measured.tokens_per_second, 1),
                    "conditions": conditions_of(result),
                }
            )
        self.driver.app.compare.show_part(2)
        self._photograph("compare-measurements", "What was measured, with its conditions")
        self.driver.app.compare.show_part(0)

    def _note_facts(self) -> None:
        for column in self.driver.app.compare.columns():
            facts = {f.dimension: f.text or str(f.verdict) for f in column.findings}
            self._facts.append({"model": column.reference, "facts": facts})

    def _restart(self) -> None:
        self.driver.close()
        self.driver = Driver(self._home)
        self.driver.go(Room.COMPARE)
        self.driver.wait(lambda: len(self.driver.app.compare.columns()) == 3, "the comparison of before")
        self._photograph("after-restart", "After a restart everything is still there")

    def _photograph(self, name: str, words: str) -> None:
        number = len(self._steps) + 1
        print(f"{number:2} {words}", flush=True)
        settings = self.driver.app.core.settings
        for theme in ("light", "dark"):
            settings.change(theme=theme)
            rest()
            image = self.driver.window.grab().toImage()
            _check(image, name)
            image.save(str(self._folder / f"{number:02}-{name}.{theme}.png"))
        settings.change(theme="light")
        settle()
        room = str(self.driver.app.window.room)
        self._steps.append({"number": number, "name": name, "words": words, "room": room})


def _check(image: QImage, name: str) -> None:
    """A blank picture is a broken screen."""
    seen = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    if len(seen) < 12:
        raise AssertionError(f"the picture {name} is blank")
    QApplication.processEvents()
