"""Installs the .deb in an empty Debian and uses it as an ordinary user would, without Python or a compiler.

usage: ./dev trial [SUITE]    (as root, on Debian; needs mmdebstrap, xvfb, xdotool and a built package)

A former version is installed first. The program does its work against the tests' hub on loopback, at the
window by keyboard and with omx, is upgraded with the person's data kept, and is purged. Pictures of the
window are kept in build/trial.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import deb
import models
from debian_root import DebianRoot
from project import APP, BUILD, DIST, ROOT, Project, read_project
from screen import Screen
from window_trial import Session

from explorer.domain.included_models import SMOLLM2
from explorer.local.models.included import pieces

FORMER = "0.0.9"
PLACE = BUILD / "trial"
MODEL = SMOLLM2.repo  # comes with the package, or from the hub where that was made lean
SMALL = "lab/Tiny-GGUF"
DATA = "home/person/.local/share/open-model-explorer"
STALE = "usr/lib/open-model-explorer/_internal/of-the-former-version.txt"
ENGINE = "usr/lib/open-model-explorer/_internal/llama_cpp/lib"
DRIVER = "usr/lib/x86_64-linux-gnu/libvulkan.so.1"
PROMPT = "Write a haiku about the sea."
INSIDE = next((one for one, _ in models.inside(APP) if one.writes), None)
INSTALL = ("apt-get", "install", "-y", "-q", "--no-install-recommends")
UNKNOWN = ("python3", "cc", "gcc", "cmake")  # programs that a person's machine need not have


def say(text: str) -> None:
    print(f"trial: {text}", flush=True)


def check(holds: bool, complaint: str) -> None:  # noqa: FBT001  it is read as a sentence
    if not holds:
        sys.exit(f"trial: {complaint}")


class Trial:
    """One machine, from the installation to the removal."""

    def __init__(self, root: DebianRoot, project: Project, screen: Screen) -> None:
        self._root, self._project, self._screen = root, project, screen
        self._model = ""

    def install(self, package: Path, version: str) -> None:
        """With nothing but what it says it needs."""
        shutil.copy(package, self._root.folder / "tmp" / package.name)
        self._root.run(*INSTALL, f"/tmp/{package.name}")
        found = self._root.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", self._project.name)
        check(found == f"{version} installed", f"dpkg says {found}")
        there = [name for name in UNKNOWN if self._root.has(name)]
        check(not there, f"the package brought {', '.join(there)}")
        say(f"version {version} is installed")

    def omx(self, *words: str, offline: bool = False) -> Any:
        """What a verb answers, as JSON."""
        told = self._root.as_person("omx", *words, "--json", offline=offline)
        start = min(place for place in (told.find("{"), told.find("[")) if place >= 0)
        return json.JSONDecoder().raw_decode(told[start:])[0]

    def work_at_the_window(self) -> None:
        """A first session; what it fetched and asked is there for everything that follows."""
        session = Session(self._screen, self._root.folder / DATA, PLACE, INSIDE)
        session.go_through(self._root.start_as_person("open-model-explorer"))
        say(f"at the window: searched, downloaded, asked, compared, ended; pictures in {PLACE}")

    def search_and_download(self) -> None:
        found = json.dumps(self.omx("search", "smollm2"))
        check(MODEL in found, f"the search found {found[:300]}")
        for repo in (SMALL,) if INSIDE else (MODEL, SMALL):
            self._root.as_person("omx", "download", repo)
        listed = self.listed()
        check(len(listed) == 2, f"there should be two models, but there are {listed}")
        self._model = next(name for name in listed if MODEL in name)
        say(f"searched, and downloaded {', '.join(listed)}")

    def listed(self) -> list[str]:
        return sorted(one["path"] for one in self.omx("list"))

    def ask(self) -> str:
        """The answer to the same question, always the same one; the network is unplugged."""
        line = ("ask", self._model, PROMPT, "--max-tokens", "24", "--temperature", "0")
        told = self.omx(*line, offline=True)
        check(bool(told["text"].strip()), f"the model says {told}")
        say(f"without any network {SMOLLM2.name} answers: {told['text'].strip()!r}")
        return str(told["text"])

    def compare(self) -> None:
        report = "/home/person/report.md"
        self._root.as_person("omx", "compare", *self.listed(), "--prompt", PROMPT, "--max-tokens", "12",
                             "--out", report)  # fmt: skip
        text = (self._root.folder / report.lstrip("/")).read_text(encoding="utf-8")
        check("smollm2" in text.lower() and "tiny" in text.lower(), "the report does not name both models")
        say("asked one model, compared two, wrote a report")

    def check_window(self, name: str) -> None:
        """Open the window with a file, as a double click does, start it a second time, and end it."""
        window = self._root.start_as_person("open-model-explorer", self._model)
        self._screen.wait_for_window()
        self._root.as_person("open-model-explorer", self._model)  # handed over to the first
        time.sleep(4)  # until rooms and lists are there: only for the picture
        check(window.poll() is None, "the window ended by itself")
        picture = PLACE / f"{name}.png"
        self._screen.photograph().save(str(picture))
        window.kill()  # what unshare started ends with it
        window.wait()
        self._screen.wait_until_empty()
        say(f"the window opened a file, and a second start handed its own over: {picture}")

    def check_self(self, what: str, *, offline: bool = False) -> str:
        """The program's own test; with what it computed."""
        line = ("omx", "selftest", self._model, "--json")
        told = self._root.as_person(*line, offline=offline)
        report = json.loads(told[told.index("{") : told.rindex("}") + 1])
        check(report["window"]["painted"] and report["tokens"] > 0, f"{what}: {told}")
        say(f"{what}: painted after {report['window']['ms']:.0f} ms, answered with {report['backend']}")
        return str(report["backend"])

    def check_old_processor(self) -> None:
        """Without the plug-ins of newer processors: what one without AVX2 finds."""
        folder = self._root.folder / ENGINE
        aside = [path for path in folder.glob("libggml-cpu-*.so") if path.stem != "libggml-cpu-x64"]
        for path in aside:
            path.rename(path.with_suffix(".aside"))
        backend = self.check_self("a processor without AVX2")
        check(backend == "CPU (x64)", f"it computes with {backend}")
        for path in aside:
            path.with_suffix(".aside").rename(path)

    def check_broken_driver(self) -> None:
        """A library of Vulkan that dies when it is asked: the processor takes over, and it is said."""
        source = PLACE / "driver.c"
        plugin = self._root.folder / ENGINE / "gpu" / "libggml-vulkan.so"
        listed = subprocess.run(["objdump", "-T", str(plugin)], capture_output=True, text=True, check=True)
        calls = sorted(set(re.findall(r"\*UND\*.*\b(vk\w+)$", listed.stdout, re.MULTILINE)))
        body = "".join(f"void *{name}(void) {{ abort(); }}\n" for name in calls)
        source.write_text(f"#include <stdlib.h>\n{body}", encoding="utf-8")
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-o", str(self._root.folder / DRIVER), str(source)], check=True
        )
        told = self._root.as_person("omx", "devices")
        check("driver" in told.lower(), f"nothing is said about the driver: {told}")
        say("with a broken graphics driver: " + " / ".join(told.strip().splitlines()))
        check(self.check_self("with a broken graphics driver").startswith("CPU"), "it is not the processor")
        (self._root.folder / DRIVER).unlink()

    def check_types(self) -> None:
        """The desktop's own tools know what a double click on a .gguf starts."""
        needed = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin")
        self._root.run(*INSTALL, *needed)
        kind = self._root.as_person("gio", "info", "-a", "standard::content-type", self._model)
        check("application/x-gguf" in kind, kind)
        program = self._root.as_person("gio", "mime", "application/x-gguf")
        check(f"{self._project.name}.desktop" in program, program)
        say("a .gguf is known as a language model, and this program opens it")
        self._root.run("apt-get", "purge", "-y", "-q", "--autoremove", *needed)

    def purge(self, before: set[str]) -> None:
        data = self._root.folder / DATA
        self._root.run("apt-get", "purge", "-y", "-q", "--autoremove", self._project.name)
        left = sorted(self._root.lasting() - before)
        check(not left, f"after the removal there still are: {', '.join(left[:20])}")
        check(data.is_dir(), "the person's own data went with the package")
        say("purged; nothing is left on the system, and the person's own folder is untouched")


