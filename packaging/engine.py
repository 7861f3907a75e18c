"""Builds llama.cpp and keeps the result: its libraries, and the binding without them as a wheel.

There are two builds. The quick one is for the processor it runs on, which is right for a developer and
wrong for a package: an older one dies of an illegal instruction. In the portable one each generation of
processors has a plug-in of its own and graphics cards have one more, in the folder ``gpu``, so that a worker
that should leave the driver alone never meets it. What was built once is kept under its version, flags,
system and compiler, and serves package and environment alike: nothing is compiled twice.

    engine.py            the portable one, compiled unless it is there; prints its folder
    engine.py --place    brings the binding and its libraries into this environment: the portable ones
                         where they are there, otherwise the quick ones, compiled unless they are there

Only the standard library, pip and its build tools are needed. EXPLORER_ENGINE_CACHE names another place
for the builds.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import engine_compile
import engine_wheel
from engine_compile import say
from engine_wheel import INSIDE

ROOT = Path(__file__).resolve().parent.parent
LIST = "engine.json"  # of a build: what it was made from and what it holds; written last
BINDING = "llama_cpp_python-*.whl"  # of a build: the Python half
PATIENCE_S = 30
SPIRV = "share/cmake/SPIRV-Headers/SPIRV-HeadersConfig.cmake"
PORTABLE = ("-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON")
FLAGS = (
    "-DLLAMA_BUILD_COMMON=OFF",  # engine_compile.LEAN sees to it
    "-DMTMD_VIDEO=OFF",  # its part for pictures would start a program to read films
    # Without these the plug-ins land outside the package.
    f"-DCMAKE_INSTALL_BINDIR={INSIDE}",
    f"-DCMAKE_INSTALL_LIBDIR={INSIDE}",
    "-DCMAKE_INSTALL_INCLUDEDIR=llama_cpp/include",
    "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON",  # otherwise the path of the build leaves a trace in each library
)


@dataclass(frozen=True)
class Recipe:
    """All that decides what comes out; its digest names the folder."""

    version: str  # of llama-cpp-python
    flags: tuple[str, ...]
    system: str
    compiler: str
    shaders: str  # what compiles the programs of graphics cards; "" without
    processor: str  # the one it is for alone; "" for all

    @property
    def name(self) -> str:
        text = json.dumps(vars(self), sort_keys=True)
        kind = "quick-" if self.processor else ""
        return f"{self.version}-{kind}{self.system}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def locked_version() -> str:
    for line in (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        if name == "llama-cpp-python":
            return version.split()[0]
    sys.exit("engine: requirements/runtime.lock does not name llama-cpp-python")


def first_line(*command: str) -> str:
    """What a program says first, e.g. its version; "" if it is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else ""


def compiler(system: str = sys.platform) -> str:
    if system != "win32":
        return first_line(os.environ.get("CXX", "c++"), "--version")
    programs = os.environ.get("PROGRAMFILES(X86)", "")
    finder = Path(programs, "Microsoft Visual Studio", "Installer", "vswhere.exe")
    return "MSVC " + first_line(str(finder), "-latest", "-products", "*", "-property", "installationVersion")


def processor(facts: Path = Path("/proc/cpuinfo")) -> str:
    """What tells this processor's instructions from another's."""
    try:
        lines = facts.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    able = (line.partition(":")[2].strip() for line in lines if line.startswith(("flags", "Features")))
    return next(able, "") or platform.processor() or platform.machine()


def shader_compiler() -> str:
    """The version of what Vulkan's part is built with; "" where a piece is missing."""
    kit = os.environ.get("VULKAN_SDK", "")
    roots = [Path(kit)] if kit else [Path("/usr"), Path("/usr/local")]
    has_headers = _any_file(roots, "[Ii]nclude/vulkan/vulkan.h")
    has_spirv = _any_file(roots, "**/SPIRV-HeadersConfig.cmake" if kit else SPIRV)
    folders = [os.environ.get("PATH", ""), *(str(Path(kit, name)) for name in ("bin", "Bin") if kit)]
    program = shutil.which("glslc", path=os.pathsep.join(folders))
    return first_line(program, "--version") if program and has_headers and has_spirv else ""


def _any_file(roots: list[Path], pattern: str) -> bool:
    return any(True for root in roots for _ in root.glob(pattern))


def recipe() -> Recipe:
    """Of the portable build. macOS has Metal without asking; elsewhere Vulkan, if it can be built."""
    shaders = "" if sys.platform == "darwin" else shader_compiler()
    flags = list(PORTABLE)
    if sys.platform != "darwin":
        flags.append(f"-DGGML_VULKAN={'ON' if shaders else 'OFF'}")
    return _recipe(flags, shaders, "")


