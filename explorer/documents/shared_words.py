"""The stretch of a passage that has most words in common with what an answer says of it.

In scripts that put no spaces between words every two signs are one, as in the index.
"""

import re
from collections.abc import Iterator

from explorer.documents.index.words import UNSPACED
from explorer.documents.passages import GivenPassage
from explorer.kit.rich_text.citations import numbers_in
from explorer.kit.rich_text.markdown_html import markdown_html

# Also where a sentence ends
_WORD = re.compile(
    rf"(?P<pair>[{UNSPACED}](?=[{UNSPACED}]))|(?P<word>[^\W{UNSPACED}]+)|[.!?]+(?=\s)|[。！？]+|\n\s*\n"
)
_STEM = 5  # letters by which a word is known in another form: "medicine", "medicines"
_SHORTEST = 4  # letters; shorter words stand everywhere
_MISS = 0.34  # of a hit, for each word in between that the answer does not have
_END = 2.0  # of a hit, for going on into the next sentence
_FEWEST = 3  # hits: less is chance
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n+")
# Numbers behind the end of a sentence
# Numbers behind the end of a sentence
_BEHIND = re.compile(r"([.!?。！？]+)[ \t]*((?:[\[【][\d,;\s–-]+[\]】])+)")


def cited_numbers(answer: str) -> set[int]:
    """The numbers in brackets, "[1]" or "[1, 3]", outside code and links."""
    return set(numbers_in(markdown_html(answer)))


def said_of(number: int, answer: str) -> str:
    """The sentences of an answer that name this number in brackets."""
    named = re.compile(rf"[\[【][^\[\]【】]*\b{number}\b[^\[\]【】]*[\]】]")
    sentences = _SENTENCE.split(_BEHIND.sub(r"\2\1", answer))
    return " ".join(sentence for sentence in sentences if named.search(sentence))


def shared_stretch(given: GivenPassage, answer: str) -> tuple[int, int] | None:
    """From character, to character; ``None`` where they have nothing to speak of in common."""
    wanted = {stem for stem, _start, _end in _words(said_of(given.number, answer)) if stem}
    best, found, begun, score, hits = 0.0, None, 0, 0.0, 0
    for stem, start, end in _words(given.text):
        if score <= 0:
            begun, score, hits = start, 0.0, 0
        cost = _MISS if stem is not None else _END
        score, hits = (score + 1, hits + 1) if stem in wanted else (score - cost, hits)
        if score > best and hits >= _FEWEST:
            best, found = score, (begun, end)
    return found


def sentence_around(text: str, stretch: tuple[int, int]) -> str:
    """The stretch, and what is missing of the sentences it begins and ends in."""
    ends = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    start = max(end for end in ends if end <= stretch[0])
    return text[start : min(end for end in ends if end >= stretch[1])].strip()


def _words(text: str) -> Iterator[tuple[str | None, int, int]]:
    """How each is known, and where it stands; "" of one too short to tell anything, ``None`` where a sentence
    ends.
    """
    for found in _WORD.finditer(text):
        start, end = found.span()
        if found["pair"]:
            yield text[start : end + 1], start, end + 1
        elif word := found["word"]:
            yield word.casefold()[:_STEM] if len(word) >= _SHORTEST else "", start, end
        else:
            yield None, start, end
