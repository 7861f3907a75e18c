"""Names of models as people say them: one model has one name in every room.

It is what the person calls it, else the name of its repo, else that of its file. What a file's header calls
itself is a fact about it and no name: many files carry that of what they were made from.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath

from explorer.domain.model import is_endpoint_reference, name_at_endpoint
from explorer.domain.quantization import label_of, without_part

_FORMAT = re.compile(r"(?:[-_. ]i1)?(?:[-_. ](?:GGUF|imat|imatrix))+$", re.IGNORECASE)
_WAY = re.compile(r"[-_. ](?:i1|imat|imatrix)$", re.IGNORECASE)  # of quantizing, before a label
_FIRST = re.compile(r"[a-z][a-z]+(?![A-Za-z])")
_SMALL = frozenset({"gpt"})  # written small by its maker: gpt-oss
_SIZE = re.compile(r"(?<![A-Za-z0-9])(\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?)([mbt])(?![A-Za-z0-9])")
_IMPORTED = "imported"  # the folder of files from elsewhere: not a publisher


def readable_name(name: str) -> str:
    """ "qwen3-1.7b-Q8_0-GGUF" is said "Qwen3 1.7B": no format, no quantization, spaces, a capital at the
    start and in sizes."""
    plain = _FORMAT.sub("", name)
    plain = _without_label(plain).replace("_", " ").replace("-", " ").strip() or name
    first = _FIRST.match(plain)
    if first and first[0] not in _SMALL:
        plain = plain[0].upper() + plain[1:]
    return _SIZE.sub(lambda size: size[1] + size[2].upper(), plain)


def name_of_repo(repo_id: str) -> str:
    return readable_name(repo_id.rpartition("/")[2])


def name_of_file(path: str) -> str:
    """As well as the name of a file tells: without part number, format and quantization; the name of its
    folder where it says nothing."""
    above, _slash, file = path.replace("\\", "/").rpartition("/")
    if says_nothing(file) and above:
        file = above.rpartition("/")[2]
    stem = file[: -len(".gguf")] if file.lower().endswith(".gguf") else file
    return readable_name(without_part(stem))


def says_nothing(file: str) -> bool:
    """Whether a file is called like any other: some programs name all of them alike, or by their hash."""
    return file.lower() == "model.gguf" or file.startswith("sha256-")


def name_of_reference(reference: str) -> str:
    """Of a model that is not here, by what it was kept as: the id of a repo, or of a file below the models
    folder, a path, or the reference of a model at an endpoint."""
    if is_endpoint_reference(reference):
        return name_at_endpoint(reference)
    parts = reference.replace("\\", "/").split("/")
    if not parts[-1].lower().endswith(".gguf"):
        return name_of_repo(reference)
    in_repo = len(parts) > 2 and parts[0] not in ("", _IMPORTED) and not parts[0].endswith(":")
    return name_of_repo(parts[1]) if in_repo else name_of_file(reference)


def portable_reference(reference: str) -> str:
    """Of a model, as it may leave this machine: of a file that lies somewhere on this disk its name alone,
    for the name of the person stands in its path. All else means the same everywhere.
    """
    return file_name(reference) if is_place(reference) else reference


def file_name(place: str) -> str:
    """The last part of a path of any system."""
    return place.replace("\\", "/").rsplit("/", 1)[-1]


def is_place(text: str) -> bool:
    """Whether it is a whole path, of any system."""
    return PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()


def told_apart(names: Sequence[str], traits: Sequence[Sequence[str]]) -> list[str]:
    """What tells each from the others of its name, "" where none has it.

    The first of its traits that differs, and more only among those that share that one.
    """
    found = ["" for _name in names]
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        groups[name.lower()].append(place)
    for places in groups.values():
        _tell_apart(places, traits, 0, found)
    return found


def _tell_apart(places: Sequence[int], traits: Sequence[Sequence[str]], at: int, found: list[str]) -> None:
    if len(places) < 2 or at >= len(traits[places[0]]):
        return
    groups: dict[str, list[int]] = defaultdict(list)
    for place in places:
        groups[traits[place][at]].append(place)
    for trait, own in groups.items():
        if len(groups) > 1 and trait:
            for place in own:
                found[place] = " · ".join(filter(None, (found[place], trait)))
        _tell_apart(own, traits, at + 1, found)


def _without_label(name: str) -> str:
    label = label_of(name)
    for ending in (label, f"FP{label[1:]}") if label else ():
        if name.upper().endswith(ending):
            return _WAY.sub("", name[: -len(ending)].rstrip("-._ ")) or name
    return name
