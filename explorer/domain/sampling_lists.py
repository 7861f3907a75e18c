"""Sampling settings that are lists, as texts a person can edit."""

from collections.abc import Sequence

from explorer.domain.number_text import read_number
from explorer.domain.words import Words

_MARKS = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), (" ", "\\s"))


class BadLineError(ValueError):
    """``words`` say which line is wrong and why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.words = words


def escaped(text: str) -> str:
    """One text of a list without line break or space in it: those are marked."""
    for sign, mark in _MARKS:
        text = text.replace(sign, mark)
    return text


def unescaped(text: str) -> str:
    """What ``escaped`` was given."""
    made, signs = "", iter(text)
    back = {mark[1]: sign for sign, mark in _MARKS}
    for sign in signs:
        if sign != "\\":
            made += sign
            continue
        following = next(signs, "")
        made += back.get(following, sign + following)
    return made


def words_text(texts: Sequence[str]) -> str:
    """On one line, with spaces between."""
    return " ".join(map(escaped, texts))


def parse_words(text: str) -> tuple[str, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(map(unescaped, text.split())))


def lines_text(texts: Sequence[str]) -> str:
    """One text a line; spaces stay as they are."""
    return "\n".join(escaped(text).replace("\\s", " ") for text in texts)


def parse_lines(text: str) -> tuple[str, ...]:
    """The texts of ``lines_text``, each once; empty lines count for nothing."""
    return tuple(dict.fromkeys(unescaped(line) for line in text.split("\n") if line))


def bias_text(biases: Sequence[tuple[int, float]]) -> str:
    return "\n".join(f"{token} {bias:g}" for token, bias in biases)


def parse_bias(text: str) -> tuple[tuple[int, float], ...]:
    """Raises BadLineError."""
    found: dict[int, float] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = line.replace("=", " ").replace(":", " ").split()
        numbers = [read_number(part, whole=not at) for at, part in enumerate(parts)]
        if len(numbers) == 2 and None not in numbers:
            found[int(numbers[0] or 0)] = float(numbers[1] or 0)
        else:
            words = Words("Line {number}: write the number of a token, a space and its bias.", number=number)
            raise BadLineError(words)
    return tuple(found.items())
