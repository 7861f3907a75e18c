"""Names of models as people say them; one spelling in every room."""

import re

_FORMAT = re.compile(r"[-_. ](?:i1[-_. ])?GGUF$", re.IGNORECASE)
_FIRST = re.compile(r"[a-z][a-z]+(?![A-Za-z])")
_SMALL = frozenset({"gpt"})  # written small by its maker: gpt-oss
_SIZE = re.compile(r"(?<![A-Za-z0-9])(\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?)([mbt])(?![A-Za-z0-9])")


def readable_name(name: str) -> str:
    """ "qwen3-1.7b-GGUF" is said "Qwen3 1.7B": no format, spaces, a capital at the start and in sizes."""
    plain = _FORMAT.sub("", name).replace("_", " ").replace("-", " ").strip() or name
    first = _FIRST.match(plain)
    if first and first[0] not in _SMALL:
        plain = plain[0].upper() + plain[1:]
    return _SIZE.sub(lambda size: size[1] + size[2].upper(), plain)
