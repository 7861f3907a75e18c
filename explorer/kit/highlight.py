"""Which part of a program text is a word of the language, a string, a number, a name or a comment.

Pygments finds them; it is imported when the first code is shown. Text that is long, slow to read or of an
unknown language stays plain: colour is a help, never worth a wait.
"""

from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LONGEST = 200_000  # characters
_SLOWEST = 0.1  # seconds, after which the rest is plain

# Pygments' kinds of tokens, the narrower first; the rest is plain text.
_ROLES = (
    ("Token.Comment", "code_comment"),
    ("Token.Keyword", "code_word"),
    ("Token.Operator.Word", "code_word"),
    ("Token.Literal.String", "code_string"),
    ("Token.Literal.Number", "code_number"),
    ("Token.Name.Function", "code_name"),
    ("Token.Name.Class", "code_name"),
    ("Token.Name.Tag", "code_name"),
    ("Token.Name.Attribute", "code_name"),
    ("Token.Name.Decorator", "code_name"),
    ("Token.Name.Builtin", "code_name"),
    ("Token.Name.Namespace", "code_name"),
)


@lru_cache(maxsize=64)  # another theme only gives them other colours
def highlighted(code: str, language: str) -> list[tuple[str, str]]:
    """The text in runs, each with the name of a colour role. The runs joined are ``code``."""
    lexer = _lexer(language.lower()) if code and len(code) <= _LONGEST else None
    if lexer is None:
        return [(code, "text")]
    end, done = perf_counter() + _SLOWEST, 0
    runs: list[tuple[str, str]] = []
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        if start != done or perf_counter() > end:
            break  # a lexer that leaves something out is not trusted with the rest
        done += len(text)
        _add(runs, text, _role(str(kind)))
    if done < len(code):
        _add(runs, code[done:], "text")
    return runs


@lru_cache(maxsize=32)
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415  see the top
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _role(kind: str) -> str:
    return next((role for prefix, role in _ROLES if kind.startswith(prefix)), "text")


def _add(runs: list[tuple[str, str]], text: str, role: str) -> None:
    if runs and runs[-1][1] == role:
        text = runs.pop()[0] + text
    if text:
        runs.append((text, role))
