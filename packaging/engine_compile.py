"""Compiles llama.cpp by pip, says how far it is, and keeps what was said in a log.

What pip, CMake, ninja and make say is for whoever looks for a fault; everybody else waits and wants to know
how long.
"""

import os
import re
import subprocess
import sys
import tarfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "llama-cpp-python"
POLL_S = 1.0
TOLD_EACH_S = 20  # where lines cannot be overwritten
TOLD_LINES = 25  # of the log, where it failed
STEP = re.compile(r"^\s*\[ *(\d+)(?:/(\d+)|%)\]")  # as ninja counts, and as make does
FILE = re.compile(r"^\s*[\w.-]+\.(c|cpp)\s*$")  # as Visual Studio tells, which does not count
# What only llama.cpp's own programs open is left out. The binding switches it on by force, whatever its
# command line says.
LEAN = 'set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)\n'


def say(text: str) -> None:
    print(f"engine: {text}", file=sys.stderr, flush=True)


class Progress:
    """How far a compilation is, by what it says."""

    def __init__(self) -> None:
        self._done, self._total = 0, 0
        self._named = 0

    def read(self, line: str) -> None:
        """Lines that do not count, and the counts of a smaller build inside this one, change nothing."""
        found = STEP.match(line)
        if found:
            done, total = int(found[1]), int(found[2] or 100)
            if total >= self._total:
                self._done, self._total = done, total
        elif FILE.match(line):
            self._named += 1

    def words(self) -> str:
        if not self._total:
            return f"{self._named} files" if self._named else "getting ready"
        return f"{self._done} %" if self._total == 100 else f"{self._done} of {self._total} files"


class Teller:
    """Says it: in one line that changes, or in a log each twenty seconds."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()
        self._is_screen = sys.stderr.isatty()

    def tell(self, words: str) -> None:
        now = time.monotonic()
        if self._is_screen:
            line = f"engine:   {words}, {now - self._begun:.0f} s"
            print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)
        elif now - self._told >= TOLD_EACH_S:
            self._told = now
            say(f"  {words} after {now - self._begun:.0f} s")

    def end(self) -> None:
        if self._is_screen:
            print(file=sys.stderr)


def pip(verb: str, *arguments: str | Path) -> list[str | Path]:
    quiet = ("--disable-pip-version-check", "--no-input", "--no-deps", "--no-cache-dir")
    return [sys.executable, "-m", "pip", verb, *quiet, *arguments]


def fetch_source(version: str, work: Path) -> Path:
    """The unpacked source, always in the same folder below ``work``: a library remembers where it lay."""
    wanted = work / "source.txt"
    wanted.write_text(_locked(f"{SOURCE}=={version}"), encoding="utf-8")
    hashed = ("--require-hashes", "-r", wanted)
    line = pip("download", "--quiet", "--no-binary", SOURCE, *hashed, "--dest", work)
    status = subprocess.call(line, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    archive = next(work.glob("llama_cpp_python-*.tar.gz"), None)
    if status or archive is None:
        sys.exit("engine: the source of llama.cpp could not be fetched; pip's own words stand above")
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    folder = archive.with_name(archive.name.removesuffix(".tar.gz"))
    return folder.rename(work / "source")


def _locked(requirement: str) -> str:
    """That requirement with the hashes of its files, out of the lock."""
    lock = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    return next(line for line in lock.splitlines() if line.startswith(requirement))


def surroundings(flags: tuple[str, ...], work: Path) -> dict[str, str]:
    """The environment of the compilation. No path of this machine gets into a library."""
    lean = work / "lean.cmake"
    lean.write_text(LEAN, encoding="utf-8")
    flags = (*flags, f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={lean.as_posix()}")
    own = {
        "CMAKE_ARGS": " ".join(f"'{flag}'" for flag in flags),
        "CMAKE_BUILD_PARALLEL_LEVEL": os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1)),
        "SKBUILD_BUILD_DIR": str(work / "build"),
        "TMPDIR": str(work),
    }
    if sys.platform != "win32":
        for name in ("CFLAGS", "CXXFLAGS"):
            own[name] = f"{os.environ.get(name, '')} -ffile-prefix-map={work}=/engine".strip()
    return {**os.environ, **own}


def build_wheel(version: str, flags: tuple[str, ...], work: Path, log: Path) -> Path:
    """The wheel that pip makes. Ends this script if that fails, with the last that was said."""
    line = pip("wheel", "--verbose", fetch_source(version, work), "--wheel-dir", work)
    with log.open("wb") as told:
        process = subprocess.Popen(
            line, env=surroundings(flags, work), stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
    try:
        status = _follow(process, log)
    except BaseException:
        process.kill()
        process.wait()
        raise
    wheel = next(work.glob("*.whl"), None)
    if status or wheel is None:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TOLD_LINES:]
        shown = "\n".join(one[:300] for one in last)
        sys.exit(f"engine: llama.cpp could not be compiled. It ended so:\n{shown}\nAll of it: {log}")
    return wheel


def _follow(process: subprocess.Popen[bytes], log: Path) -> int:
    """Its exit status; until then, how far it is."""
    progress, teller = Progress(), Teller()
    with log.open(encoding="utf-8", errors="replace") as lines:
        while True:
            status = _wait(process)
            for line in lines:
                progress.read(line)
            teller.tell(progress.words())
            if status is not None:
                teller.end()
                return status


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(timeout=POLL_S)
    except subprocess.TimeoutExpired:
        return None
