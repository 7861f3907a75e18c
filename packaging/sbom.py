"""The software bill of materials (CycloneDX 1.6): every part, its license, and each library's hash."""

import json
import re
import subprocess
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import models
import tree
from project import Project

from explorer.base.software_parts import SoftwarePart
from explorer.domain.included_models import IncludedModel

SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")
KNOWN = {"MIT License": "MIT", "Apache 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0",
         "BSD License": "BSD-3-Clause", "Apache": "Apache-2.0", "BSD": "BSD-3-Clause"}  # fmt: skip
LIBRARIES = (".dll", ".dylib", ".pyd")
NO_PACKAGES = (
    "Qt",
    "llama.cpp",
    "Inter",
    "JetBrains Mono",
    "STIX Two Math",
    "Python",
    "ICU",
)  # no Python packages, so not on PyPI


def bill(
    project: Project,
    parts: Iterable[SoftwarePart],
    system: Mapping[str, str],
    app: Path,
    brought: Iterable[IncludedModel] = (),
) -> str:
    """``system``: the bundled Debian packages with their versions. The same text for the same contents."""
    own, *others = [_component(part) for part in parts]
    others += [models.component(one) for one in brought]
    listed = [*others, *(_debian(name, version) for name, version in sorted(system.items()))]
    listed += [_file(path, app) for path in tree.entries(app) if is_library(path)]
    body = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{project.date:%Y-%m-%dT%H:%M:%SZ}",
            "component": {**own, "type": "application", "bom-ref": project.name, "version": project.version},
        },
        "components": listed,
        "dependencies": [{"ref": project.name, "dependsOn": [one["bom-ref"] for one in listed]}],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    return json.dumps({**body, "serialNumber": f"urn:uuid:{number}"}, indent=1, ensure_ascii=False) + "\n"


def is_library(path: Path) -> bool:
    is_named = ".so" in path.suffixes or path.suffix in LIBRARIES
    return is_named and path.is_file() and not path.is_symlink()


def system_versions(packages: Iterable[str]) -> dict[str, str]:
    """Debian packages and the versions of them that are installed here."""
    names = sorted(packages)
    if not names:
        return {}
    line = ["dpkg-query", "-W", "-f", "${Package}\t${Version}\n", *names]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    pairs = (one.split("\t") for one in done.stdout.splitlines())
    return {name: version for name, version in pairs}  # noqa: C416 — dict() would hide the two names


def _component(part: SoftwarePart) -> dict[str, Any]:
    name = part.name.lower().replace("_", "-")
    is_package = part.name not in NO_PACKAGES
    ref = f"pkg:pypi/{name}@{part.version}" if is_package else f"part:{name.replace(' ', '-')}"
    found: dict[str, Any] = {"type": "library", "bom-ref": ref, "name": part.name}
    if part.version:
        found["version"] = part.version
    if is_package:
        found["purl"] = ref
    found["licenses"] = [_license(part.license)]
    if part.home.startswith("https://"):
        found["externalReferences"] = [{"type": "website", "url": part.home}]
    return found


def _license(name: str) -> dict[str, Any]:
    """As an expression of SPDX where it is one; otherwise in the package's own words."""
    name = KNOWN.get(name, name)
    if " OR " in name or " AND " in name or " WITH " in name:
        return {"expression": name}
    is_id = (SPDX.fullmatch(name) and "-" in name) or name in ("MIT", "ISC", "Unlicense")
    return {"license": {"id": name} if is_id else {"name": name}}


def _debian(name: str, version: str) -> dict[str, Any]:
    ref = f"pkg:deb/debian/{name}@{version}"
    words = {"license": {"name": f"see licenses/system/{name}.txt"}}
    return {
        "type": "library",
        "bom-ref": ref,
        "name": name,
        "version": version,
        "purl": ref,
        "licenses": [words],
    }


def _file(path: Path, app: Path) -> dict[str, Any]:
    place = path.relative_to(app).as_posix()
    hashes = [{"alg": "SHA-256", "content": tree.digest(path)}]
    return {"type": "file", "bom-ref": f"file:{place}", "name": place, "hashes": hashes}
