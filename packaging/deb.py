"""Builds the .deb from the frozen folder and packaging/linux; needs dpkg-deb, so Debian or Ubuntu.

Everything lies below /usr and nothing runs at installation: menus, types and icons are taken up by the
triggers of the packages that own them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import models
import tree
from icons import SIZES, png
from metainfo import metainfo
from needs import needs
from project import APP, ROOT, Project
from shrink import is_elf

from explorer.domain.included_models import IncludedModel

LINUX = Path(__file__).resolve().parent / "linux"
MARK = ROOT / "resources" / "icons" / "app.svg"
PROGRAMS = ("open-model-explorer", "omx")
OPTIONAL = ("gpu", "printsupport")  # what lies in these is only tried where the system has what it needs


def can_build() -> bool:
    return shutil.which("dpkg-deb") is not None


def lay_out(project: Project, root: Path) -> None:
    """Everything the package holds, below ``root``."""
    share, own = root / "usr/share", root / "usr/lib" / project.name
    own.parent.mkdir(parents=True)
    shutil.copytree(APP, own, symlinks=True)
    programs = root / "usr/bin"
    programs.mkdir()
    for name in PROGRAMS:
        (programs / name).symlink_to(f"../lib/{project.name}/{project.name}")
    _write(share / "applications" / f"{project.name}.desktop", _text(f"{project.name}.desktop"))
    _write(share / "mime/packages" / f"{project.name}.xml", _text(f"{project.name}.xml"))
    _write(share / "metainfo" / f"{project.name}.metainfo.xml", metainfo(project))
    _write(share / "lintian/overrides" / project.name, _text("lintian-overrides"))
    _add_icons(share / "icons/hicolor", project.name)
    for name in PROGRAMS:
        page = _text(f"{name}.1").replace("@VERSION@", project.version)
        page = page.replace("@DATE@", f"{project.date:%Y-%m-%d}")
        _write(share / "man/man1" / f"{name}.1.gz", tree.gzipped(page))
    _write(share / "doc" / project.name / "copyright", copyrights([one for one, _ in models.inside(own)]))
    _write(share / "doc" / project.name / "changelog.gz", tree.gzipped(changelog(project)))


def changelog(project: Project) -> str:
    """In Debian's form; what changed is said in CHANGELOG.md, which is too long for it."""
    return (
        f"{project.name} ({project.version}) unstable; urgency=medium\n\n"
        f"  * Release {project.version}. What changed is told in CHANGELOG.md of the source.\n\n"
        f" -- {project.maintainer}  {project.date:%a, %d %b %Y %H:%M:%S +0000}\n"
    )


def copyrights(inside: Sequence[IncludedModel]) -> str:
    """Debian's copyright file, with the models that are inside; without one nothing names their license."""
    text = _text("copyright").replace("@MODELS@", "".join(f"{models.copyright_of(one)}\n" for one in inside))
    return text if inside else text[: text.index("\nLicense: Apache-2.0")]


def contents(inside: Sequence[IncludedModel]) -> str:
    """The end of the package's description."""
    if not inside:
        return " The package brings its own Python, Qt and llama.cpp. No model is inside."
    writes = next((one.name for one in inside if one.writes), "")
    embeds = next((one.name for one in inside if not one.writes), "")
    lines = [" The package brings its own Python, Qt and llama.cpp."]
    if writes:
        lines += [" A small model is inside, so that the first answer needs no network:", f" {writes}."]
    if embeds:
        lines += [" So is one that makes vectors for search in documents:", f" {embeds}."]
    return "\n".join(lines)


def control(
    project: Project, size: int, depends: str, recommends: str, inside: Sequence[IncludedModel] = ()
) -> str:
    lines = [
        f"Package: {project.name}",
        f"Version: {project.version}",
        f"Architecture: {project.architecture}",
        f"Maintainer: {project.maintainer}",
        f"Installed-Size: {-(-size // 1024)}",
        f"Depends: {depends}",
        f"Recommends: {recommends}" if recommends else "",
        "Suggests: mesa-vulkan-drivers, fonts-noto-cjk, fonts-noto-color-emoji",
        "Section: science",
        "Priority: optional",
        f"Homepage: {project.source}" if project.source else "",
        "Description: find, run and compare open language models on your own machine",
        " Open Model Explorer searches the Hugging Face Hub, shows what the makers of a",
        " model disclose and where they say it, downloads GGUF models and checks them,",
        " runs them through llama.cpp on the processor or a graphics card, and compares",
        " several side by side. Prompts and answers stay on this machine.",
        " .",
        contents(inside),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def needed(root: Path) -> tuple[str, str]:
    """What the package depends on, and what it recommends for graphics cards and printers; read off its
    libraries."""
    found = [path for path in tree.entries(root) if is_elf(path)]
    optional = [path for path in found if path.parent.name in OPTIONAL]
    depends = needs([path for path in found if path not in optional], root)
    recommends = needs(optional, root) - depends if optional else set()
    names = {one.split()[0] for one in depends}
    more = sorted(one for one in recommends if one.split()[0] not in names)
    return ", ".join(sorted({*depends, "fontconfig-config"})), ", ".join(more)


def build(project: Project, target: Path, *, extra: Mapping[str, str] | None = None, effort: int = 6) -> None:
    """``extra``: more files with their text, for a trial. ``effort``: of the compression, 0 to 9."""
    with tempfile.TemporaryDirectory(prefix="deb-", dir=APP.parent) as work:
        root = Path(work, "root")
        root.mkdir()
        lay_out(project, root)
        for name, text in (extra or {}).items():
            _write(root / name, text)
        depends, recommends = needed(root)
        size, inside = tree.size(root), [one for one, _ in models.inside(APP)]
        tree.settle(root, project.epoch)
        sums = [
            f"{tree.digest_md5(path)}  {path.relative_to(root).as_posix()}\n"
            for path in tree.entries(root)
            if path.is_file() and not path.is_symlink()
        ]
        _write(root / "DEBIAN/control", control(project, size, depends, recommends, inside))
        _write(root / "DEBIAN/md5sums", "".join(sums))
        tree.settle(root / "DEBIAN", project.epoch)
        _pack(root, target, project.epoch, effort)


def _pack(root: Path, target: Path, epoch: int, effort: int) -> None:
    own = {"SOURCE_DATE_EPOCH": str(epoch), "DPKG_DEB_THREADS_MAX": "1"}  # more threads compress otherwise
    line = ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{effort}", "--build", str(root), str(target)]
    done = subprocess.run(line, env={**os.environ, **own}, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"package: dpkg-deb ended with status {done.returncode}")


def _add_icons(target: Path, name: str) -> None:
    for size in SIZES:
        _write(target / f"{size}x{size}" / "apps" / f"{name}.png", png(size))
    _write(target / "scalable/apps" / f"{name}.svg", MARK.read_bytes())


def _text(name: str) -> str:
    return (LINUX / name).read_text(encoding="utf-8")


def _write(path: Path, body: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body.encode() if isinstance(body, str) else body)
