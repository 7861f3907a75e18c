"""Builds an AppImage from the frozen folder: a runtime of the AppImage project, then a squashed folder.

usage: python packaging/appimage.py RUNTIME    (needs mksquashfs; Debian: squashfs-tools)

RUNTIME is a released ``runtime-x86_64`` of https://github.com/AppImage/type2-runtime: a static program that
mounts what follows it. It needs no libfuse2, which newer systems no longer bring.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import deb
import tree
from project import APP, BUILD, DIST, Project, read_project

START = Path(__file__).resolve().parent / "appimage" / "AppRun"


def lay_out(project: Project, folder: Path) -> None:
    """The same tree as in the .deb, and at its top what a desktop looks for in an AppImage."""
    deb.lay_out(project, folder)
    shutil.copy(START, folder / "AppRun")
    desktop, picture = f"{project.name}.desktop", f"{project.name}.png"
    (folder / desktop).symlink_to(f"usr/share/applications/{desktop}")
    (folder / picture).symlink_to(f"usr/share/icons/hicolor/256x256/apps/{picture}")
    (folder / ".DirIcon").symlink_to(picture)
    tree.settle(folder, project.epoch)


def squash(folder: Path, target: Path) -> None:
    line = ["mksquashfs", str(folder), str(target), "-noappend", "-root-owned", "-no-xattrs", "-quiet",
            "-no-progress", "-comp", "zstd", "-Xcompression-level", "19", "-processors", "1",
            "-mkfs-time", str(int(folder.stat().st_mtime))]  # fmt: skip
    status = subprocess.call(line, stdout=subprocess.DEVNULL)
    if status:
        sys.exit(f"package: mksquashfs ended with status {status}")


def build(project: Project, runtime: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="appimage-", dir=BUILD) as work:
        folder, squashed = Path(work, "AppDir"), Path(work, "squashed")
        folder.mkdir()
        lay_out(project, folder)
        squash(folder, squashed)
        target.write_bytes(runtime.read_bytes() + squashed.read_bytes())
    target.chmod(0o755)


def main() -> None:
    if len(sys.argv) != 2 or not APP.is_dir():
        sys.exit("usage: python packaging/appimage.py RUNTIME, after ./dev package")
    project = read_project()
    target = DIST / f"{project.stem}.AppImage"
    build(project, Path(sys.argv[1]), target)
    sums = DIST / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="utf-8") + tree.checksums([target]), encoding="utf-8")
    print(f"package: {target.stat().st_size / 1e6:7.1f} MB  {target}")


if __name__ == "__main__":
    main()
