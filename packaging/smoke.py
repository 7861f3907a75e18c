"""Proves the packaged folder: its window is painted, worker and server answer, a key is kept, nothing stays.

The program is started as a person would start it, without a trace of this Python environment, and where the
system can do so without any network. The model it brings is asked; a lean folder gets the same one from here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import models
import psutil
from project import APP

from explorer.domain.included_models import SMOLLM2
from explorer.local.models.included import pieces

SUFFIX = ".exe" if sys.platform == "win32" else ""
PROGRAM = APP / f"open-model-explorer{SUFFIX}"
OMX = APP / f"omx{SUFFIX}"
LIMIT = 180  # seconds for start, load and one short answer on a slow machine
KEY = "sk-smoke-0123456789"
KEEPING = """
printf smoke | gnome-keyring-daemon --unlock --components=secrets >/dev/null
printf %s "$1" | "$0" endpoints add http://127.0.0.1:9/v1 --name Smoke --key-stdin
"""
PROMPT = "Write a haiku about the sea."


def model() -> tuple[Path, bool]:
    """The file that is asked, and whether the folder brings it."""
    inside = next((path for one, path in models.inside(APP) if one.writes), None)
    return (inside, True) if inside else (pieces(SMOLLM2)[0], False)


def unplugged() -> list[str]:
    """What a command begins with to run without any network; nothing where that cannot be done."""
    for line in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if shutil.which("unshare") and not subprocess.call([*line, "true"], stderr=subprocess.DEVNULL):
            return line
    return []


def surroundings(home: str) -> dict[str, str]:
    """The environment without anything of this Python."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "LLAMA_CPP"))
    }
    return {**own, "EXPLORER_HOME": home, "QT_QPA_PLATFORM": "offscreen"}


def call(home: str, *words: str | Path) -> dict[str, Any]:
    """Run one of the folder's programs; what it says as JSON. Ends this script when it fails."""
    try:
        done = subprocess.run(
            [*unplugged(), *map(str, words), "--json"], env=surroundings(home), cwd=home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8", timeout=LIMIT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        sys.exit(f"smoke: not finished after {LIMIT} s")
    if done.returncode:
        sys.exit(f"smoke: the program ended with status {done.returncode}\n{done.stdout}")
    report: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return report


def start(home: str, path: Path) -> dict[str, Any]:
    """The program's own test; its report."""
    return call(home, PROGRAM, "selftest", path)


def ask(home: str) -> str:
    """The answer of the model that the folder brings, in a home that has nothing yet."""
    told = call(home, OMX, "ask", SMOLLM2.repo, PROMPT, "--max-tokens", "24", "--temperature", "0")
    return str(told["text"]).strip()


def served(home: str) -> list[str]:
    """What is wrong with the folder's server: who has the token is answered at the address that it says."""
    words = [str(OMX), "serve", "--port", "0", "--show-token", "--json"]
    around = surroundings(home) | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    pipe, none = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(words, env=around, cwd=home, stdin=none, stdout=pipe, encoding="utf-8") as server:
        late = threading.Timer(LIMIT, server.kill)
        late.start()
        try:
            told = json.loads(server.stdout.readline() if server.stdout is not None else "")
            address, token = str(told["address"]), str(told["token"])
            health = fetch(f"{address.removesuffix('/v1')}/health", "")
            models_there = fetch(f"{address}/models", token)
        except (OSError, ValueError, KeyError) as error:
            return [f"the server does not answer: {error}"]
        finally:
            late.cancel()
            server.kill()
    print(f"smoke: the server answers, and offers {len(models_there['data'])} models")
    return [] if health == {"status": "ok"} else [f"the server is not well: {health}"]


def kept_key(home: str) -> list[str]:
    """What is wrong with how the folder uses a real keyring, where Linux has one for a session of its own: a
    key is kept there and read again, for nobody answers at that address before it was.
    """
    if not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon"))):
        print("smoke: no keyring is here to be tried (gnome-keyring, dbus)")
        return []
    around = surroundings(home) | {
        "HOME": home,
        "XDG_DATA_HOME": home,
        "XDG_RUNTIME_DIR": home,
        "LC_ALL": "C.UTF-8",
    }
    line = ["dbus-run-session", "--", "sh", "-c", KEEPING, str(OMX), KEY]
    done = subprocess.run(
        line, env=around, cwd=home, capture_output=True, encoding="utf-8", timeout=LIMIT, check=False
    )
    if "Nothing answers at the address of Smoke." not in done.stderr:
        return [f"no key is kept in a keyring: {done.stderr.strip()}"]
    if any(KEY.encode() in path.read_bytes() for path in Path(home).rglob("*") if path.is_file()):
        return ["a key lies in a file that can be read"]
    print("smoke: a key is kept in a keyring, and read again")
    return []


def fetch(address: str, token: str) -> dict[str, Any]:
    """Of this machine, whatever proxy is set."""
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def left_behind() -> list[str]:
    """Processes that still run from the folder."""
    found = []
    for process in psutil.process_iter(["exe", "pid"]):
        program = process.info["exe"]
        if program and Path(program).is_relative_to(APP):
            found.append(f"{program} ({process.info['pid']})")
    return found


def complaints(report: dict[str, Any]) -> list[str]:
    """What a report lacks, in words. The folder that brings a model for vectors made one."""
    wrong = []
    if not report["window"]["painted"]:
        wrong.append("the window was not painted")
    if report["tokens"] < 1 or not report["answer"]:
        wrong.append("the worker gave no answer")
    if not report["vector"] and any(not one.writes for one, _ in models.inside(APP)):
        wrong.append("no vector was made of a sentence")
    if not report["page"]:
        wrong.append("no page of a PDF was read")
    if not report["formula"]:
        wrong.append("no formula was drawn")
    if not re.fullmatch(r"CPU \([a-z0-9_]+\)|(Vulkan|MTL)\d.*", report["backend"]):
        wrong.append(f"it is not the portable engine that runs, but {report['backend']}")
    return wrong


def main() -> None:
    if not PROGRAM.is_file():
        sys.exit("smoke: there is no packaged program yet; run ./dev package first")
    path, is_inside = model()
    where = "without a network" if unplugged() else "with the network, which this system does not take away"
    print(f"smoke: starting the packaged program {where}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="explorer-smoke-") as home:
        report = start(home, path)
    spent = time.monotonic() - begun
    wrong = complaints(report)
    print(f"smoke: window painted after {report['window']['ms']:.0f} ms")
    print(f"smoke: the worker computes with {report['backend']}")
    print(f"smoke: {report['tokens']} tokens at {report['tokens_per_second']:.1f} a second in {spent:.1f} s")
    if is_inside:
        with tempfile.TemporaryDirectory(prefix="explorer-smoke-") as home:
            answer = ask(home)
        print(f"smoke: {SMOLLM2.name}, from inside: {answer}")
        wrong += [] if answer else ["the model inside gave no answer"]
    else:
        print("smoke: no model is inside")
    with tempfile.TemporaryDirectory(prefix="explorer-smoke-", ignore_cleanup_errors=True) as home:
        wrong += served(home)
    with tempfile.TemporaryDirectory(prefix="explorer-smoke-", ignore_cleanup_errors=True) as home:
        wrong += kept_key(home)
    wrong += [f"still running: {name}" for name in left_behind()]
    if wrong:
        sys.exit("smoke: " + "; ".join(wrong))
    print("smoke: all well")


if __name__ == "__main__":
    main()
