"""What a chat template tries that none needs. The sandbox of the worker refuses it; here it is told."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from explorer.domain.words import Words

_LONG = 100_000  # characters; the longest seen has about 20,000
_SNIPPET = 200  # characters that are quoted
_MOST = 3
# In the code of a template, its texts apart: what leads out of a sandbox.
_ESCAPES = re.compile(
    r"\bmro\b|\bsubclasses\b|\bgetattr\b|\battr\s?\(|\bself\._|\bcycler\b|\blipsum\b|\bjoiner\b|\bos\."
    r"|\bpopen\b|\beval\b|\bexec\b|\bbuiltins\b|\bglobals\b|__\w{2,40}__"
)
_NAMED = re.compile(r"['\"]__\w{2,40}__['\"]")  # a text that is nothing but such a name: attr("__class__")
_FOREIGN = re.compile(r"^[-+]?\s{0,4}(?:include|import|from|extends)\b")
_HUGE = re.compile(r"\brange\(\s{0,4}(?:[^)\n]{0,40},\s{0,4})?\d{6,}|\*\s{0,4}\d{6,}|\*\*\s{0,4}\d")
_TEXTS = re.compile(r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\"")
_ADDRESS = re.compile(r"https?://[\w.-]{3,100}")
HIDDEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]")
_CLOSING = {"{{": "}}", "{%": "%}"}


class Oddity(NamedTuple):
    """What is odd, whether it tries to break out, and the places as they stand in the template."""

    text: Words
    is_attempt: bool
    quotes: tuple[str, ...]


def oddities(template: str) -> Iterator[Oddity]:
    """Of one template, in bounded time whatever it is."""
    read = template[:_LONG]
    parts = list(_code(read))
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
        (Words("Its chat template holds an address of the web."), False, _ADDRESS.findall(read)),
    )
    for text, is_attempt, found in checks:
        if found:
            yield Oddity(text, is_attempt, tuple(one.strip()[:_SNIPPET] for one in found[:_MOST]))
    if len(template) > _LONG:
        said = Words("{count} characters", count=len(template))
        yield Oddity(Words("Its chat template is unusually long."), False, (said,))
    if hidden := HIDDEN.search(template):
        text = Words("Its chat template holds characters that cannot be seen.")
        yield Oddity(text, False, (named(hidden[0]),))


def named(sign: str) -> str:
    """A sign that cannot be seen, by its number."""
    return f"U+{ord(sign):04X}"


def _code(template: str) -> Iterator[tuple[str, str]]:
    """What stands between brackets, and the same without the texts in it; the words of a chat are no code."""
    at = 0
    while (start := template.find("{", at)) >= 0:
        closing = _CLOSING.get(template[start : start + 2])
        end = template.find(closing, start + 2) if closing else -1
        if closing is None:
            at = start + 1
        elif end < 0:
            return
        else:
            code = template[start + 2 : end]
            yield code, _TEXTS.sub("''", code)
            at = end + 2
