"""``python -m tests.tour [--list] [--only GLOB,…] [--readme]``: every scene, photographed and checked.

Into ``build/tour/``: the story (``NN-name.theme.png`` and ``tour.json``: the app does the main job with a
real model), the scenes (``scene.pass.size.theme.png``, see tests/scenes), ``findings.json``, and
``index.html`` to look through. Everything is checked in every pass; pictures are kept of what a person looks
at (English in two sizes and both themes, Chinese in one) and of every finding. With ``--only`` all are kept.
Exits with 1 if a check found something. ``--readme`` renews the pictures of the README.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

from tests.scenes.all import all_scenes
from tests.scenes.player import chosen
from tests.scenes.stage import passes
from tests.tour.sheet import write_index

_ROOT = Path(__file__).resolve().parents[2]
_AT_ONCE = 2  # processes
_PARTS = 2  # of each pass: else the last one is played beside nothing
_README = {  # the picture in docs/, and where it comes from: a step of the story, or a scene
    "discover.light": "discover-content.100.1280x800.light",
    "library.light": "[0-9][0-9]-library.light",
    "playground.dark": "[0-9][0-9]-playground.dark",
    "compare-facts.light": "[0-9][0-9]-compare-facts.light",
    "compare-answers.dark": "[0-9][0-9]-compare-answers.dark",
    "choose.light": "choose-decision.100.1280x800.light",
    "evaluate.light": "evaluate-results-answer.100.1280x800.light",
    "first-run.light": "welcome-3.100.1280x800.light",
    "palette.dark": "frame-palette.100.1280x800.dark",
}


def main() -> int:
    given = _arguments()
    globs = given.only.split(",") if given.only else []
    scenes = [scene.name for scene in chosen(all_scenes(), globs)]
    if given.list:
        print("\n".join(scenes))
        return 0
    if not scenes:
        print(f"No scene is called {given.only}. ./dev tour --list names them.")
        return 2
    folder = _ROOT / "build" / "tour"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    failed = _run_all(folder, given.only)
    rows = _gather(folder)
    write_index(folder, rows)
    if given.readme and not globs:
        _refresh_readme(folder)
    found = problems(rows, scenes)
    pictures = sum(1 for _ in folder.glob("*.png"))
    for line in found:
        print(line)
    print(f"{pictures} pictures, {len(found)} findings: look through {folder / 'index.html'}")
    return 1 if found else failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev tour")
    parser.add_argument("--list", action="store_true", help="name the scenes")
    parser.add_argument("--only", default="", metavar="NAME,…", help="these scenes alone, without the story")
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    return parser.parse_args()


def _run_all(folder: Path, only: str) -> int:
    """The story and the parts of all passes, two at a time, the longest first. 1 if one of them broke."""
    python = [sys.executable, "-m"]
    jobs = {}
    parts = 1 if only else _PARTS
    for run, part in product(passes(), range(1, parts + 1)):
        name = f"{run.name}.{part}"
        words = [run.name, str(folder / f"{name}.json"), "--pictures", str(folder), "--only", only]
        jobs[name] = [*python, "tests.scenes", *words, "--part", str(part), str(parts)]
    if not only:
        jobs["story"] = [*python, "tests.tour.story", str(folder)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return max(pool.map(_run, jobs, jobs.values()))


def _run(name: str, command: Sequence[str]) -> int:
    begun = monotonic()
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    print(f"{name}: {monotonic() - begun:.0f} s", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, f"{name} ended with {done.returncode}", sep="\n", flush=True)
    return 1 if done.returncode else 0


def _gather(folder: Path) -> list[dict[str, Any]]:
    """What all passes wrote, in one file."""
    rows: list[dict[str, Any]] = []
    for run in passes():
        for path in sorted(folder.glob(f"{run.name}.[0-9].json")):
            rows += json.loads(path.read_text(encoding="utf-8"))
            path.unlink()
    found = [{"scene": r["scene"], "pass": r["pass"], **f} for r in rows for f in r["findings"]]
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (folder / "findings.json").write_text(text + "\n", encoding="utf-8")
    return rows


def problems(rows: Sequence[dict[str, Any]], scenes: Sequence[str]) -> list[str]:
    """Each finding once, with the scenes that show it; then what a pass did not play. Empty: all is well."""
    where: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        for finding in row["findings"]:
            key = (finding["check"], finding["where"], finding["what"])
            where.setdefault(key, []).append(f"{row['scene']} ({row['pass']})")
    lines = []
    for (check, widget, what), shown in sorted(where.items()):
        more = f" and {len(shown) - 2} more" if len(shown) > 2 else ""
        lines.append(f"{check}: {widget}: {what} – {', '.join(shown[:2])}{more}")
    played = {(row["pass"], row["scene"]) for row in rows}
    wanted = [(run.name, scene) for run in passes() for scene in scenes]
    return lines + [f"not played: {scene} ({run})" for run, scene in wanted if (run, scene) not in played]


def _refresh_readme(folder: Path) -> None:
    """Put the pictures that README.md shows into docs/."""
    docs = _ROOT / "docs"
    docs.mkdir(exist_ok=True)
    for picture, name in _README.items():
        (found,) = folder.glob(f"{name}.png")
        shutil.copyfile(found, docs / f"{picture}.png")


if __name__ == "__main__":
    sys.exit(main())
