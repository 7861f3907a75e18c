"""What the packages say of this project, each fact from one place: pyproject.toml, or the built commit.

Where the project lives publicly is ``Source`` in ``[project.urls]``; while that is not set, what needs it is
left out of the packages, and nothing invents an address.
"""

import os
import platform
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
APP = BUILD / "package" / "open-model-explorer"  # the folder that PyInstaller makes
BILL = "licenses/open-model-explorer.cdx.json"  # in that folder: what it is made of
DIST = BUILD / "dist"
NOBODY = "Open Model Explorer contributors <nobody@localhost>"  # until pyproject.toml names a maintainer
ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class Project:
    """``source`` is its public address or empty; ``epoch`` the second of the commit that is built."""

    name: str
    version: str
    summary: str
    source: str
    maintainer: str
    epoch: int

    @property
    def architecture(self) -> str:
        machine = platform.machine().lower()
        return ARCHITECTURES.get(machine, machine)

    @property
    def stem(self) -> str:
        """How the names of all files of a release begin."""
        return f"{self.name}_{self.version}_{self.architecture}"

    @property
    def date(self) -> datetime:
        return datetime.fromtimestamp(self.epoch, UTC)


def read_project(root: Path = ROOT) -> Project:
    """Ends this script if the second of the commit is not known."""
    facts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    people = [f"{one['name']} <{one['email']}>" for one in facts.get("maintainers", []) if "email" in one]
    return Project(
        name=facts["name"],
        version=facts["version"],
        summary=facts["description"],
        source=facts.get("urls", {}).get("Source", "").rstrip("/"),
        maintainer=people[0] if people else NOBODY,
        epoch=commit_second(root),
    )


def commit_second(root: Path = ROOT) -> int:
    """The one date that everything in a package carries, so that two builds of a commit are the same."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
    line = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        found = subprocess.run(line, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        found = ""
    if not found.isdigit():
        sys.exit("package: Git does not tell the date of this commit; set SOURCE_DATE_EPOCH to its second")
    return int(found)
