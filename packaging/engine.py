"""Builds llama.cpp for any processor of this system, with graphics cards, and keeps the result.

pip compiles it for the processor it runs on, which is right for a developer and wrong for a package: an
older one dies of an illegal instruction. Here each generation of processors has a plug-in of its own and
graphics cards have one more, in the folder ``gpu``, so that a worker that should leave the driver alone
never meets it. What was built once is kept under its version, flags, system and compiler.

Only the standard library, pip and its build tools are needed. ``--where`` prints the folder of a build
that is there already; EXPLORER_ENGINE_CACHE names another place for the builds.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSIDE = "llama_cpp/lib"  # of the wheel
LIST = "engine.json"  # of a build: what it was made from and what it holds; written last
GRAPHICS = "gpu"
GRAPHICS_PARTS = ("vulkan", "metal", "cuda", "hip", "sycl")
UNUSED = re.compile(r"(lib)?(mtmd|llama-common)\b")  # what only llama.cpp's own programs open
LIBRARY = re.compile(r"[^.]+(\.so\.0|\.0\.dylib|\.dll)")  # a wheel holds each under every name of its version
PATIENCE_S = 30
SPIRV = "share/cmake/SPIRV-Headers/SPIRV-HeadersConfig.cmake"
FLAGS = (
    "-DGGML_NATIVE=OFF",
    "-DGGML_BACKEND_DL=ON",
    "-DGGML_CPU_ALL_VARIANTS=ON",
    "-DLLAVA_BUILD=OFF",  # pictures as input: nothing here asks for it
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

    @property
    def name(self) -> str:
        text = json.dumps(vars(self), sort_keys=True)
        return f"{self.version}-{self.system}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def say(text: str) -> None:
    print(f"engine: {text}", file=sys.stderr, flush=True)


def locked_version() -> str:
    for line in (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        if name == "llama-cpp-python":
            return version.split(";")[0].strip()
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
    """For this machine. macOS has Metal without asking; elsewhere Vulkan, if it can be built."""
    shaders = "" if sys.platform == "darwin" else shader_compiler()
    here = "@loader_path" if sys.platform == "darwin" else "$ORIGIN"
    flags = [*FLAGS, f"-DCMAKE_INSTALL_RPATH={here};{here}/.."]
    if sys.platform != "darwin":
        flags.append(f"-DGGML_VULKAN={'ON' if shaders else 'OFF'}")
    system = f"{sys.platform}-{platform.machine().lower()}"
    return Recipe(locked_version(), tuple(flags), system, compiler(), shaders)


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
    """The build that suits this machine and lock; ``None`` before it was made."""
    folder = cache() / recipe().name
    return folder if is_whole(folder) else None


def pip(verb: str, *arguments: str | Path) -> list[str | Path]:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--no-cache-dir")
    return [sys.executable, "-m", "pip", verb, *quiet, *arguments]


def fetch_source(version: str, work: Path) -> Path:
    """The unpacked source, always in the same folder below ``work``: a library remembers where it lay."""
    name = "llama-cpp-python"
    line = pip("download", "--no-binary", name, f"{name}=={version}", "--dest", work)
    status = subprocess.call(line, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    archive = next(work.glob("llama_cpp_python-*.tar.gz"), None)
    if status or archive is None:
        sys.exit("engine: the source of llama.cpp could not be fetched; pip's own words stand above")
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    folder = archive.with_name(archive.name.removesuffix(".tar.gz"))
    return folder.rename(work / "source")


def surroundings(wanted: Recipe, work: Path) -> dict[str, str]:
    """The environment of the compilation. No path of this machine gets into a library."""
    own = {
        "CMAKE_ARGS": " ".join(f"'{flag}'" for flag in wanted.flags),
        "CMAKE_BUILD_PARALLEL_LEVEL": os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1)),
        "SKBUILD_BUILD_DIR": str(work / "build"),
        "TMPDIR": str(work),
    }
    if sys.platform != "win32":
        for name in ("CFLAGS", "CXXFLAGS"):
            own[name] = f"{os.environ.get(name, '')} -ffile-prefix-map={work}=/engine".strip()
    return {**os.environ, **own}


def build_wheel(wanted: Recipe, work: Path) -> Path:
    """Compile. Ends this script if that fails; pip's own words stand above."""
    line = pip("wheel", fetch_source(wanted.version, work), "--wheel-dir", work)
    begun = time.monotonic()
    own = surroundings(wanted, work)
    process = subprocess.Popen(line, env=own, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    while True:
        try:
            status = process.wait(timeout=PATIENCE_S)
            break
        except subprocess.TimeoutExpired:
            say(f"  still compiling after {time.monotonic() - begun:.0f} s")
        except BaseException:
            process.kill()
            process.wait()
            raise
    wheel = next(work.glob("*.whl"), None)
    if status or wheel is None:
        sys.exit("engine: llama.cpp could not be compiled; pip's own words stand above")
    return wheel


def chosen(names: list[str]) -> Iterator[tuple[str, str]]:
    """Files of the wheel and where they go."""
    for name in names:
        path = Path(name)
        if path.parent.as_posix() != INSIDE or UNUSED.match(path.name):
            continue
        plain = path.name.split(".")[0]
        is_plugin = plain.startswith(("libggml-", "ggml-")) and not plain.endswith("-base")
        if is_plugin and path.suffix in (".so", ".dll"):
            is_graphics = plain.split("-")[1] in GRAPHICS_PARTS
            yield name, f"{GRAPHICS}/{path.name}" if is_graphics else path.name
        elif LIBRARY.fullmatch(path.name):
            yield name, path.name


def links(folder: Path) -> dict[str, str]:
    """Links from the name a library is opened by to the file that holds it, where they differ."""
    found = {path.name.removesuffix(".0"): path.name for path in folder.glob("lib*.so.0")}
    found |= {path.name.replace(".0.dylib", ".dylib"): path.name for path in folder.glob("lib*.0.dylib")}
    return {link: name for link, name in found.items() if link != name}


def strip(path: Path) -> None:
    """Take names out that only a debugger reads: a third of the size."""
    options = {"darwin": ["-x"], "win32": None}.get(sys.platform, ["--strip-unneeded"])
    if options is not None and shutil.which("strip"):
        subprocess.run(["strip", *options, str(path)], check=True)


def unpack(wheel: Path, folder: Path) -> None:
    """The libraries of a wheel, each once, and what opens them by another name."""
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for name, place in chosen(archive.namelist()):
            target = folder / place
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(archive.read(name))
            strip(target)
    for link, name in links(folder).items():
        if not (folder / link).exists():
            (folder / link).symlink_to(name)


def keep(wanted: Recipe, folder: Path, place: Path) -> None:
    """Put a finished build in place: whole or not at all, also if another process does the same."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    listed = {path.relative_to(folder).as_posix(): digest(path) for path in files}
    (folder / LIST).write_text(
        json.dumps({"recipe": vars(wanted), "files": listed}, indent=1), encoding="utf-8"
    )
    if place.exists():
        broken = folder.parent / "broken"
        place.rename(broken)
    folder.rename(place)


def build() -> Path:
    """The folder with the libraries, compiled now unless it is there."""
    wanted = recipe()
    place = cache() / wanted.name
    if is_whole(place):
        return place
    if place.exists():
        say("what was built before is damaged and is built again")
    if sys.platform != "darwin" and not wanted.shaders:
        say("Vulkan's build parts are missing (Debian: libvulkan-dev glslc spirv-headers), so this build")
        say("  computes on processors only")
    say("compiling llama.cpp for every processor of this system, about 10 minutes, once")
    begun = time.monotonic()
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=cache()) as work:
        wheel = build_wheel(wanted, Path(work))
        unpack(wheel, Path(work) / "unpacked")
        keep(wanted, Path(work) / "unpacked", place)
    size = sum(path.stat().st_size for path in place.rglob("*") if not path.is_symlink())
    say(f"done in {time.monotonic() - begun:.0f} s, {size / 1e6:.0f} MB")
    return place


def main() -> None:
    if sys.argv[1:] == ["--where"]:
        found = find_built()
        if found is None:
            sys.exit("engine: not built yet; run ./dev engine")
        print(found)
        return
    print(build())


if __name__ == "__main__":
    main()
