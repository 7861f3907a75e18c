"""What the makers of a model on this disk state it should be sampled with, without loading it."""

from pathlib import Path

from explorer.domain.errors import KnownError
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.engine.header import read_header
from explorer.engine.stated import stated_sampling


def stated_of(path: Path) -> StatedSampling:
    """Reads the header, within milliseconds; nothing is stated by a file that cannot be read."""
    try:
        return stated_sampling(read_header(path), path.parent)
    except (KnownError, OSError):
        return NOTHING_STATED  # the catalog already says what is wrong with the file
