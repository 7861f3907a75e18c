"""What is odd about a GGUF header: a template that reaches too far, hidden characters, loose ends."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.engine.header import Header
from explorer.transparency.security import SecurityFact, Weight, listed

TEMPLATE = "tokenizer.chat_template"
_LONG_TEMPLATE = 100_000  # characters; the longest seen has about 20,000
_LONG_TEXT = 1_000_000
_SNIPPET = 200  # characters of a template that are quoted
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
_HIDDEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]")
_CLOSING = {"{{": "}}", "{%": "%}"}


def of_header(header: Header, file_size: int | None = None, repo: str = "") -> tuple[SecurityFact, ...]:
    """Facts of a parsed header. ``file_size`` in bytes, where the whole file is here."""
    return (*_of_templates(header, repo), *_of_texts(header, repo), *_of_tensors(header, file_size, repo))


def _of_templates(header: Header, repo: str) -> Iterator[SecurityFact]:
    """The usual template, and those that a header may hold beside it, for tools and the like."""
    for key, value in header.metadata.items():
        if key.startswith(TEMPLATE) and isinstance(value, str):
            yield from of_template(value, key, repo)


def of_template(template: str, key: str = TEMPLATE, repo: str = "") -> Iterator[SecurityFact]:
    """What one template tries that none needs; the sandbox of the worker refuses it anyway."""
    parts = list(_code(template[:_LONG_TEMPLATE]))
    checks: tuple[tuple[Words, Weight, list[str]], ...] = (
        (
            Words("Its chat template uses what no template needs. The sandbox refuses such things."),
            "warning",
            [code for code, bare in parts if _ESCAPES.search(bare) or _NAMED.search(code)],
        ),
        (
            Words("Its chat template asks for other files. It gets none."),
            "warning",
            [code for code, bare in parts if _FOREIGN.search(bare)],
        ),
        (
            Words("Its chat template counts very far. The sandbox stops it."),
            "warning",
            [code for code, bare in parts if _HUGE.search(bare)],
        ),
        (
            Words("Its chat template holds an address of the web."),
            "careful",
            _ADDRESS.findall(template[:_LONG_TEMPLATE]),
        ),
    )
    for text, weight, found in checks:
        if found:
            evidence = tuple(_quote(key, one.strip()[:_SNIPPET], repo) for one in found[:3])
            yield SecurityFact(text, weight, listed([e.quote for e in evidence]), evidence)
    if len(template) > _LONG_TEMPLATE:
        said = Words("{count} characters", count=len(template))
        yield _odd(Words("Its chat template is unusually long."), key, _quote(key, said, repo))
    if hidden := _HIDDEN.search(template):
        text = Words("Its chat template holds characters that cannot be seen.")
        yield _odd(text, key, _quote(key, _named(hidden[0]), repo))


def _odd(text: Words, place: str, *evidence: Evidence) -> SecurityFact:
    return SecurityFact(text, "careful", place, evidence)


def _code(template: str) -> Iterator[tuple[str, str]]:
    """What stands between the brackets, and the same without the texts in it; what only stands in the chat is
    no code."""
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


def _of_texts(header: Header, repo: str) -> Iterator[SecurityFact]:
    texts: Mapping[str, str] = {
        k: v for k, v in header.metadata.items() if isinstance(v, str) and not k.startswith(TEMPLATE)
    }
    hidden = {k: found[0] for k, v in texts.items() if (found := _HIDDEN.search(v[:10_000]))}
    if hidden:
        text = Words("Texts of its header hold characters that cannot be seen.")
        evidence = (_quote(key, _named(sign), repo) for key, sign in list(hidden.items())[:3])
        yield _odd(text, listed(hidden), *evidence)
    if long := [k for k, v in texts.items() if len(v) > _LONG_TEXT]:
        sizes = (_quote(k, Words("{count} characters", count=len(texts[k])), repo) for k in long[:3])
        yield _odd(Words("Texts of its header are unusually long."), listed(long), *sizes)


def _of_tensors(header: Header, file_size: int | None, repo: str) -> Iterator[SecurityFact]:
    unknown = sorted({t.type_name for t in header.tensors if t.size is None})
    if unknown:
        text = Words("Has tensor types that this app does not know.")
        yield _odd(text, listed(unknown), *(_quote("tensors", name, repo) for name in unknown[:3]))
    if twice := [name for name, count in Counter(t.name for t in header.tensors).items() if count > 1]:
        text = Words("Names a tensor twice.")
        yield _odd(text, listed(twice), *(_quote("tensors", name[:_SNIPPET], repo) for name in twice[:3]))
    rest = file_size - header.data_end if file_size is not None and header.tensors and not unknown else 0
    if rest > _alignment(header):
        said = Words("{size} behind the last tensor", size=size_text(rest))
        yield _odd(Words("Holds bytes that no tensor uses."), said, _quote("tensors", said, repo))


def _alignment(header: Header) -> int:
    return header.number("general.alignment") or 32


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def _quote(key: str, quote: str, repo: str) -> Evidence:
    return Evidence(SourceKind.HEADER, key, quote, repo)
