"""Thought and answer of texts that were stored word for word, and how long an answer with a thought may
be.
"""

from explorer.domain.answer_format import GUESSES, leading_marks
from explorer.domain.answer_splitter import Splitter
from explorer.domain.piece import Piece, joined

THINKING_MAX_TOKENS = (
    4096  # tokens of an answer that comes after a thought, by default: most take a thousand or two
)


def split_thinking(text: str) -> Piece:
    """Parts an answer that was kept word for word, without knowing which model wrote it."""
    splitter = Splitter(GUESSES.items)
    return joined((*splitter.feed(text), *splitter.finish()))


def written_after(prompt: str, raw: str) -> str:
    """What of an answer, word for word, its model wrote: a mark that the prompt ends with stands in both."""
    end = prompt.rstrip()
    return raw[max((len(mark) for mark in leading_marks(raw) if end.endswith(mark)), default=0) :]
