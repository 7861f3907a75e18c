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
_LONGEST_KEPT = 20_000
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


type Run = tuple[str, str]


class _OutOfTimeError(Exception):
    """Carries the runs as far as they were found: what is raised is not kept, and found in full next time."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self.runs = runs


def highlighted(code: str, language: str) -> tuple[Run, ...]:
    """The text in runs, each with the name of a colour role. The runs joined are ``code``."""
    find = _kept_runs if len(code) <= _LONGEST_KEPT else _runs
    try:
        return find(code, language)
    except _OutOfTimeError as error:
        return error.runs


def _runs(code: str, language: str) -> tuple[Run, ...]:
    lexer = _lexer(language.lower()) if code and len(code) <= _LONGEST else None
    if lexer is None:
        return ((code, "text"),)
    end, done, is_late = perf_counter() + _SLOWEST, 0, False
    runs: list[Run] = []
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        is_late = perf_counter() > end
        if start != done or is_late:
            break  # a lexer that leaves something out is not trusted with the rest
        done += len(text)
        _add(runs, text, _role(str(kind)))
    if done < len(code):
        _add(runs, code[done:], "text")
    if is_late:
        raise _OutOfTimeError(tuple(runs))
    return tuple(runs)


_kept_runs = lru_cache(maxsize=64)(_runs)  # another theme only gives them other colours


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


def _add(runs: list[Run], text: str, role: str) -> None:
    if runs and runs[-1][1] == role:
        text = runs.pop()[0] + text
    if text:
        runs.append((text, role))
