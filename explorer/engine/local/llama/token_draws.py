"""How the tokens of an answer are drawn from a context, and what else was likely there."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from explorer.domain.tokens import TokenDetail
from explorer.engine.local.llama.answer_writer import AnswerWriter
from explorer.engine.local.llama.sampler_chain import chain_draw, open_chain
from explorer.engine.local.llama.thinking_sampler import ThinkingSampler
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.protocol import Generate
from explorer.engine.local.template.prompt_builder import PromptBuilder
from explorer.engine.structured_output.grammar import Grammar

if TYPE_CHECKING:
    from explorer.engine.local.llama.grammar_sampler import GrammarSampler
    from explorer.engine.local.llama.logits import LogitReader


class TokenDraws:
    """Draws from one ``context``, the library's handle, of ``total`` tokens."""

    def __init__(
        self, api: Any, vocabulary: Vocabulary, prompter: PromptBuilder, context: Any, total: int
    ) -> None:
        self._api, self._vocabulary, self._prompter = api, vocabulary, prompter
        self._context, self._total = context, total

    def detail(self, alternatives: int, token: int) -> TokenDetail:
        """Of one that was just drawn."""
        return self.logits.detail(self.logits.row(self._context, -1), token, alternatives)

    @contextmanager
    def opened(
        self, asked: Generate, answering: AnswerWriter, grammar: Grammar | None
    ) -> Iterator[Callable[[], int]]:
        """What draws the next token of this answer."""
        sampling, budget = asked.sampling, asked.options.think_budget
        if grammar is not None and sampling.ignore_eos:  # where a grammar ends nothing may follow
            sampling = replace(sampling, ignore_eos=False)
        tokens, begun = answering.tokens, answering.begun
        with open_chain(self._api, self._vocabulary, sampling, tokens, self._total, begun) as chain:
            plain = chain_draw(self._api, chain, self._context)
            guide = partial(self._guided, answering, chain, plain)
            if grammar is None:
                yield plain if budget is None else guide(budget)
                return
            from explorer.engine.local.llama.grammar_sampler import GrammarSampler  # noqa: PLC0415  numpy: 20 MB

            words, logits = self._vocabulary, self.logits
            with closing(GrammarSampler(self._api, chain, self._context, words, grammar, logits)) as draw:
                draw.take_up(answering.answered)
                yield draw if answering.is_held_whole else guide(budget, draw)

    @cached_property
    def logits(self) -> "LogitReader":
        from explorer.engine.local.llama.logits import LogitReader  # noqa: PLC0415  numpy: 20 MB

        return LogitReader(self._api, self._vocabulary)

    def _guided(
        self,
        answering: AnswerWriter,
        chain: Any,
        free: Callable[[], int],
        budget: int | None,
        grammar: "GrammarSampler | None" = None,
    ) -> ThinkingSampler:
        accept = partial(self._api.llama_sampler_accept, chain)
        left = None if budget is None else budget - answering.thought_tokens
        cut = self._prompter.tokens_within
        return ThinkingSampler(self._vocabulary, cut, answering.stream, free, accept, left, grammar)