def build_former(project: Project) -> Path:
    """The same program under a lower version, with one file more; packed without effort."""
    target = PLACE / f"{project.name}_{FORMER}_{project.architecture}.deb"
    deb.build(replace(project, version=FORMER), target, extra={STALE: "of before\n"}, effort=0)
    return target


def fill_hub(folder: Path) -> None:
    """Two models: the real one, and one of the tests' that weighs nothing."""
    from tests.models.tiny import Tiny, write_tiny  # noqa: PLC0415  it takes the development packages

    real = folder / MODEL
    real.mkdir(parents=True)
    shutil.copyfile(pieces(SMOLLM2)[0], real / SMOLLM2.file)
    (real / "README.md").write_text(f"---\nlicense: apache-2.0\n---\n# {SMOLLM2.name}\n", encoding="utf-8")
    write_tiny(folder / SMALL / "tiny-Q4_K_M.gguf", Tiny(text="Paris, of course.", name="Tiny"))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the tests' hub, which serves ``folder``."""
    line = [sys.executable, "-m", "tests.hub.server", str(folder)]
    server = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip() if server.stdout else ""
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            server.stdout.close()


def go_through(trial: Trial, root: DebianRoot, project: Project, package: Path) -> None:
    before = root.lasting()
    trial.install(build_former(project), FORMER)
    check((root.folder / STALE).is_file(), "the former version lacks its file")
    trial.work_at_the_window()
    trial.search_and_download()
    answer = trial.ask()
    trial.compare()
    trial.check_window("former")
    trial.check_self("without any network", offline=True)
    trial.check_old_processor()
    trial.check_broken_driver()
    kept = trial.listed()
    trial.install(package, project.version)
    check(not (root.folder / STALE).exists(), "a file of the former version is still there")
    check(trial.listed() == kept, "the upgrade lost models")
    check(trial.ask() == answer, "after the upgrade the same model answers otherwise")
    trial.check_window("upgraded")
    say("upgraded with models and settings kept")
    trial.check_types()
    trial.purge(before)


def main() -> None:
    project = read_project()
    package = DIST / f"{project.stem}.deb"
    check(package.is_file(), "there is no package yet; run ./dev package")
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    suite = (sys.argv[1:] or ["trixie"])[0]
    begun = time.monotonic()
    fill_hub(PLACE / "hub")
    with Screen() as screen, served(PLACE / "hub") as hub:
        root = DebianRoot(PLACE / "root", suite, {"DISPLAY": screen.name, "HF_ENDPOINT": hub})
        root.make()
        try:
            go_through(Trial(root, project, screen), root, project, package)
        except SystemExit:
            screen.photograph().save(str(PLACE / "at-the-failure.png"))
            raise
        finally:
            root.remove()
    say(f"all well after {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
