"""Scores of texts: how likely a model finds each continuation of a prefix, or every token of a text.

Each prefix is read once, and whole batches that all have in common too. Continuations of one prefix stand
beside each other in one context, as sequences that share it, and are read many at a time; logits are asked
for only where a token of theirs is predicted.

Prefixes are not read beside each other, though that would be quicker: where a text lies in the context and
how many tokens are read at once decides by which kernel, and in which order, its attention is added up.
With quantized weights a score would be off by tenths, and would hang on what else was asked.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from explorer.domain.errors import KnownError, RequestError
from explorer.domain.generation import ChatMessage
from explorer.domain.tokens import AnswerOptions, ContinuationScore, TokenDetail
from explorer.domain.words import Words
from explorer.engine.local.llama.adapters import Adapters
from explorer.engine.local.llama.contexts import ContextMaker, LlamaContext
from explorer.engine.local.llama.loading import BATCH
from explorer.engine.local.llama.logits import LogitReader, Logits
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.template.prompt_builder import PromptBuilder, prompt_too_long
from explorer.engine.local.template.quoting import Quoter

_OUTPUTS = 128  # positions of a batch whose logits are asked for: 1 MB each for a large vocabulary
_TOGETHER = 32  # continuations side by side
_CELLS = 2048  # tokens of them that a context holds, and more if a single one is longer
_ROUND = 256  # the library rounds a context's length up to this
_NO_THOUGHT = AnswerOptions(think="off")  # which would stand before an answer

type Prompt = str | tuple[ChatMessage, ...]


@dataclass
class _Scored:
    """A continuation on its way: ``tokens`` from ``start`` on are looked at, each as the next one."""

    tokens: list[int]
    start: int
    details: list[TokenDetail] = field(default_factory=list)
    is_greedy: bool = True


@dataclass
class _Group:
    """Continuations of one prefix, which have their first ``shared`` tokens in common."""

    scored: list[_Scored]
    shared: int

    @property
    def prefix(self) -> list[int]:
        return self.scored[0].tokens[: self.shared]


class Scorer:
    """Scores texts with one model. Raises StoppedError when it is stopped."""

    def __init__(
        self,
        api: Any,
        vocabulary: Vocabulary,
        prompter: PromptBuilder,
        contexts: ContextMaker,
        logits: LogitReader,
        adapters: Adapters,
        most: int,
    ) -> None:
        """``most``: tokens the model can see at once."""
        self._api = api
        self._vocabulary = vocabulary
        self._prompter = prompter
        self._contexts = contexts
        self._logits = logits
        self._adapters = adapters
        self._most = most

    def continuations(
        self, prefix: str, continuations: Sequence[str], alternatives: int, progress: Callable[[float], None]
    ) -> tuple[ContinuationScore, ...]:
        """The score of each continuation of ``prefix``."""
        return self.each([(prefix, continuations)], alternatives, progress)[0]

    def each(
        self,
        asked: Iterable[tuple[Prompt, Sequence[str]]],
        alternatives: int,
        progress: Callable[[float], None],
    ) -> tuple[tuple[ContinuationScore, ...], ...]:
        """The scores of the continuations of each prompt, in their order.

        A text may be a rendered prompt, with its control tokens; in a continuation they are text, as far
        as they are no marks of a thought. Where both join into one token, it counts for the continuation.
        Messages go through the chat template, without a thought where it can be left out; what a model
        writes begins anew after a prompt, so there nothing joins.
        """
        merged, all_scored = dict[Prompt, list[_Scored]](), list[list[_Scored]]()
        for prompt, texts in asked:
            self._contexts.go_on()
            scored = self._cut(prompt, texts)
            all_scored.append(scored)
            merged.setdefault(prompt, []).extend(scored)
        groups = [_group(scored) for scored in merged.values() if scored]
        if groups:
            self._run(groups, alternatives, progress)
        return tuple(
            tuple(ContinuationScore(tuple(one.details), one.is_greedy) for one in scored)
            for scored in all_scored
        )

    def text(
        self, text: str, alternatives: int, progress: Callable[[float], None]
    ) -> tuple[TokenDetail, ...]:
        """Every token of a text; the very first has no probability."""
        tokens = self._vocabulary.tokenize(text, add_special=True, plain=True)
        if not tokens:
            raise RequestError(Words("There is nothing to score."), Words("Write a text first."))
        if len(tokens) > self._most:
            raise prompt_too_long(len(tokens), self._most)
        first = TokenDetail(tokens[0], self._vocabulary.shown(tokens[0]), None)
        scored = _Scored(tokens, 1)
        if len(tokens) > 1:
            self._run([_group([scored])], alternatives, progress)
        return (first, *scored.details)

    def _cut(self, prompt: Prompt, texts: Sequence[str]) -> list[_Scored]:
        before, cut = self._read(prompt)
        whole = [cut(text) for text in texts]
        scored = [_Scored(tokens, _common(before, tokens)) for tokens in whole]
        if not before or any(one.start == 0 for one in scored):
            raise KnownError(
                Words("There is nothing before the continuation that it could be judged by."),
                Words("Give a prompt, or score the whole text."),
            )
        longest = max(map(len, whole), default=0)
        if longest > self._most:
            raise prompt_too_long(longest, self._most)
        return scored

    def _read(self, prompt: Prompt) -> tuple[list[int], Callable[[str], list[int]]]:
        """Its tokens, and what makes those of it with a continuation."""
        if not isinstance(prompt, str):
            if any(message.images for message in prompt):
                raise KnownError(
                    Words("Answers about images cannot be scored."), Words("Ask without images.")
                )
            tokens = self._prompter.prepare(prompt, _NO_THOUGHT, self._most).tokens
            return tokens, lambda text: tokens + self._prompter.tokens_within(text)
        is_bare = not prompt.startswith(self._vocabulary.bos or "\0")  # a rendered prompt may have it
        before = self._vocabulary.tokenize(prompt, add_special=is_bare)
        quoter = Quoter(self._vocabulary)

        def cut(text: str) -> list[int]:
            return quoter.tokenize(quoter.within(prompt + text, len(prompt)), add_special=is_bare)

        return before, cut

    def _run(self, groups: Sequence[_Group], alternatives: int, progress: Callable[[float], None]) -> None:
        beginning = groups[0].prefix
        for group in groups[1:]:
            common = _common(beginning, group.prefix)
            beginning = beginning[: common // BATCH * BATCH]  # as each would be read alone
        parts = list(_in_parts(groups, len(beginning)))
        length = max(_cells(part) for part in parts)
        sequences = max(len(part.scored) for part in parts)
        rounded = -(-(length + 1) // _ROUND) * _ROUND
        with self._contexts.for_scores(rounded, BATCH, _OUTPUTS, sequences + 1) as context:
            if self._adapters.active:
                self._adapters.apply_to(context.handle)
            is_apart = self._contexts.mixes_up
            with closing(_Run(self._api, context, self._logits, alternatives, is_apart=is_apart)) as run:
                run.read_beginning(beginning)
                for done, part in enumerate(parts, 1):
                    run.score(part)
                    progress(done / len(parts))


type _Place = tuple[_Scored, int]  # whose logits, and which of its tokens they predict


class _Run:
    """One context, filled with the common beginning and then with one group after the other."""

    def __init__(
        self, api: Any, context: LlamaContext, logits: LogitReader, alternatives: int, *, is_apart: bool
    ) -> None:
        """``is_apart``: continuations are computed one after the other."""
        self._api = api
        self._context = context
        self._logits = logits
        self._alternatives = alternatives
        self._is_apart = is_apart
        self._batch = api.llama_batch_init(BATCH, 0, 1)
        self._places: dict[int, list[_Place]] = {}  # by position in the batch
        self._read = 0  # tokens of the beginning
        self._after_beginning: Logits | None = None

    def close(self) -> None:
        self._api.llama_batch_free(self._batch)

    def read_beginning(self, tokens: Sequence[int]) -> None:
        """Read what all have in common, into sequence 0, and keep what it predicts."""
        self._read = len(tokens)
        for start in range(0, len(tokens), BATCH):
            self._batch.n_tokens = 0
            for position in range(start, min(start + BATCH, len(tokens))):
                self._add(tokens[position], position, 0, is_wanted=position == len(tokens) - 1)
            self._context.decode(self._batch)
        if tokens:
            self._after_beginning = self._logits.row(self._context.handle, self._batch.n_tokens - 1).copy()
        self._batch.n_tokens = 0

    def score(self, group: _Group) -> None:
        """Fill in the details of each, in the order of its tokens.

        The first continuation goes on in the sequence that the prefix was read into.
        """
        self._copy(0, 1)
        self._read_prefix(group, 1)
        self._flush()
        last = len(group.scored)
        for other in range(2, last + 1):
            self._copy(1, other)
        for sequence, scored in enumerate(group.scored, 1):
            self._read_continuation(scored, group.shared, sequence)
            if self._is_apart:
                self._flush()
        self._flush()
        for sequence in range(1, last + 1):
            self._api.llama_memory_seq_rm(self._context.memory, sequence, -1, -1)

    def _copy(self, source: int, sequence: int) -> None:
        self._api.llama_memory_seq_cp(self._context.memory, source, sequence, -1, -1)

    def _read_prefix(self, group: _Group, sequence: int) -> None:
        """What it has beside the beginning; what follows it is looked at for all that begin there."""
        tokens = group.prefix
        after = [(scored, group.shared) for scored in group.scored if _begins(scored, group.shared)]
        if len(tokens) == self._read and self._after_beginning is not None:
            self._look(self._after_beginning, after)
        for position in range(self._read, len(tokens)):
            self._put(tokens[position], position, sequence, after if position == len(tokens) - 1 else [])

    def _read_continuation(self, scored: _Scored, shared: int, sequence: int) -> None:
        for position in range(shared, len(scored.tokens) - 1):  # nothing follows the last
            places = [(scored, position + 1)] if position + 1 >= scored.start else []
            self._put(scored.tokens[position], position, sequence, places)

    def _put(self, token: int, position: int, sequence: int, places: list[_Place]) -> None:
        if self._batch.n_tokens == BATCH or len(self._places) == _OUTPUTS:
            self._flush()
        if places:
            self._places[self._batch.n_tokens] = places
        self._add(token, position, sequence, is_wanted=bool(places))

    def _add(self, token: int, position: int, sequence: int, *, is_wanted: bool) -> None:
        batch, n = self._batch, self._batch.n_tokens
        batch.token[n], batch.pos[n], batch.logits[n] = token, position, is_wanted
        batch.n_seq_id[n], batch.seq_id[n][0] = 1, sequence
        batch.n_tokens = n + 1

    def _flush(self) -> None:
        if self._batch.n_tokens == 0:
            return
        self._context.decode(self._batch)
        for index, places in self._places.items():
            self._context.go_on()
            self._look(self._logits.row(self._context.handle, index), places)
        self._batch.n_tokens = 0
        self._places.clear()

    def _look(self, row: Logits, places: Sequence[_Place]) -> None:
        if not places:
            return
        tokens, most = [scored.tokens[position] for scored, position in places], row.max()
        details = self._logits.details(row, tokens, self._alternatives)
        for (scored, _), token, detail in zip(places, tokens, details, strict=True):
            scored.details.append(detail)
            scored.is_greedy = scored.is_greedy and bool(row[token] >= most)


def _group(scored: list[_Scored]) -> _Group:
    return _Group(scored, min(one.start for one in scored))


def _begins(scored: _Scored, shared: int) -> bool:
    """Whether it is looked at from there on, and has anything there: it may be empty."""
    return scored.start == shared < len(scored.tokens)


def _in_parts(groups: Iterable[_Group], read: int) -> Iterator[_Group]:
    """One that is too large for the context is taken apart."""
    for group in groups:
        part, cells = list[_Scored](), group.shared - read
        for scored in group.scored:
            size = len(scored.tokens) - group.shared
            if part and (len(part) == _TOGETHER or cells + size > _CELLS):
                yield _Group(part, group.shared)
                part, cells = [], group.shared - read
            part.append(scored)
            cells += size
        yield _Group(part, group.shared)


def _cells(group: _Group) -> int:
    """Tokens that a context has to hold for it."""
    return group.shared + sum(len(scored.tokens) - group.shared for scored in group.scored)


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    pairs: Iterator[tuple[int, int]] = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
