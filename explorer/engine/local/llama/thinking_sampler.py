"""Thinking sampler: ends a thought that takes too long, and begins the grammar at the answer.

A grammar is for the answer alone. A model that thinks draws freely; between thought and answer it may write
the marks of its family. Where it has the choice, its own likeliest token decides, as in llama.cpp: if that
begins a mark, a thought comes first.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.domain.answer_marks import AnswerStage
from explorer.engine.local.llama.text_stream import TextStream
from explorer.engine.local.llama.vocabulary import Vocabulary

if TYPE_CHECKING:
    from explorer.engine.local.llama.grammar_sampler import GrammarSampler

_SPACES_MOST = 4  # tokens of spaces before an answer


class ThinkingSampler:
    """Call it for the next token."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        cut: Callable[[str], list[int]],
        stream: TextStream,
        free: Callable[[], int],
        accept: Callable[[int], None],
        budget: int | None = None,
        grammar: "GrammarSampler | None" = None,
    ) -> None:
        """``free`` draws any token, ``accept`` tells the samplers of one that was not drawn.

        ``cut`` makes tokens of marks. ``budget``: so many tokens more of thought.
        """
        self._vocabulary = vocabulary
        self._cut = cut
        self._stream = stream
        self._splitter = stream.splitter
        self._free = free
        self._accept = accept
        self._left = budget
        self._grammar = grammar
        self._forced: deque[int] = deque()  # written as if they had been drawn
        self._is_held = False  # to the grammar
        self._is_spaced = False  # the grammar, for an answer after a thought
        self._spaces = 0

    def __call__(self) -> int:
        if self._forced:
            return self._next_forced()
        if self._splitter.is_thinking:
            return self._think()
        if self._grammar is None:
            return self._free()
        if self._is_held or self._splitter.is_answering:
            return self._grammar()
        if self._splitter.stage is AnswerStage.CLOSED and not self._is_spaced:
            self._is_spaced = True
            self._grammar.allow_spaces()
        self._is_held = True  # unless it goes outside
        return self._grammar(self._outside)

    def _think(self) -> int:
        if self._left is not None:
            if self._left <= 0 and self._stream.is_whole:
                return self._close()
            self._left -= 1
        token = self._free()
        return self._close() if self._grammar is not None and self._ends_too_soon(token) else token

    def _ends_too_soon(self, token: int) -> bool:
        """Whether nothing would be said after the thought, or something that the grammar has not seen."""
        if self._vocabulary.is_end(token):
            return True
        return self._splitter.closes_within(self._stream.peek(self._vocabulary.piece(token)))

    def _outside(self, token: int, is_allowed: bool) -> int | None:  # noqa: FBT001  a callback
        """What stands before what the grammar is for: this token, which it allows or not, or in its place."""
        text = self._stream.peek(self._vocabulary.piece(token))
        rest = self._splitter.rest_of_mark(text) if text else None
        if self._splitter.stage is AnswerStage.HEADER:
            if self._vocabulary.is_end(token):
                self._forced.extend(self._cut(self._splitter.to_answer()))
                token = self._forced.popleft()
            rest = ""
        elif rest is None or (is_allowed and rest):
            return None
        elif not text.strip():
            self._spaces += 1
            if self._spaces > _SPACES_MOST:
                return None
        self._is_held = False
        self._forced.extend(self._cut(rest))
        return token

    def _close(self) -> int:
        """End the thought."""
        self._forced.extend(self._cut(self._splitter.to_close()))
        return self._next_forced()

    def _next_forced(self) -> int:
        token = self._forced.popleft()
        self._accept(token)
        return token
