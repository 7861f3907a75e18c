"""``python -m tests.tour.story FOLDER [--light]``: the real app does its main job, and is photographed.

Search, download, ask, compare, report, restart, with the two included models from the tests' hub and real
workers; each step says what came of it. ``./dev run`` does so where there is no display, ``./dev tour``
beside its scenes. Writes ``FOLDER/NN-name.{light,dark}.png`` at 1280×800, ``FOLDER/report.html`` and
``FOLDER/tour.json``: the steps, the answers, the facts shown. ``--light``: the pictures in light alone.
"""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import argparse
import faulthandler
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType

from PySide6.QtWidgets import QApplication

from tests.hub.server import TestHub, datasets_of
from tests.models.starter import assemble_starter, smollm2
from tests.tour.repos import write_repos
from tests.tour.steps import Story

_LIMIT_S = 1200


def main(folder: Path, themes: Sequence[str]) -> int:
    faulthandler.dump_traceback_later(_LIMIT_S, exit=True)  # an error in a slot does not end a Qt program
    begun = monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    write_repos(folder / "hub", smollm2(), assemble_starter())
    qt = QApplication(sys.argv[:1])
    errors: list[BaseException] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        errors.append(error)  # raised in a slot: the loop goes on, the story must not pass
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    with TestHub(folder / "hub") as hub, tempfile.TemporaryDirectory(prefix="explorer-") as home:
        os.environ["HF_ENDPOINT"] = hub.endpoint
        story = Story(folder, Path(home), hub, themes)
        story.run()
        story.write()
    shutil.rmtree(folder / "hub")
    shutil.rmtree(datasets_of(folder / "hub"))
    qt.quit()
    print(f"The main job took {monotonic() - begun:.0f} s. Pictures in {folder}:")
    print("  " + ", ".join(story.pictures), flush=True)
    return 1 if errors else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.tour.story")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--light", action="store_true")
    given = parser.parse_args()
    sys.exit(main(given.folder, ("light",) if given.light else ("light", "dark")))
