"""Which of the included models the bundle brings, where they lie in it, and what is said of them.

Only those that come without terms: who downloads the app has accepted none. ``./dev package --lean`` leaves
all of them out.
"""

import os
import shutil
import sys
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from explorer.base.software_parts import license_files
from explorer.domain.included_models import INCLUDED, IncludedModel
from explorer.local.models.included import is_available, pieces

LEAN = "EXPLORER_LEAN"  # set while a bundle without models is made
HUB = "https://huggingface.co"
LICENSES = Path(__file__).resolve().parent.parent / "resources" / "licenses"
OURSELVES = "Open Model Explorer"
CONVERTED = "Converted by this project (packaging/minilm.py) from the published weights to GGUF, Q8_0."


def brought() -> tuple[IncludedModel, ...]:
    """By the bundle that is being made."""
    return () if os.environ.get(LEAN) else tuple(one for one in INCLUDED if one.terms is None)


def files(models: Iterable[IncludedModel]) -> list[tuple[str, str]]:
    """Each file and the folder of the bundle where the app looks for it: as in the package it comes from.

    Ends this script if a file is not what the app expects.
    """
    models = tuple(models)
    missing = [one.distribution for one in models if not is_available(one)]
    if missing:
        sys.exit(f"package: {', '.join(missing)} is not installed; run ./dev package with a network")
    damaged = [one.name for one in models if _sha256(pieces(one)) != one.sha256]
    if damaged:
        sys.exit(f"package: {', '.join(damaged)} is damaged; delete .venv and try again")
    found = [
        (path, (Path(package) / inside).parent.as_posix())
        for one in models
        for path, (package, inside) in zip(pieces(one), one.pieces, strict=True)
    ]
    cards = [(pieces(one)[0].with_name(one.card[1]), one.card[0]) for one in models if one.card is not None]
    return [(str(path), place) for path, place in (*found, *cards)]


def _sha256(paths: Iterable[Path]) -> str:
    found = sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()


def inside(app: Path) -> list[tuple[IncludedModel, Path]]:
    """The models that a frozen folder holds as one file, and where."""
    places = [
        (one, app / "_internal" / package / file) for one in INCLUDED for package, file in one.pieces[:1]
    ]
    return [(one, path) for one, path in places if len(one.pieces) == 1 and path.is_file()]


def notice(one: IncludedModel) -> str:
    """Who made it, under which license, and which file it is. Short: the license's text lies beside it."""
    maker, quantizer = one.made_from.split("/")[0], one.repo.split("/")[0]
    at = f" at {one.commit}" if one.commit else ""
    made = CONVERTED if one.is_converted else f"Quantized by {quantizer}: {HUB}/{one.repo}{at}"
    unchanged = "" if one.is_converted else ", unchanged"
    return (
        f"{one.name}\n"
        f"License: {one.license_name}\n"
        f"Made by {maker}: {HUB}/{one.made_from}\n"
        f"{made}\n"
        f"From the Python package {one.distribution}, of which nothing else is here\n"
        f"File: {one.file}{unchanged}, {one.size} bytes, SHA-256 {one.sha256}\n"
    )


def add_license(one: IncludedModel, folder: Path) -> None:
    """The text of its license. What was converted has none of its package's, which is that of the package."""
    texts = [LICENSES / f"{one.license_name}.txt"]
    for path in texts if one.is_converted else license_files(distribution(one.distribution)):
        shutil.copy(path, folder / path.name)


def component(one: IncludedModel) -> dict[str, Any]:
    """What the bill of parts says of it (CycloneDX 1.6). What was converted is published nowhere else."""
    published = f"pkg:huggingface/{one.repo}{f'@{one.commit}' if one.commit else ''}"
    found: dict[str, Any] = {
        "type": "machine-learning-model",
        "bom-ref": f"part:{one.file}" if one.is_converted else published,
        "supplier": {"name": OURSELVES if one.is_converted else one.repo.split("/")[0]},
        "name": one.name,
        "version": one.commit,
        "hashes": [{"alg": "SHA-256", "content": one.sha256}],
        "licenses": [{"license": {"id": one.license_name}}],
        "externalReferences": [{"type": "website", "url": f"{HUB}/{one.repo}"}],
        "pedigree": {"ancestors": [_origin(one)]},
    }
    if one.is_converted:
        found["pedigree"]["notes"] = CONVERTED
    else:
        found["purl"] = published
    return found


def _origin(one: IncludedModel) -> dict[str, str]:
    purl = f"pkg:huggingface/{one.made_from}"
    return {"type": "machine-learning-model", "name": one.made_from, "purl": purl}


def copyright_of(one: IncludedModel) -> str:
    """Its paragraph in the .deb's copyright file."""
    folder = one.pieces[0][0]
    said = CONVERTED if one.is_converted else f"Quantized by {one.repo.split('/')[0]}; the file is unchanged."
    return (
        f"Files: usr/lib/open-model-explorer/_internal/{folder}/*\n"
        f"Copyright: {one.made_from.split('/')[0]}\n"
        f"License: {one.license_name}\n"
        "Comment:\n"
        f" {one.name}, made from {one.made_from}.\n"
        f" {said}\n"
    )
