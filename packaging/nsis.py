"""Builds the Windows installer from the frozen folder with NSIS (``makensis``, on any system that has it)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from project import BUILD, Project

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "windows" / "installer.nsi"
LICENSE = HERE.parent / "LICENSE"
USUAL = Path("C:/Program Files (x86)/NSIS/makensis.exe")


def compiler() -> str:
    """Ends this script if there is none."""
    found = shutil.which("makensis") or (str(USUAL) if USUAL.is_file() else "")
    if not found:
        sys.exit("package: NSIS is missing (https://nsis.sourceforge.io; Debian: nsis)")
    return found


def values(project: Project, folder: Path, icon: Path, target: Path) -> dict[str, str]:
    """What the script is told. Sizes are shown by Windows in KiB."""
    files = (path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "VERSION": project.version,
        "PAYLOAD": str(folder),
        "ICON": str(icon),
        "LICENSE": str(LICENSE),
        "SIZE": str(sum(files) // 1024),
        "TARGET": str(target),
    }


def build(project: Project, folder: Path, target: Path) -> Path:
    icon = BUILD / "pyinstaller" / "explorer" / "icons" / "app.ico"
    compile_installer(values(project, folder, icon, target), project.epoch)
    return target


def compile_installer(told: dict[str, str], epoch: int) -> None:
    line = [compiler(), "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    line += [f"-D{name}={value}" for name, value in told.items()]
    own = {"SOURCE_DATE_EPOCH": str(epoch)}
    status = subprocess.call([*line, str(SCRIPT)], env={**os.environ, **own})
    if status:
        sys.exit(f"package: makensis ended with status {status}")
