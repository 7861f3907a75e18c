"""What a chat template tries that none needs, looked for in its code as Jinja cuts it.

The sandbox of the worker refuses it; here it is told.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from explorer.domain.harmless import written
from explorer.domain.words import Words

_OPENING = re.compile(r"\{[{%#]")
_CODE = re.compile(r"\{[{%]")
_ENDS = {"{{": "}}", "{%": "%}"}
_RAW = re.compile(r"\{%[-+]?\s*+raw\s*+-?%\}")
_END_OF_RAW = re.compile(r"\{%[-+]?\s*+endraw\s*+[-+]?%\}")
# Texts are stepped over as one; a % only where it may end a statement.
_MARKS = re.compile(r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\"|['\"(\[{)\]}]|%(?=\})", re.DOTALL)
_PAIRS = {")": "(", "]": "[", "}": "{"}


def code_of(template: str) -> Iterator[str]:
    """What stands between brackets, comments and raw texts apart; in linear time whatever it is.

    From where Jinja gives up, as a bracket or a text is left open, each next end is taken for one: other
    engines may be less strict.
    """
    at = 0
    while opening := _OPENING.search(template, at):
        start, kind = opening.start(), opening[0]
        passed = _passed(template, start, kind)
        end = passed if passed is not None else _end(template, start + 2, _ENDS[kind])
        if end < 0:
            yield from _loosely(template, start)
            return
        at = end
        if passed is None:
            yield template[start + 2 : end]
            at = end + len(_ENDS[kind])


def _passed(template: str, at: int, kind: str) -> int | None:
    """Behind a comment or a raw text that begins here, -1 if it has no end; ``None`` where code begins."""
    if kind == "{#":
        end = template.find("#}", at + 2)
        return end + 2 if end >= 0 else -1
    raw = _RAW.match(template, at)
    if raw is None:
        return None
    closed = _END_OF_RAW.search(template, raw.end())
    return closed.end() if closed else -1


def _end(template: str, start: int, closing: str) -> int:
    """Where the code ends that starts here; -1 if a bracket or a text is left open."""
    opened: list[str] = []
    for mark in _MARKS.finditer(template, start):
        sign = mark[0]
        if not opened and template.startswith(closing, mark.start()):
            return mark.start()
        if sign in _PAIRS.values():
            opened.append(sign)
        elif sign in {"'", '"'} or (sign in _PAIRS and _PAIRS[sign] != (opened.pop() if opened else "")):
            return -1
    return -1


def _loosely(template: str, at: int) -> Iterator[str]:
    """Each next end is one, also within a text; comments are read as well."""
    while opening := _CODE.search(template, at):
        end = template.find(_ENDS[opening[0]], opening.end())
        if end < 0:
            return
        yield template[opening.end() : end]
        at = end + 2


_LONG = 100_000  # characters; the longest seen has about 20,000
_SNIPPET = 200  # characters that are quoted
_MOST = 3
# In the code of a template, its texts apart: what leads out of a sandbox.
_ESCAPES = re.compile(
    r"\bmro\b|\bsubclasses\b|\bgetattr\b|\battr\s*+\(|\bself\._|\bcycler\b|\blipsum\b|\bjoiner\b|\bos\."
    r"|\bpopen\b|\beval\b|\bexec\b|\bbuiltins\b|\bglobals\b|__\w{2,40}__"
)
_NAMED = re.compile(r"['\"]__\w{2,40}__['\"]")  # a text that is nothing but such a name: attr("__class__")
_FOREIGN = re.compile(r"^[-+]?\s*+(?:include|import|from|extends)\b")
_HUGE = re.compile(r"\brange\(\s{0,4}(?:[^)\n]{0,40},\s{0,4})?\d{6,}|\*\s{0,4}\d{6,}|\*\*\s{0,4}\d")
_QUOTE = re.compile("['\"]")
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\"", re.DOTALL)
_ADDRESS = re.compile(r"https?://[\w.-]{3,100}")
HIDDEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]")


class Oddity(NamedTuple):
    """What is odd, whether it tries to break out, and the places as they stand in the template."""

    text: Words
    is_attempt: bool
    quotes: tuple[str, ...]


def oddities(template: str) -> Iterator[Oddity]:
    """Of one template, in time that grows with its length alone."""
    # Code beside the same without the texts in it: the words of a chat are no code.
    parts = [(code, _without_texts(code)) for code in code_of(template)]
    addresses = [found[0] for found in islice(_ADDRESS.finditer(template), _MOST)]
    checks = (
        (
            Words("Its chat template uses what no template needs. The sandbox refuses such things."),
            True,
            [code for code, bare in parts if _ESCAPES.search(bare) or _NAMED.search(code)],
        ),
        (
            Words("Its chat template asks for other files. It gets none."),
            True,
            [code for code, bare in parts if _FOREIGN.search(bare)],
        ),
        (
            Words("Its chat template counts very far. The sandbox stops it."),
            True,
            [code for code, bare in parts if _HUGE.search(bare)],
        ),
        (Words("Its chat template holds an address of the web."), False, addresses),
    )
    for text, is_attempt, found in checks:
        if found:
            yield Oddity(text, is_attempt, tuple(one.strip()[:_SNIPPET] for one in found[:_MOST]))
    if len(template) > _LONG:
        said = Words("{count} characters", count=len(template))
        yield Oddity(Words("Its chat template is unusually long."), False, (said,))
    if hidden := HIDDEN.search(template):
        text = Words("Its chat template holds characters that cannot be seen.")
        yield Oddity(text, False, (written(hidden[0]),))


def _without_texts(code: str) -> str:
    """Code with each text in it empty; a quote that is left open hides nothing.

    Where one is left open every later one of its kind is, too: its end is looked for once.
    """
    parts: list[str] = []
    left_open: set[str] = set()
    at = 0
    for quote in _QUOTE.finditer(code):
        if quote.start() < at or quote[0] in left_open:
            continue
        if text := _TEXT.match(code, quote.start()):
            parts += [code[at : quote.start()], "''"]
            at = text.end()
        else:
            left_open.add(quote[0])
    return "".join(parts) + code[at:]
