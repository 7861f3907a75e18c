"""Values of a header that the engine's library would rather die of than refuse.

It ends the process on these, and then nobody knows why; here they are told in words before it sees the
file. Only what no real model can have is refused.
"""

import math
import re

from explorer.engine.header import Header
from explorer.engine.header_bytes import damaged

_MOST_LAYERS = 2048  # the library's arrays for layers are 512 long; the largest known model has 126
_RANGES = {
    "block_count": (1, _MOST_LAYERS),
    "context_length": (1, 2**31 - 1),
    "embedding_length": (1, 2**24),
    "expert_count": (0, 4096),
}
_EPSILON = re.compile(r"\.(?:layer_norm_(?:rms_)?|group_norm_)epsilon$")


def check_sense(header: Header) -> None:
    """Raises DamagedFileError if a value cannot be."""
    for name, (least, most) in _RANGES.items():
        key = f"{header.architecture}.{name}"
        value = header.metadata.get(key)
        if isinstance(value, int) and not least <= value <= most:
            raise damaged(f"{key} is {value}; it must be between {least} and {most}.")
    for key, value in header.metadata.items():
        is_odd = isinstance(value, float) and not (math.isfinite(value) and value >= 0)
        if is_odd and _EPSILON.search(key):
            raise damaged(f"{key} is {value}; it must be a number from 0 on.")
