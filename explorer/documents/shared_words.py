"""The stretch of a passage that has most words in common with what an answer says of it."""

import re

from explorer.documents.passages import GivenPassage
from explorer.kit.rich_text.citations import numbers_in
from explorer.kit.rich_text.markdown_html import markdown_html

_WORD = re.compile(r"\w+|[.!?。！？]+(?=\s)|\n\s*\n")  # also where a sentence ends
_STEM = 5  # letters by which a word is known in another form: "medicine", "medicines"
_SHORTEST = 4  # letters; shorter words stand everywhere
_MISS = 0.34  # of a hit, for each word in between that the answer does not have
_END = 2.0  # of a hit, for going on into the next sentence
_FEWEST = 3  # hits: less is chance
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")


def cited_numbers(answer: str) -> set[int]:
    """The numbers in brackets, "[1]" or "[1, 3]", outside code and links."""
    return set(numbers_in(markdown_html(answer)))


def said_of(number: int, answer: str) -> str:
    """The sentences of an answer that name this number in brackets."""
    named = re.compile(rf"\[[^\[\]]*\b{number}\b[^\[\]]*\]")
    return " ".join(sentence for sentence in _SENTENCE.split(answer) if named.search(sentence))


def shared_stretch(given: GivenPassage, answer: str) -> tuple[int, int] | None:
    """From character, to character; ``None`` where they have nothing to speak of in common."""
    wanted = {_stem(word) for word in _WORD.findall(said_of(given.number, answer)) if len(word) >= _SHORTEST}
    best, found, begun, score, hits = 0.0, None, 0, 0.0, 0
    for word in _WORD.finditer(given.text):
        is_hit = len(word[0]) >= _SHORTEST and _stem(word[0]) in wanted
        if score <= 0:
            begun, score, hits = word.start(), 0.0, 0
        cost = _MISS if word[0][0].isalnum() else _END
        score, hits = (score + 1, hits + 1) if is_hit else (score - cost, hits)
        if score > best and hits >= _FEWEST:
            best, found = score, (begun, word.end())
    return found


def sentence_around(text: str, stretch: tuple[int, int]) -> str:
    """The stretch, and what is missing of the sentences it begins and ends in."""
    ends = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    start = max(end for end in ends if end <= stretch[0])
    return text[start : min(end for end in ends if end >= stretch[1])].strip()


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]
