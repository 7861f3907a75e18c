"""Builds build/package/open-model-explorer: the app as a folder that needs no Python.

The recipe is explorer.spec; this adds what PyInstaller leaves out (license texts, the bill of parts, `omx`),
removes what it leaves over (dangling links), and says how large the result is. ./dev package starts it with
PYTHONHASHSEED=0: without that, two builds order sets differently.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import models
import msgspec
import sbom
import shrink
import tree
from project import APP, BILL, BUILD, ROOT, Project, read_project
from PyInstaller.__main__ import run as pyinstaller

from explorer.base.software_parts import (
    SoftwarePart,
    home_of,
    license_files,
    license_name,
    read_software_parts,
)

HERE = Path(__file__).resolve().parent
WORK = BUILD / "pyinstaller"
LEFT_OUT = {"hf-xet"}


def freeze(project: Project) -> None:
    """From nothing: what a former build left there could stay in the folder unseen."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.rmtree(APP, ignore_errors=True)
    WORK.mkdir(parents=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(project.epoch)
    places = ["--distpath", str(APP.parent), "--workpath", str(WORK)]
    pyinstaller([str(HERE / "explorer.spec"), *places, "--noconfirm", "--log-level", "WARN"])


def dangling(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]


def bundled() -> Iterator[Distribution]:
    """The installed packages that the folder holds parts of, and PyInstaller for its bootloader."""
    lines = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8").splitlines()
    locked = [line.split("==")[0] for line in lines if "==" in line]
    # `build` locks packaging first, so that runtime.lock need not name it again
    for name in [*locked, "packaging", "pyinstaller"]:
        if name in LEFT_OUT:
            continue
        try:
            yield distribution(name)
        except PackageNotFoundError:  # one that another system needs
            continue


def add_package_licenses(target: Path) -> None:
    for package in bundled():
        folder = target / f"{package.name}-{package.version}"
        folder.mkdir(parents=True)
        for path in license_files(package):
            name = path.name if not (folder / path.name).exists() else f"{path.parent.name}-{path.name}"
            (folder / name).write_bytes(in_utf8(path.read_bytes()))
        facts = f"{package.name} {package.version}\nLicense: {license_name(package)}\n{home_of(package)}\n"
        (folder / "ABOUT.txt").write_text(facts, encoding="utf-8")


def in_utf8(text: bytes) -> bytes:
    """Word for word; those of before UTF-8 are nearly all in this one."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace").encode()
    return text


def add_model_licenses(target: Path) -> None:
    for one in models.brought():
        folder = target / one.name
        folder.mkdir(parents=True)
        models.add_license(one, folder)
        (folder / "ABOUT.txt").write_text(models.notice(one), encoding="utf-8")


def add_parts_list() -> None:
    """The list that the settings show; the frozen app has no metadata of its packages to read."""
    found = next(APP.rglob("licenses.yaml")).parent
    (found / "parts.json").write_bytes(msgspec.json.encode(read_software_parts(models.brought())))


def add_python_license(target: Path) -> None:
    version = sysconfig.get_python_version()
    places = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{version}/copyright"),
        Path(sys.base_prefix) / "LICENSE.txt",
    ]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise SystemExit("the license text of Python was not found")
    shutil.copy(found, target / f"Python-{version}.txt")


def system_packages(origins: list[str]) -> set[str]:
    """The Debian packages of the libraries that came from the system itself."""
    stays = {path.name for path in (APP / "_internal").iterdir()}
    outside = [Path(path) for path in origins if "site-packages" not in path]
    outside = [path.resolve() for path in outside if path.name in stays]
    found = set()
    for path in outside:
        # dpkg knows a file by the name it was installed under, with or without /usr
        for name in (str(path), str(path).removeprefix("/usr")):
            done = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                found.add(done.stdout.split(":")[0])
                break
    return found


def from_system() -> set[str]:
    """The Debian packages that the folder holds libraries of; none on other systems."""
    if not shutil.which("dpkg"):
        return set()
    return system_packages((WORK / "explorer" / "origins.txt").read_text(encoding="utf-8").splitlines())


def add_system_licenses(target: Path) -> None:
    for package in sorted(from_system()):
        text = Path("/usr/share/doc", package, "copyright")
        if text.is_file():
            shutil.copy(text, target / f"{package}.txt")


def add_bill(project: Project) -> None:
    """Last: it names the hash of every library."""
    boot = distribution("pyinstaller")
    terms = "GPL-2.0-or-later WITH Bootloader-exception"  # its metadata name only the half of it
    parts = [*read_software_parts(models=()), SoftwarePart(boot.name, boot.version, terms, "", home_of(boot))]
    if any(APP.rglob(shrink.ICU)):
        parts.append(SoftwarePart("ICU", "73", "Unicode-DFS-2016", "", "https://icu.unicode.org"))
    text = sbom.bill(project, parts, sbom.system_versions(from_system()), APP, models.brought())
    (APP / BILL).write_text(text, encoding="utf-8", newline="\n")


def add_omx() -> None:
    """The verbs under their own name. On Windows they are a second program of the recipe."""
    if sys.platform != "win32":
        (APP / "omx").symlink_to("open-model-explorer")


def add_licenses() -> None:
    target = APP / "licenses"
    shutil.copytree(ROOT / "resources" / "licenses", target)
    shutil.copy(ROOT / "LICENSE", target / "Open Model Explorer.txt")
    add_package_licenses(target)
    add_model_licenses(target)
    add_python_license(target)
    (target / "system").mkdir()
    add_system_licenses(target / "system")


def main() -> None:
    if os.environ.get("PYTHONHASHSEED") != "0":
        sys.exit("package: run ./dev package, which sets what a repeatable build needs")
    if "--lean" in sys.argv[1:]:
        os.environ[models.LEAN] = "1"
    begun = time.monotonic()
    project = read_project()
    print("package: freezing the app with its worker, about a minute", flush=True)
    freeze(project)
    for path in dangling(APP):
        path.unlink()
    shrink.shrink(APP)
    print("package: adding the license texts and the bill of parts", flush=True)
    add_licenses()
    add_parts_list()
    add_omx()
    add_bill(project)
    tree.settle(APP, project.epoch)
    spent = time.monotonic() - begun
    print(f"package: {APP} is ready, {tree.size(APP) / 1e6:.0f} MB, after {spent:.0f} s")
    names = ", ".join(one.name for one in models.brought())
    print(f"package: inside is {names}" if names else "package: no model is inside")


if __name__ == "__main__":
    main()
