"""Names compared by their letters."""

import re

_SIGNS = re.compile(r"[^a-z0-9]")


def letters(name: str) -> str:
    """A name without case and signs: "MPT-7B" and "mpt_7b" are one."""
    return _SIGNS.sub("", name.lower())


def name_letters(id_: str) -> str:
    """Those of an id without its owner, or of a plain name."""
    return letters(id_.rsplit("/", 1)[-1])
