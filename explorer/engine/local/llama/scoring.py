"""Scores of texts: how likely a model finds each continuation of a prefix, or every token of a text.

The prefix is read once. Continuations stand beside each other in one context, as sequences that share it,
and are read many at a time; logits are asked for only where a token of theirs is predicted.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.tokens import ContinuationScore, TokenDetail
from explorer.domain.words import Words
from explorer.engine.local.llama.adapters import Adapters
from explorer.engine.local.llama.contexts import ContextMaker, LlamaContext
from explorer.engine.local.llama.loading import BATCH
from explorer.engine.local.llama.logits import LogitReader, Logits
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.template.prompt_builder import prompt_too_long
from explorer.engine.local.template.quoting import Quoter

_OUTPUTS = 128  # positions of a batch whose logits are asked for: 1 MB each for a large vocabulary
_TOGETHER = 32  # continuations side by side
_ROUND = 256  # the library rounds a context's length up to this


@dataclass
class _Scored:
    """A continuation on its way: ``tokens`` from ``start`` on are looked at, each as the next one."""

    tokens: list[int]
    start: int
    details: list[TokenDetail] = field(default_factory=list)
    is_greedy: bool = True


class Scorer:
    """Scores texts with one model. Raises StoppedError when it is stopped."""

    def __init__(
        self,
        api: Any,
        vocabulary: Vocabulary,
        contexts: ContextMaker,
        logits: LogitReader,
        adapters: Adapters,
        most: int,
    ) -> None:
        """``most``: tokens the model can see at once."""
        self._api = api
        self._vocabulary = vocabulary
        self._contexts = contexts
        self._logits = logits
        self._adapters = adapters
        self._most = most

    def continuations(
        self,
        prefix: str,
        continuations: Sequence[str],
        alternatives: int,
        progress: Callable[[float], None],
    ) -> tuple[ContinuationScore, ...]:
        """The score of each continuation of ``prefix``.

        A prefix may be a rendered prompt, with its control tokens; in a continuation they are text, as far
        as they are no marks of a thought. Where both join into one token, it counts for the continuation.
        """
        is_bare = not prefix.startswith(self._vocabulary.bos or "\0")  # a rendered prompt may have it
        before = self._vocabulary.tokenize(prefix, add_special=is_bare)
        quoter = Quoter(self._vocabulary)
        texts = (quoter.within(prefix + text, len(prefix)) for text in continuations)
        whole = [quoter.tokenize(text, add_special=is_bare) for text in texts]
        starts = [_common(before, tokens) for tokens in whole]
        shared = min(starts, default=0)
        if shared == 0 or not before:
            raise KnownError(
                Words("There is nothing before the continuation that it could be judged by."),
                Words("Give a prompt, or score the whole text."),
            )
        longest = max(map(len, whole))
        if longest > self._most:
            raise prompt_too_long(longest, self._most)
        scored = [_Scored(tokens, start) for tokens, start in zip(whole, starts, strict=True)]
        self._run(scored, shared, longest, alternatives, progress)
        return tuple(ContinuationScore(tuple(s.details), s.is_greedy) for s in scored)

    def text(
        self, text: str, alternatives: int, progress: Callable[[float], None]
    ) -> tuple[TokenDetail, ...]:
        """Every token of a text; the very first has no probability."""
        tokens = self._vocabulary.tokenize(text, add_special=True, plain=True)
        if not tokens:
            raise KnownError(Words("There is nothing to score."), Words("Write a text first."))
        if len(tokens) > self._most:
            raise prompt_too_long(len(tokens), self._most)
        first = TokenDetail(tokens[0], self._vocabulary.shown(tokens[0]), None)
        scored = _Scored(tokens, 1)
        if len(tokens) > 1:
            self._run([scored], 1, len(tokens), alternatives, progress)
        return (first, *scored.details)

    def _run(
        self,
        scored: Sequence[_Scored],
        shared: int,
        longest: int,
        alternatives: int,
        progress: Callable[[float], None],
    ) -> None:
        together = min(_TOGETHER, len(scored))
        length = shared + together * (longest - shared)
        rounded = -(-(length + 1) // _ROUND) * _ROUND
        with self._contexts.for_scores(rounded, BATCH, _OUTPUTS, together + 1) as context:
            if self._adapters.active:
                self._adapters.apply_to(context.handle)
            with closing(_Run(self._api, context, self._logits, alternatives)) as run:
                run.read_shared(scored[0].tokens[:shared])
                for done, group in enumerate(batched(scored, together, strict=False)):
                    run.score(group, shared)
                    progress(min(1.0, (done + 1) * together / len(scored)))


type _Place = tuple[_Scored, int]  # whose logits, and which of its tokens they predict


class _Run:
    """One context, filled with the shared beginning and then with groups of continuations."""

    def __init__(self, api: Any, context: LlamaContext, logits: LogitReader, alternatives: int) -> None:
        self._api = api
        self._context = context
        self._logits = logits
        self._alternatives = alternatives
        self._batch = api.llama_batch_init(BATCH, 0, 1)
        self._places: dict[int, _Place] = {}  # by position in the batch
        self._after_shared: Logits | None = None

    def close(self) -> None:
        self._api.llama_batch_free(self._batch)

    def read_shared(self, tokens: Sequence[int]) -> None:
        """Read what all have in common, into sequence 0, and keep what it predicts."""
        for start in range(0, len(tokens), BATCH):
            self._batch.n_tokens = 0
            for position in range(start, min(start + BATCH, len(tokens))):
                self._add(tokens[position], position, 0, is_wanted=position == len(tokens) - 1)
            self._context.decode(self._batch)
        self._after_shared = self._logits.row(self._context.handle, self._batch.n_tokens - 1).copy()
        self._batch.n_tokens = 0

    def score(self, group: Sequence[_Scored], shared: int) -> None:
        """Fill in the details of each, in the order of its tokens."""
        for number, scored in enumerate(group, 1):
            self._api.llama_memory_seq_cp(self._context.memory, 0, number, -1, -1)
            if scored.start == shared and self._after_shared is not None:
                self._look(self._after_shared, scored, shared)
            for position in range(shared, len(scored.tokens) - 1):  # nothing follows the last
                wanted = (scored, position + 1) if position + 1 >= scored.start else None
                self._put(scored.tokens[position], position, number, wanted)
        self._flush()
        for number in range(1, len(group) + 1):
            self._api.llama_memory_seq_rm(self._context.memory, number, -1, -1)

    def _put(self, token: int, position: int, sequence: int, place: _Place | None) -> None:
        if self._batch.n_tokens == BATCH or len(self._places) == _OUTPUTS:
            self._flush()
        if place is not None:
            self._places[self._batch.n_tokens] = place
        self._add(token, position, sequence, is_wanted=place is not None)

    def _add(self, token: int, position: int, sequence: int, *, is_wanted: bool) -> None:
        batch, n = self._batch, self._batch.n_tokens
        batch.token[n], batch.pos[n], batch.logits[n] = token, position, is_wanted
        batch.n_seq_id[n], batch.seq_id[n][0] = 1, sequence
        batch.n_tokens = n + 1

    def _flush(self) -> None:
        if self._batch.n_tokens == 0:
            return
        self._context.decode(self._batch)
        for index, (scored, position) in self._places.items():
            self._context.go_on()
            self._look(self._logits.row(self._context.handle, index), scored, position)
        self._batch.n_tokens = 0
        self._places.clear()

    def _look(self, row: Logits, scored: _Scored, position: int) -> None:
        token = scored.tokens[position]
        scored.details.append(self._logits.detail(row, token, self._alternatives))
        scored.is_greedy = scored.is_greedy and bool(row[token] >= row.max())


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    pairs: Iterator[tuple[int, int]] = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
