"""Hyphens that end a line: most only break a word, others belong to it ("Covid-19", "well-known")."""

import re

_AT_END = re.compile("[\x02\ufffe\u00ad] *\r?\n")
# PDFium writes a hyphen at the end of a line as one of these, most times without the end of the line.
_HYPHEN = re.compile("([^\\W_]*)[\x02\ufffe]+(?=([^\\W_]*))")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_ALWAYS = frozenset({"self", "well"})
_MOST = 100_000  # compounds that are remembered


class LineHyphens:
    """Of one document, page after page: a compound that it writes in one line stays one."""

    def __init__(self) -> None:
        self._compounds: set[str] = set()

    def joined(self, text: str) -> str:
        text = _AT_END.sub("\x02", text)
        if len(self._compounds) < _MOST:
            self._compounds.update(word.lower() for word in _COMPOUND.findall(text))
        return _HYPHEN.sub(self._joined, text)

    def _joined(self, found: re.Match[str]) -> str:
        before, after = found[1], found[2]
        is_word = before[-1:].isalpha() and after[:1].islower()
        is_compound = before.lower() in _ALWAYS or f"{before}-{after}".lower() in self._compounds
        return before if is_word and not is_compound else f"{before}-"
