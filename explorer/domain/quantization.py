"""What a quantization label says: bits, size in a word, tensor types; and what the name of a GGUF file says
besides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from explorer.domain.repo import RepoFile, Variant
from explorer.domain.words import Words

# label: {tensor type: part of the bytes}
_MIXES = {
    "Q2_K": {"Q2_K": 0.55, "Q3_K": 0.33, "Q6_K": 0.12},
    "Q3_K_S": {"Q3_K": 0.9, "Q6_K": 0.1},
    "Q3_K_M": {"Q3_K": 0.56, "Q4_K": 0.3, "Q5_K": 0.04, "Q6_K": 0.1},
    "Q3_K_L": {"Q3_K": 0.5, "Q5_K": 0.4, "Q6_K": 0.1},
    "Q4_K_S": {"Q4_K": 0.87, "Q5_K": 0.03, "Q6_K": 0.1},
    "Q4_K_M": {"Q4_K": 0.65, "Q6_K": 0.35},
    "Q5_K_S": {"Q5_K": 0.9, "Q6_K": 0.1},
    "Q5_K_M": {"Q5_K": 0.7, "Q6_K": 0.3},
    "Q4_0": {"Q4_0": 0.88, "Q6_K": 0.12},
    "IQ4_XS": {"IQ4_XS": 0.88, "Q6_K": 0.12},
    "IQ4_NL": {"IQ4_NL": 0.88, "Q6_K": 0.12},
    "IQ3_M": {"IQ3_S": 0.7, "Q4_K": 0.18, "Q6_K": 0.12},
    "IQ3_XS": {"IQ3_XXS": 0.5, "IQ3_S": 0.38, "Q6_K": 0.12},
    "IQ2_M": {"IQ2_S": 0.7, "IQ3_S": 0.2, "Q6_K": 0.1},
    "MXFP4_MOE": {"MXFP4": 0.9, "Q8_0": 0.1},
}
_LIKE = {"MXFP4": "MXFP4_MOE", "Q4_K_L": "Q4_K_M", "Q4_K_XL": "Q4_K_M", "Q2_K_S": "Q2_K", "Q2_K_L": "Q2_K",
         "Q3_K_XL": "Q3_K_L", "Q5_K_L": "Q5_K_M", "Q5_K_XL": "Q5_K_M", "Q2_K_XL": "Q2_K"}  # fmt: skip


def mix_of(label: str) -> dict[str, float]:
    """Tensor types and their part of the bytes; the label itself where it names a type."""
    name = label.removeprefix("UD-")
    name = _LIKE.get(name, name)
    return _MIXES.get(name) or {name.removesuffix("_S").removesuffix("_M").removesuffix("_L") or "Q4_K": 1.0}


# Longest first, so that Q4_K_M is not read as Q4_K. "UD-" is Unsloth's dynamic mix of the same type.
_LABEL = re.compile(
    r"(?<![A-Za-z0-9])((?:UD-)?(?:"
    r"I?Q\d_K(?:_(?:XXL|XL|XS|S|M|L))?|IQ\d_(?:XXS|XS|NL|S|M)|I?Q\d_\d(?:_\d_\d)?|TQ\d_\d"
    r"|MXFP4(?:_MOE)?|NVFP4|BF16|F16|FP16|F32|FP32))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
SPLIT_NAME = re.compile(r"(?P<stem>.+)-(?P<part>\d{5})-of-(?P<parts>\d{5})(\.gguf)?", re.IGNORECASE)
_PROJECTOR = re.compile(r"(^|[-_.])mmproj([-_.]|$)", re.IGNORECASE)
_CALIBRATION = re.compile(r"imatrix|(^|[-_.])calibration", re.IGNORECASE)

# Nominal bits per weight, block scales included (ggml's block layouts; K mixes as llama.cpp's
# quantize tool prints them for an 8B model; L and XL, whose outer tensors are larger, as files of one have).
_BITS = {
    "F32": 32.0, "BF16": 16.0, "F16": 16.0, "Q8_0": 8.5, "Q6_K": 6.56, "Q5_K_M": 5.7, "Q5_K_S": 5.57,
    "Q5_1": 6.0, "Q5_0": 5.5, "Q4_K_M": 4.89, "Q4_K_S": 4.67, "Q4_1": 5.0, "Q4_0": 4.5, "IQ4_NL": 4.5,
    "IQ4_XS": 4.25, "MXFP4": 4.25, "Q3_K_L": 4.27, "Q3_K_M": 3.91, "Q3_K_S": 3.5, "IQ3_M": 3.7,
    "IQ3_S": 3.44, "IQ3_XS": 3.3, "IQ3_XXS": 3.06, "Q2_K": 3.0, "Q2_K_S": 2.8, "IQ2_M": 2.7,
    "IQ2_S": 2.5, "IQ2_XS": 2.31, "IQ2_XXS": 2.06, "IQ1_M": 1.75, "IQ1_S": 1.56, "TQ1_0": 1.69,
    "TQ2_0": 2.06, "Q2_K_L": 3.68, "Q2_K_XL": 3.4, "Q3_K_XL": 4.76, "Q4_K_L": 5.29, "Q4_K_XL": 4.97,
    "NVFP4": 4.5, "Q2_0": 2.25, "Q1_0": 1.125,
    "Q5_K_L": 6.04, "Q5_K_XL": 5.7, "Q6_K_L": 6.83, "Q6_K_XL": 7.5, "Q8_K_XL": 10.5,
}  # fmt: skip
_WHOLE = 16.0  # bits of a weight that was not quantized


class FileRole(Words, Enum):
    """What a file is for that is no model, as it is shown."""

    PROJECTOR = Words("Vision file")
    CALIBRATION = Words("Calibration data")
    INCOMPLETE = Words("Part of a model whose other parts are missing")
    OTHER = Words("Other file")

    __str__ = str.__str__


@dataclass(frozen=True)
class FileGroups:
    """The files of a repo told apart."""

    variants: tuple[Variant, ...]
    other: tuple[RepoFile, ...]


def label_of(name: str) -> str:
    """The quantization label in a file name, upper-case, or "" if it carries none."""
    found = _LABEL.findall(name.rsplit("/", 1)[-1])
    label = found[-1].upper() if found else ""
    return {"FP16": "F16", "FP32": "F32"}.get(label, label)


def bits_of(label: str) -> float | None:
    """Nominal bits per weight of a label, ``None`` if it is not known."""
    return _BITS.get(label.removeprefix("UD-").removesuffix("_MOE"))


def bits_text(bits: float | None) -> str:
    """Of a weight; "" where nothing is known."""
    return Words("{bits} bit", bits=f"{bits:.2g}" if bits < 10 else f"{bits:.0f}") if bits else ""


def word_of(label: str) -> str:
    """The label in one plain word: Small, Balanced, Large, Original; "" if it is not known."""
    bits = bits_of(label)
    if bits is None:
        return ""
    if bits >= _WHOLE:
        return Words("Original")
    if bits >= 5.4:
        return Words("Large")
    return Words("Balanced") if bits >= 4.2 else Words("Small")


def without_part(stem: str) -> str:
    """The name of a file, without suffix, as it is of the whole model."""
    match = SPLIT_NAME.fullmatch(stem)
    return match["stem"] if match else stem


def without_label(stem: str) -> str:
    """The name of a file, without suffix, as it is of each quantization."""
    return _LABEL.sub("", stem)


def is_model_file(path: str) -> bool:
    """Whether a repo path is a GGUF that can be run, not a projector or calibration data."""
    name = path.rsplit("/", 1)[-1]
    if not name.lower().endswith(".gguf"):
        return False
    return not (_PROJECTOR.search(name) or _is_calibration(name))


def is_projector_file(path: str) -> bool:
    """Whether a path is called as the part is that lets a model see images, or hear."""
    name = path.rsplit("/", 1)[-1]
    return name.lower().endswith(".gguf") and _PROJECTOR.search(name) is not None


def _is_calibration(name: str) -> bool:
    """Models made with such data are "m-Q4_K_M-imatrix.gguf" and "m-imatrix-Q4_K_M.gguf", but not what is
    called after it first, nor "m-BF16-imatrix.gguf": no data change what is not quantized.
    """
    found = _CALIBRATION.search(name)
    if found is None or found.start() == 0 or not name.lower().endswith(".gguf"):
        return found is not None
    label = label_of(name)
    return not label or (bits_of(label) or 0) >= _WHOLE  # labels whose bits nobody knows are quantizations


def role_of(path: str) -> FileRole:
    """Of a file that ``group_files`` set apart."""
    name = path.rsplit("/", 1)[-1]
    if _PROJECTOR.search(name):
        return FileRole.PROJECTOR
    if _is_calibration(name):
        return FileRole.CALIBRATION
    return FileRole.INCOMPLETE if is_model_file(path) else FileRole.OTHER


def group_files(files: Iterable[RepoFile]) -> FileGroups:
    """Join parts of one model, set other files apart; variants from small to large."""
    single: list[Variant] = []
    parts: dict[tuple[str, int], dict[int, RepoFile]] = {}
    other: list[RepoFile] = []
    for file in files:
        match = SPLIT_NAME.fullmatch(file.path) if is_model_file(file.path) else None
        if match:
            parts.setdefault((match["stem"], int(match["parts"])), {})[int(match["part"])] = file
        elif is_model_file(file.path):
            single.append(_variant((file,)))
        else:
            other.append(file)
    for (_stem, total), by_number in parts.items():
        numbers = sorted(by_number)
        ordered = tuple(by_number[n] for n in numbers)
        if numbers == list(range(1, total + 1)):
            single.append(_variant(ordered))
        else:
            other.extend(ordered)  # a part is missing upstream: it cannot be run
    ordered_variants = sorted(single, key=lambda v: (v.size is None, v.size or 0, v.first.path))
    return FileGroups(tuple(ordered_variants), tuple(other))


def recommended(variants: Iterable[Variant], memory_limit: int) -> Variant | None:
    """The variant to take: the best balanced one that fits, else the largest that fits, else none.

    ``memory_limit``: bytes a model file may have here (domain.fit.Yardstick.largest_file).
    """
    fitting = [v for v in variants if v.size is not None and v.size <= memory_limit]
    order = ("Q4_K_M", "UD-Q4_K_XL", "Q4_K_S", "IQ4_XS", "IQ4_NL", "Q4_0", "MXFP4", "MXFP4_MOE", "Q5_K_M")
    for label in order:
        for variant in fitting:
            if variant.label == label:
                return variant
    return max(fitting, key=lambda v: v.size or 0, default=None)


def _variant(files: tuple[RepoFile, ...]) -> Variant:
    label = label_of(files[0].path)
    return Variant(label=label, word=word_of(label), files=files, bits=bits_of(label))
