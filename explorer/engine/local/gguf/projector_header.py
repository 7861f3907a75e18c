"""What the header of a projector says: the file beside a language model that makes embeddings of images."""

import math
from pathlib import Path

from explorer.domain.errors import DamagedFileError, KnownError, NotFoundError
from explorer.domain.projectors import PROJECTOR_ARCHITECTURE
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import Header, read_header

# What the library does not look at before it divides by it or reserves memory for it
_RANGES = {
    "embedding_length": (1, 1 << 16),
    "feed_forward_length": (0, 1 << 20),
    "block_count": (0, 512),
    "attention.head_count": (0, 1024),
    "attention.head_count_kv": (0, 1024),
    "projection_dim": (0, 1 << 20),
    "image_size": (0, 8192),
    "patch_size": (1, 4096),
    "spatial_merge_size": (1, 64),
    "projector.scale_factor": (1, 64),
}
_HEADLESS = ("gemma3nv", "gemma4uv")  # projectors that are no transformers


def sees(header: Header) -> bool:
    """Whether it is a projector, and for images."""
    return (
        header.architecture == PROJECTOR_ARCHITECTURE
        and header.metadata.get("clip.has_vision_encoder") is True
    )


def file_sees(path: Path) -> bool:
    """Whether there is a file, and it is a projector for images."""
    try:
        return sees(read_header(path))
    except KnownError:
        return False


def check_projector(path: Path) -> Header:
    """Read the header and see that the file is whole and can be. Raises KnownError in words."""
    try:
        header = read_header(path)
    except NotFoundError as error:
        advice = Words("Download it again, or ask without images.")
        raise NotFoundError(Words("The vision file of this model is gone."), advice) from error
    except DamagedFileError as error:
        raise damaged_projector(error.details or str(error)) from error
    if header.architecture != PROJECTOR_ARCHITECTURE:
        advice = Words("Choose the file that belongs to this model; its name begins with “mmproj”.")
        raise KnownError(Words("The chosen file is not a vision file."), advice)
    if not sees(header):
        raise blind_projector()
    size = path.stat().st_size
    if header.data_end > size:
        raise damaged_projector(f"It should have {header.data_end} bytes and has {size}.")
    _check_values(header)
    return header


def blind_projector() -> KnownError:
    return KnownError(Words("This vision file is not for images."), Words("Ask without images."))


def damaged_projector(details: str = "") -> DamagedFileError:
    return DamagedFileError(
        Words("The vision file of this model is damaged or incomplete."),
        Words("Delete it and download it again, or ask without images."),
        details,
    )


def _check_values(header: Header) -> None:
    for name, (least, most) in _RANGES.items():
        value = header.metadata.get(f"clip.vision.{name}")
        if isinstance(value, int) and not least <= value <= most:
            raise damaged_projector(f"clip.vision.{name} is {value}; it must be {least} to {most}.")
    kind = header.text("clip.vision.projector_type") or header.text("clip.projector_type")
    is_transformer = bool(header.number("clip.vision.block_count")) and kind not in _HEADLESS
    if is_transformer and not header.number("clip.vision.attention.head_count"):
        raise damaged_projector("clip.vision.attention.head_count is 0.")
    for key, value in header.metadata.items():
        if isinstance(value, float) and key.startswith("clip.") and not math.isfinite(value):
            raise damaged_projector(f"{key} is {value}.")
