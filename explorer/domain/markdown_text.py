"""Texts of strangers in Markdown that we write: they can bring no HTML, image or link."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_START = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])(?=\s|$)")  # of a list; 2.6 is a number


def markdown_line(text: str) -> str:
    """On one line, and nothing in it means anything."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(r"\1\3\\\2\4", line)


def fenced(text: str, language: str = "") -> str:
    """As it stands, between fences longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