def quick_recipe() -> Recipe:
    """Of the one for this processor alone."""
    return _recipe([], "", processor())


def _recipe(flags: list[str], shaders: str, of: str) -> Recipe:
    here = "@loader_path" if sys.platform == "darwin" else "$ORIGIN"
    system = f"{sys.platform}-{platform.machine().lower()}"
    all_flags = (*FLAGS, *flags, f"-DCMAKE_INSTALL_RPATH={here};{here}/..")
    return Recipe(locked_version(), all_flags, system, compiler(), shaders, of)


def cache() -> Path:
    chosen = os.environ.get("EXPLORER_ENGINE_CACHE")
    return Path(chosen).expanduser() if chosen else ROOT / "build" / "engine"


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_whole(folder: Path) -> bool:
    """Whether a build is there with every byte of it."""
    try:
        listed = json.loads((folder / LIST).read_bytes())["files"]
        return bool(listed) and all(digest(folder / name) == known for name, known in listed.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def find_built() -> Path | None:
    """The portable build that suits this machine and lock; ``None`` before it was made."""
    folder = cache() / recipe().name
    return folder if is_whole(folder) else None


def files_of(folder: Path) -> list[Path]:
    """What a build or an environment holds, links aside."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]


def keep(wanted: Recipe, folder: Path, place: Path) -> None:
    """Put a finished build in place: whole or not at all, also if another process does the same."""
    listed = {path.relative_to(folder).as_posix(): digest(path) for path in files_of(folder)}
    (folder / LIST).write_text(
        json.dumps({"recipe": vars(wanted), "files": listed}, indent=1), encoding="utf-8"
    )
    if place.exists():
        broken = folder.parent / "broken"
        place.rename(broken)
    folder.rename(place)


def build(wanted: Recipe | None = None) -> Path:
    """The folder with the libraries, of the portable build unless told; compiled now unless it is there."""
    wanted = wanted or recipe()
    place = cache() / wanted.name
    if is_whole(place):
        return place
    if place.exists():
        say("what was built before is damaged and is built again")
    _announce(wanted)
    begun = time.monotonic()
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=cache()) as work:
        wheel = engine_compile.build_wheel(wanted.version, wanted.flags, Path(work), cache() / "compile.log")
        engine_wheel.unpack(wheel, Path(work) / "unpacked")
        keep(wanted, Path(work) / "unpacked", place)
    size = sum(path.stat().st_size for path in files_of(place))
    say(f"done in {time.monotonic() - begun:.0f} s, {size / 1e6:.0f} MB")
    return place


def _announce(wanted: Recipe) -> None:
    if wanted.processor:
        say("compiling llama.cpp for this processor, some minutes, once")
        return
    if sys.platform != "darwin" and not wanted.shaders:
        say("Vulkan's build parts are missing (Debian: libvulkan-dev glslc spirv-headers), so this build")
        say("  computes on processors only")
    say("compiling llama.cpp for every processor of this system, about 10 minutes, once")


def place() -> None:
    """Bring a build into this environment, in place of what is there; nothing to do if it is there."""
    folder = find_built() or build(quick_recipe())
    site = Path(sysconfig.get_path("platlib"))
    target = site / INSIDE
    if is_placed(folder, site):
        return
    binding = next(folder.glob(BINDING))
    line = engine_compile.pip("install", "--quiet", "--no-index", "--force-reinstall", binding)
    if subprocess.call(line, stdin=subprocess.DEVNULL, stdout=sys.stderr):
        sys.exit("engine: the binding could not be installed; pip's own words stand above")
    copy(folder, target)
    say(f"llama.cpp is in the environment: {folder.name}")


def is_placed(folder: Path, site: Path) -> bool:
    """Whether an environment has exactly this build."""
    version = json.loads((folder / LIST).read_bytes())["recipe"]["version"]
    there = site / INSIDE / LIST
    has_binding = (site / f"llama_cpp_python-{version}.dist-info").is_dir()
    return has_binding and there.is_file() and there.read_bytes() == (folder / LIST).read_bytes()


def copy(folder: Path, target: Path) -> None:
    """The libraries of a build and nothing else into a folder; the list last, as a sign that it is whole."""
    shutil.rmtree(target, ignore_errors=True)
    for path in files_of(folder):
        if path.name != LIST and not path.match(BINDING):
            place = target / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    engine_wheel.link(target)
    shutil.copyfile(folder / LIST, target / LIST)


def main() -> None:
    if sys.argv[1:] == ["--place"]:
        place()
    else:
        print(build())


if __name__ == "__main__":
    main()
