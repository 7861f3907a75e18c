"""``python -m tests.tour``: the real app does the main job against the test hub, and is photographed.

Writes ``build/tour/NN-name.{light,dark}.png`` at 1280×800 and ``build/tour/tour.json``: the steps, the
answers, the hashes of the models, the facts shown. With ``--readme`` the README's pictures are renewed.
"""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import faulthandler
import shutil
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from tests.hub.server import TestHub
from tests.models.starter import assemble_starter, models_folder, requantize
from tests.tour.repos import write_repos
from tests.tour.steps import Tour

_LIMIT_S = 600
_README = (
    "discover.light",
    "library.light",
    "playground.dark",
    "compare-facts.light",
    "compare-answers.dark",
)


def main() -> int:
    faulthandler.dump_traceback_later(_LIMIT_S, exit=True)  # an error in a slot does not end a Qt program
    folder = Path(__file__).resolve().parents[2] / "build" / "tour"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("Preparing the models and the hub of the tour…", flush=True)
    starter = assemble_starter()
    second = requantize(starter, models_folder() / "gemma-3-270m-q8_0.gguf", "Q8_0")
    write_repos(folder / "hub", starter, second)
    qt = QApplication(sys.argv[:1])
    errors: list[BaseException] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        errors.append(error)  # raised in a slot: the loop goes on, the tour must not pass
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    with TestHub(folder / "hub") as hub:
        os.environ["HF_ENDPOINT"] = hub.endpoint
        tour = Tour(folder, hub)
        tour.run()
        tour.write()
    shutil.rmtree(folder / "hub")
    shutil.rmtree(folder / "home")
    qt.quit()
    if "--readme" in sys.argv[1:]:
        _refresh_readme(folder)
    if errors:
        return 1
    print(f"{tour.pictures} pictures and tour.json are in {folder}")
    return 0


def _refresh_readme(folder: Path) -> None:
    """Put the pictures that README.md shows into docs/."""
    docs = folder.parents[1] / "docs"
    docs.mkdir(exist_ok=True)
    for picture in _README:
        (found,) = folder.glob(f"*-{picture}.png")
        shutil.copyfile(found, docs / f"{picture}.png")


if __name__ == "__main__":
    sys.exit(main())
