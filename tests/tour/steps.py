"""The main job, step by step: search, download, ask, compare, report, and all of it there after a restart.

Each step says in one line what came of it, and is photographed.
"""

import json
import platform
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from explorer.base.machine import read_machine
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.places import Place, Room
from explorer.rooms.compare.document.results import conditions_of
from explorer.rooms.playground.chats.store import Chats, Turn
from tests.hub.server import TestHub
from tests.tour import telling
from tests.tour.driver import Driver, rest, settle
from tests.tour.repos import GEMMA, SMOL

_SIZE = QSize(1280, 800)
_QUESTION = "Write a haiku about the sea."
_BOTH = "Once upon a time, a small boat"  # a question to one, a beginning to the other
_PATIENCE_S = 400  # on a machine that computes for others too, a token can take a second
MADE_UP = "meadow-ai/Meadow-1.7B-Instruct-GGUF"


class Story:
    """Runs the steps and keeps what was seen. ``themes``: what each step is photographed in."""

    def __init__(self, folder: Path, home: Path, hub: TestHub, themes: Sequence[str]) -> None:
        self._folder, self._home = folder, home
        self._hub, self._themes = hub, themes
        self._number, self._step = 0, ""
        self._steps: list[dict[str, Any]] = []
        self._told: list[str] = []
        self._answers: list[dict[str, Any]] = []
        self._facts: list[dict[str, Any]] = []
        begun = monotonic()
        self.driver = Driver(home)
        self._start_s = monotonic() - begun
        self.driver.window.resize(_SIZE)
        self.driver.answer_greedily(48)

    def run(self) -> None:
        self._first_start()
        self._search()
        self._download()
        self._ask()
        self._compare()
        self._report()
        self._restart()
        self.driver.close()

    def write(self) -> None:
        report = {
            "machine": platform.platform(),
            "told": self._told,
            "steps": self._steps,
            "answers": self._answers,
            "facts": self._facts,
        }
        (self._folder / "tour.json").write_text(json.dumps(report, indent=2, ensure_ascii=False), "utf-8")

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of the files, in order."""
        return tuple(f"{step['file']}.{theme}.png" for step in self._steps for theme in self._themes)

    def _first_start(self) -> None:
        self._tell("Start", telling.started(self._start_s, read_machine()))
        self.driver.go(Room.LIBRARY)
        self._photograph("library-empty", "First start: no model yet, the included one is offered")
        self.driver.go(Room.PLAYGROUND)
        self._photograph("playground-empty", "Playground before any model")
        self.driver.go(Room.COMPARE)
        self._photograph("compare-empty", "Compare before any model")

    def _search(self) -> None:
        self.driver.search(" ")
        self.driver.open_row(MADE_UP)
        self._photograph("discover", "The list by downloads, the sheet of a model that discloses much")
        self.driver.search("smollm2")
        self.driver.open_row(SMOL)
        lines = self.driver.app.discover.session.search.state.lines
        found = next(line for line in lines if line.row.id == SMOL)
        self._tell("Search", telling.searched("smollm2", len(lines), SMOL, found.license))
        self._photograph("discover-search", "A search, and the sheet of the model it found")
        bar = self.driver.app.discover.sheet.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._photograph("discover-card", "The model card: nothing remote is loaded")
        bar.setValue(0)

    def _download(self) -> None:
        self._hub.fault("*SmolLM2*.gguf*", "slow", rate=20_000_000)
        begun = monotonic()
        self.driver.press_primary()
        self.driver.go(Room.LIBRARY)
        self.driver.wait_for_bytes(0.3)
        self._photograph("library-download", "A download on its way")
        self._hub.faults.clear()
        self.driver.wait_for_download()
        self._tell_download(SMOL, monotonic() - begun)
        self.driver.search("gemma")
        self.driver.open_row(GEMMA)
        begun = monotonic()
        self.driver.press_primary()
        self.driver.wait_for_download()
        self.driver.wait(lambda: len(self.driver.app.catalog.models) == 2, "two models")
        self._tell_download(GEMMA, monotonic() - begun)
        self.driver.app.notices.clear()  # they go by themselves; the pictures after this need not wait for it
        self.driver.go(Room.LIBRARY)
        self._photograph("library", "Two models, their hashes checked")

    def _tell_download(self, repo: str, seconds: float) -> None:
        model = self._model(repo)
        self._tell("Download", telling.downloaded(model, seconds))
        _expect(model.intact is Integrity.CHECKED, f"{repo} came, but it is {model.intact}")

    def _model(self, repo: str) -> LocalModel:
        return next(model for model in self.driver.app.catalog.models if model.repo == repo)

    def _ask(self) -> None:
        model = self._model(SMOL)
        self.driver.try_model(model.id)
        self.driver.wait(lambda: bool(self.driver.app.pool.loaded), "the model to load")
        self._photograph("playground-ready", "A model that chats, loaded")
        begun = monotonic()
        answer = self.driver.ask(_QUESTION, _PATIENCE_S)
        spent = monotonic() - begun
        self._tell("Ask", telling.asked(model.name, answer, self._last_turn().record.measured, spent))
        _expect(bool(answer.strip()), f"{model.name} says nothing")
        self._answers.append({"room": "playground", "model": model.id, "text": answer})
        self._photograph("playground", "An answer with its speed")

    def _last_turn(self) -> Turn:
        chats = Chats(self.driver.app.core.store)
        return chats.turns(chats.all()[0].id)[-1]

    def _compare(self) -> None:
        for repo in (SMOL, GEMMA):
            self.driver.add_to_compare(Place(Room.COMPARE, model=self._model(repo)))
        self.driver.add_to_compare(Place(Room.COMPARE, repo_id=MADE_UP))
        self._photograph("compare-facts", "Three models side by side, one not downloaded")
        self._note_facts()
        self.driver.app.compare.show_part(1)
        self.driver.ask_all(_BOTH, answers=2, seconds=_PATIENCE_S)
        self._photograph("compare-answers", "One prompt, answered one after the other")
        titles = {column.reference: column.title for column in self.driver.app.compare.columns()}
        for result in self.driver.app.compare.results():
            measured = result.answer.measured
            speed, conditions = round(measured.tokens_per_second, 1), conditions_of(result)
            told = telling.compared(titles[result.reference], result.answer.text, measured)
            self._tell("Compare", told)
            _expect(bool(result.answer.text.strip()), f"{result.reference} says nothing")
            kept = {"room": "compare", "model": result.reference, "text": result.answer.text}
            self._answers.append({**kept, "tokens_per_second": speed, "conditions": conditions})
        self.driver.app.compare.show_part(2)
        self._photograph("compare-measurements", "What was measured, with its conditions")
        self.driver.app.compare.show_part(0)

    def _note_facts(self) -> None:
        for column in self.driver.app.compare.columns():
            facts = {f.dimension: f.text or str(f.verdict) for f in column.findings}
            self._facts.append({"model": column.reference, "facts": facts})

    def _report(self) -> None:
        path = self._folder / "report.html"
        self.driver.app.compare.export_to(path)
        self.driver.wait(path.exists, "the report")
        self._tell("Report", telling.reported(path))

    def _restart(self) -> None:
        self.driver.close()
        self.driver = Driver(self._home)
        self.driver.window.resize(_SIZE)
        self.driver.go(Room.COMPARE)
        self.driver.wait(lambda: len(self.driver.app.compare.columns()) == 3, "the comparison of before")
        models, chats = len(self.driver.app.catalog.models), len(Chats(self.driver.app.core.store).all())
        self._tell("Restart", f"{models} models, {chats} chat and the comparison are still there")
        self._photograph("after-restart", "After a restart everything is still there")

    def _tell(self, step: str, words: str) -> None:
        """A step that goes on is not counted again."""
        if step != self._step:
            self._number, self._step = self._number + 1, step
        self._told.append(f"{self._number} {step}: {words}")
        print(self._told[-1], flush=True)

    def _photograph(self, name: str, words: str) -> None:
        number = len(self._steps) + 1
        file = f"{number:02}-{name}"
        settings = self.driver.app.core.settings
        for theme in self._themes:
            settings.change(theme=theme)
            rest()
            image = self.driver.window.grab().toImage()
            _check(image, name)
            image.save(str(self._folder / f"{file}.{theme}.png"))
        settings.change(theme="light")
        settle()
        room = str(self.driver.app.window.room)
        self._steps.append({"number": number, "name": name, "file": file, "words": words, "room": room})


def _expect(holds: bool, complaint: str) -> None:  # noqa: FBT001  it is read as a sentence
    if not holds:
        raise AssertionError(complaint)


def _check(image: QImage, name: str) -> None:
    """A blank picture is a broken screen."""
    seen = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    _expect(len(seen) >= 12, f"the picture {name} is blank")
    QApplication.processEvents()
