"""What is odd about a GGUF header: a template that reaches too far, hidden characters, loose ends."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.harmless import written
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import Header
from explorer.transparency.safety.odd_template import HIDDEN
from explorer.transparency.safety.security import SecurityFact, first_few, template_security_facts

TEMPLATE = "tokenizer.chat_template"
_LONG_TEXT = 1_000_000
_MOST = 3


def header_security_facts(
    header: Header, file_size: int | None = None, repo: str = ""
) -> tuple[SecurityFact, ...]:
    """Facts of a parsed header. ``file_size`` in bytes, where the whole file is here."""
    return (*_of_templates(header, repo), *_of_texts(header, repo), *_of_tensors(header, file_size, repo))


def _of_templates(header: Header, repo: str) -> Iterator[SecurityFact]:
    """The usual template, and those that a header may hold beside it, for tools and the like."""
    for key, value in header.metadata.items():
        if key.startswith(TEMPLATE) and isinstance(value, str):
            yield from template_security_facts(value, Evidence(SourceKind.HEADER, key, "", repo))


def _of_texts(header: Header, repo: str) -> Iterator[SecurityFact]:
    texts: Mapping[str, str] = {
        k: v for k, v in header.metadata.items() if isinstance(v, str) and not k.startswith(TEMPLATE)
    }
    hidden = {k: written(found[0]) for k, v in texts.items() if (found := HIDDEN.search(v[:10_000]))}
    if hidden:
        text = Words("Texts of its header hold characters that cannot be seen.")
        yield _odd(text, first_few(hidden), hidden.items(), repo)
    if long := [k for k, v in texts.items() if len(v) > _LONG_TEXT]:
        sizes = [(k, Words("{count} characters", count=len(texts[k]))) for k in long]
        yield _odd(Words("Texts of its header are unusually long."), first_few(long), sizes, repo)


def _of_tensors(header: Header, file_size: int | None, repo: str) -> Iterator[SecurityFact]:
    unknown = sorted({t.type_name for t in header.tensors if t.size is None})
    if unknown:
        text = Words("Has tensor types that this app does not know.")
        yield _odd(text, first_few(unknown), (("tensors", name) for name in unknown), repo)
    if twice := [name for name, count in Counter(t.name for t in header.tensors).items() if count > 1]:
        text = Words("Names a tensor twice.")
        yield _odd(text, first_few(twice), (("tensors", name[:200]) for name in twice), repo)
    rest = file_size - header.data_end if file_size is not None and header.tensors and not unknown else 0
    if rest > _alignment(header):
        said = Words("{size} behind the last tensor", size=size_text(rest))
        yield _odd(Words("Holds bytes that no tensor uses."), said, [("tensors", said)], repo)


def _alignment(header: Header) -> int:
    return header.number("general.alignment") or 32


def _odd(text: Words, place: str, quotes: Iterable[tuple[str, str]], repo: str) -> SecurityFact:
    """``quotes``: keys, and what stands there."""
    evidence = (Evidence(SourceKind.HEADER, key, quote, repo) for key, quote in list(quotes)[:_MOST])
    return SecurityFact(text, "careful", place, tuple(evidence))
