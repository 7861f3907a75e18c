"""``python -m tests.scenes PASS OUT.json [--pictures FOLDER] [--only GLOB,…] [--part N OF]``: plays one pass.

Each pass, or part of one, is a process of its own, so that the tour runs them side by side. With ``--only``
all pictures are kept, not only those of the sizes that a person looks at and those with a finding.
"""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import argparse
import faulthandler
import json
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from tests.scenes.all import all_scenes
from tests.scenes.camera import Camera, Played
from tests.scenes.player import Player, as_rows, chosen, watch_for_a_hang
from tests.scenes.stage import passes


def main() -> int:
    faulthandler.enable()  # a crash in Qt names the scene's line, too
    watch_for_a_hang()
    given = _arguments()
    run = next(one for one in passes() if one.name == given.run)
    scenes = chosen(all_scenes(), given.only.split(",") if given.only else ())
    number, of = given.part
    scenes = scenes[len(scenes) * (number - 1) // of : len(scenes) * number // of]  # a room stays together
    app = QApplication(sys.argv[:1])
    bugs = _catch_bugs()
    with tempfile.TemporaryDirectory(prefix="scenes-") as folder:
        _own_surroundings(Path(folder))
        player = Player(Path(folder), run, Camera(given.pictures, every=bool(given.only)))
        player.play(scenes)
    rows = as_rows([*player.played, *([Played("any", run.name, [], bugs)] if bugs else [])])
    given.out.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    app.quit()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("out", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--part", type=int, nargs=2, default=(1, 1), metavar=("N", "OF"))
    return parser.parse_args()


def _own_surroundings(folder: Path) -> None:
    """No token, cache or address of the person who runs this."""
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HUGGING_FACE_HUB_TOKEN"):
        os.environ.pop(name, None)
    os.environ["HF_HOME"] = str(folder / "hf")
    os.environ["NO_PROXY"] = "127.0.0.1"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


def _catch_bugs() -> list[dict[str, str]]:
    """Exceptions raised in slots: the loop goes on, but they are findings."""
    bugs: list[dict[str, str]] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        bugs.append({"picture": "", "check": "exception", "where": kind.__name__, "what": str(error)})
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    return bugs


if __name__ == "__main__":
    sys.exit(main())
