"""Every bundled piece of software with its version, license and the license's text.

In an installation from source this is read from the metadata of the installed packages; the frozen bundle
carries none, so packaging writes the same list into it (``parts.json``). Reading takes some 50 ms: in a
task.
"""

import importlib.util
import platform
import re
import sysconfig
from collections.abc import Collection, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import msgspec

from explorer.base.resources import resource
from explorer.domain.included_models import INCLUDED, IncludedModel

APP = "open-model-explorer"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_TEXTS = ("licen", "copying", "notice", "copyright", "authors")
_FOLDER = "licenses"  # PEP 639; PDFium's holds those of all that it is built from, by their names
_WITHOUT_TEXT = frozenset({"latex2mathml"})  # its package brings no license text
_LEFT_OUT = frozenset({"hf-xet"})  # installed by huggingface_hub, never loaded, not in the bundle


class SoftwarePart(msgspec.Struct, frozen=True):
    """``license`` is its short name, ``text`` all of it, ``home`` an address or empty."""

    name: str
    version: str
    license: str
    text: str
    home: str = ""


def all_software_parts() -> tuple[SoftwarePart, ...]:
    """Every part, this app first, then by name."""
    try:
        return msgspec.json.decode(resource("parts.json").read_bytes(), type=tuple[SoftwarePart, ...])
    except FileNotFoundError:
        return read_software_parts()


def read_software_parts(models: Collection[IncludedModel] = INCLUDED) -> tuple[SoftwarePart, ...]:
    """The parts as they are installed here, with those of the included models that are named."""
    converted = [model for model in models if model.is_converted]
    carriers = {model.distribution: model for model in models if not model.is_converted}
    packages = [_part(package, carriers.get(package.name)) for package in _packages(carriers)]
    own = [part for part in packages if part.name == APP]
    others = [part for part in packages if part.name != APP]
    others += [*_without_metadata(), *map(_converted, filter(_is_installed, converted))]
    return (*own, *sorted(others, key=lambda p: p.name.lower()))


def version_of(parts: tuple[SoftwarePart, ...], name: str) -> str:
    return next((part.version for part in parts if part.name.lower() == name.lower()), "")


def license_files(package: Distribution) -> list[Path]:
    """The license texts that came with a package: by their names, or all of a folder for them."""
    near = [file for file in package.files or [] if ".dist-info" in str(file)]
    found = [
        file for file in near if any(word in file.name.lower() for word in _TEXTS) or _FOLDER in file.parts
    ]
    return [path for path in (Path(str(package.locate_file(file))) for file in found) if path.is_file()]


def license_text(package: Distribution) -> str:
    """All of them; several with their names above, for those of PDFium do not say what they are of."""
    files = license_files(package)
    texts = [path.read_text("utf-8", errors="replace") for path in files]
    if len(texts) > 1:
        texts = [f"{path.name}\n\n{text}" for path, text in zip(files, texts, strict=True)]
    return "\n\n".join(texts)


def license_name(package: Distribution) -> str:
    """As short as the package says it."""
    stated = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    if stated and "\n" not in stated and len(stated) < 80:
        return stated
    kinds = [
        c.split(" :: ")[-1] for c in package.metadata.get_all("Classifier") or [] if c.startswith("License")
    ]
    return ", ".join(kinds) or "see its text"


def home_of(package: Distribution) -> str:
    """Its page, the most telling one first; empty if none is named."""
    links = {"homepage": package.metadata.get("Home-page") or ""}
    for link in package.metadata.get_all("Project-URL") or []:
        label, _, url = link.partition(", ")
        links.setdefault(label.lower(), url)
    named = (links.get(label, "") for label in ("homepage", "source", "repository", "github", "source code"))
    return next((url for url in named if url), next(iter(filter(None, links.values())), ""))


def _part(package: Distribution, model: IncludedModel | None) -> SoftwarePart:
    """``model``: what the package carries, whose license counts."""
    text = license_text(package)
    if package.name.lower().startswith(("pyside6", "shiboken6")):
        text = _shipped("Qt", "LGPL-3.0", "GPL-3.0")
    if package.name in _WITHOUT_TEXT:
        text = _shipped(package.name)
    if model is not None and model.terms is not None:
        return SoftwarePart(package.name, package.version, model.license_name, "", model.terms.url)
    name = model.license_name if model is not None else license_name(package)
    return SoftwarePart(package.name, package.version, name, text, home_of(package))


def _is_installed(model: IncludedModel) -> bool:
    return all(importlib.util.find_spec(package) is not None for package, _file in model.pieces)


def _converted(model: IncludedModel) -> SoftwarePart:
    """What this project made of a model has no package whose metadata would tell of it."""
    home = f"https://huggingface.co/{model.made_from}"
    return SoftwarePart(model.name, "", model.license_name, _shipped(model.license_name), home)


def _packages(carriers: Collection[str]) -> Iterator[Distribution]:
    """This app and all it requires, and the ``carriers`` of models where they are installed, each once."""
    waiting, seen = [APP, *carriers], set(_LEFT_OUT)
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            package = distribution(name)
        except PackageNotFoundError:  # one that another system needs
            continue
        yield package
        if package.name in carriers:
            continue  # only its file is used: no code of it, and nothing that code requires
        # what an extra asks for is a package of its own choice, and is not bundled
        needed = [line for line in package.requires or [] if "extra ==" not in line]
        waiting += [match[0] for line in needed if (match := _NAME.match(line))]


def _without_metadata() -> Iterator[SoftwarePart]:
    """Parts that are no Python package."""
    qt, llama = _version("PySide6-Essentials"), _version("llama-cpp-python")
    yield SoftwarePart("Qt", qt, "LGPL-3.0", _shipped("Qt", "LGPL-3.0", "GPL-3.0"), "https://www.qt.io")
    yield SoftwarePart("llama.cpp", llama and f"as in llama-cpp-python {llama}", "MIT", _shipped("llama.cpp"),
               "https://github.com/ggml-org/llama.cpp")  # fmt: skip
    yield SoftwarePart("Inter", "4", "OFL-1.1", _font("OFL-Inter"), "https://rsms.me/inter/")
    yield SoftwarePart("JetBrains Mono", "2", "OFL-1.1", _font("OFL-JetBrainsMono"),
               "https://www.jetbrains.com/lp/mono/")  # fmt: skip
    yield SoftwarePart("STIX Two Math", "2.11", "OFL-1.1", _font("OFL-STIXTwoMath"),
               "https://www.stixfonts.org")  # fmt: skip
    text = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    yield SoftwarePart("Python", platform.python_version(), "PSF-2.0",
               text.read_text("utf-8") if text.is_file() else "", "https://www.python.org")  # fmt: skip


def _version(package: str) -> str:
    try:
        return distribution(package).version
    except PackageNotFoundError:
        return ""


def _shipped(*names: str) -> str:
    texts = [resource("licenses", f"{name}.txt").read_text("utf-8") for name in names]
    return "\n\n\n".join(texts)


def _font(name: str) -> str:
    return resource("fonts", f"{name}.txt").read_text("utf-8")
