"""What a chat template tries that none needs. The sandbox of the worker refuses it; here it is told."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from explorer.domain.harmless import written
from explorer.domain.words import Words
from explorer.transparency.template_code import code_of

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
