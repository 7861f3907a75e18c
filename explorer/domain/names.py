"""Names of models as people say them; one spelling in every room."""

import re

_FORMAT = re.compile(r"[-_. ](?:i1[-_. ])?GGUF$", re.IGNORECASE)
_SIZE = re.compile(r"(?<![A-Za-z0-9])(\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?)([mbt])(?![A-Za-z0-9])")


def readable_name(name: str) -> str:
    """ "qwen3-1.7b-GGUF" is said "qwen3 1.7B": no format, spaces, sizes with a capital letter."""
    plain = _FORMAT.sub("", name).replace("_", " ").replace("-", " ").strip() or name
    return _SIZE.sub(lambda size: size[1] + size[2].upper(), plain)
