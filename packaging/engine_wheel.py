"""Takes a built wheel apart: the libraries, each once, and the Python half as a wheel without them."""

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

INSIDE = "llama_cpp/lib"  # of the wheel
GRAPHICS = "gpu"
GRAPHICS_PARTS = ("vulkan", "metal", "cuda", "hip", "sycl")
UNUSED = re.compile(r"(lib)?llama-common\b")  # what only llama.cpp's own programs open
LIBRARY = re.compile(r"[^.]+(\.so\.0|\.0\.dylib|\.dll)")  # a wheel holds each under every name of its version


def chosen(names: list[str]) -> Iterator[tuple[str, str]]:
    """Files of the wheel and where they go."""
    for name in names:
        path = Path(name)
        if path.parent.as_posix() != INSIDE or UNUSED.match(path.name):
            continue
        if LIBRARY.fullmatch(path.name) or (_is_plugin(path) and f"{name}.0" not in names):
            yield name, f"{GRAPHICS}/{path.name}" if _is_graphics(path) else path.name


def _is_plugin(path: Path) -> bool:
    plain = path.name.split(".")[0]
    named = plain.startswith(("libggml-", "ggml-")) and not plain.endswith("-base")
    return named and path.suffix in (".so", ".dll")


def _is_graphics(path: Path) -> bool:
    """A plug-in that opens a graphics driver; in the quick build it is a library like the others."""
    return _is_plugin(path) and path.name.split(".")[0].split("-")[1] in GRAPHICS_PARTS


def links(folder: Path) -> dict[str, str]:
    """Links from the name a library is opened by to the file that holds it, where they differ."""
    found = {path.name.removesuffix(".0"): path.name for path in folder.glob("lib*.so.0")}
    found |= {path.name.replace(".0.dylib", ".dylib"): path.name for path in folder.glob("lib*.0.dylib")}
    return {link: name for link, name in found.items() if link != name}


def link(folder: Path) -> None:
    for name, target in links(folder).items():
        if not (folder / name).exists():
            (folder / name).symlink_to(target)


def strip(path: Path) -> None:
    """Take names out that only a debugger reads: a third of the size."""
    options = {"darwin": ["-x"], "win32": None}.get(sys.platform, ["--strip-unneeded"])
    if options is not None and shutil.which("strip"):
        subprocess.run(["strip", *options, str(path)], check=True)


def unpack(wheel: Path, folder: Path) -> None:
    """The libraries of a wheel, what opens them by another name, and the wheel without any library."""
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for name, place in chosen(archive.namelist()):
            target = folder / place
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(archive.read(name))
            strip(target)
        _write_binding(archive, folder / wheel.name)
    link(folder)


def _write_binding(archive: zipfile.ZipFile, target: Path) -> None:
    """The same wheel without what lies among the libraries; its list of files says so too."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as binding:
        for entry in archive.infolist():
            if entry.filename.startswith(f"{INSIDE}/"):
                continue
            body = archive.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):
                lines = body.decode().splitlines(keepends=True)
                body = "".join(line for line in lines if not line.startswith(f"{INSIDE}/")).encode()
            binding.writestr(entry, body)
