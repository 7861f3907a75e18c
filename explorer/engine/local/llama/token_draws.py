"""How an answer is begun, how its tokens are drawn, and what else was likely there."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from explorer.domain.errors import KnownError, RequestError
from explorer.domain.sampling import MAX_ALTERNATIVES
from explorer.domain.tokens import TokenDetail
from explorer.domain.words import Words
from explorer.engine.local.llama.answer_writer import AnswerPlace, AnswerWriter, Steps
from explorer.engine.local.llama.sampler_chain import chain_draw, open_chain
from explorer.engine.local.llama.thinking_sampler import ThinkingSampler
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.protocol import Generate
from explorer.engine.local.reporters import AnswerReporter
from explorer.engine.local.template.prompt_builder import PromptBuilder
from explorer.engine.structured_output.grammar import Grammar, grammar_of

if TYPE_CHECKING:
    from explorer.engine.local.llama.grammar_sampler import GrammarSampler
    from explorer.engine.local.llama.logits import LogitReader


class TokenDraws:
    """Begins answers of one model."""

    def __init__(self, api: Any, vocabulary: Vocabulary, prompter: PromptBuilder) -> None:
        self._api, self._vocabulary, self._prompter = api, vocabulary, prompter

    def check(self, asked: Generate) -> Grammar | None:
        """The grammar that the answer keeps to. Raises KnownError if a setting or the grammar is wrong."""
        asked.sampling.check()
        check_alternatives(asked.options.alternatives or 0)
        tools = asked.options.tools
        if tools is not None and asked.options.constraint is not None:
            raise RequestError(
                Words("An answer cannot both keep to a schema and call tools."),
                Words("Ask without tools, or without a schema."),
            )
        if tools is None or not tools.must:
            return grammar_of(asked.options.constraint)
        from explorer.engine.structured_output.call_grammar import call_grammar  # noqa: PLC0415  seldom needed

        return call_grammar(tools, self._prompter.call_format(asked.options.template))

    def begin(
        self,
        asked: Generate,
        grammar: Grammar | None,
        place: AnswerPlace,
        total: int,
        listener: AnswerReporter,
    ) -> tuple[AnswerWriter, Steps]:
        """What writes the answer to its place of ``total`` tokens, and its steps.

        Raises KnownError: the template fails, the prompt is too long.
        """
        answering = AnswerWriter(place, self._vocabulary, self._prompter, total, asked, listener)
        wanted = asked.options.alternatives
        details = None if wanted is None else partial(self._detail, place, wanted)
        opened = partial(self._opened, place, total, asked, answering, grammar)
        listener.schema = grammar.schema if grammar is not None else None
        return answering, answering.steps(opened, details)

    @cached_property
    def logits(self) -> "LogitReader":
        from explorer.engine.local.llama.logits import LogitReader  # noqa: PLC0415  numpy: 20 MB

        return LogitReader(self._api, self._vocabulary)

    def _detail(self, place: AnswerPlace, alternatives: int, token: int) -> TokenDetail:
        """Of one that was just drawn."""
        return self.logits.detail(self.logits.row(place.handle, place.row), token, alternatives)

    @contextmanager
    def _opened(
        self,
        place: AnswerPlace,
        total: int,
        asked: Generate,
        answering: AnswerWriter,
        grammar: Grammar | None,
    ) -> Iterator[Callable[[], int]]:
        """What draws the next token of this answer."""
        sampling, budget = asked.sampling, asked.options.think_budget
        if grammar is not None and sampling.ignore_eos:  # where a grammar ends nothing may follow
            sampling = replace(sampling, ignore_eos=False)
        tokens, begun = answering.tokens, answering.begun
        with open_chain(self._api, self._vocabulary, sampling, tokens, total, begun) as chain:
            plain = chain_draw(self._api, chain, place)
            guide = partial(self._guided, answering, chain, plain)
            if grammar is None:
                yield plain if budget is None else guide(budget)
                return
            from explorer.engine.local.llama.grammar_sampler import GrammarSampler  # noqa: PLC0415  numpy: 20 MB

            words, logits = self._vocabulary, self.logits
            with closing(GrammarSampler(self._api, chain, place, words, grammar, logits)) as draw:
                draw.take_up(answering.answered)
                yield draw if answering.is_held_whole else guide(budget, draw)

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


def check_alternatives(count: int) -> None:
    """Raises KnownError for more than are shown."""
    if not 0 <= count <= MAX_ALTERNATIVES:
        raise KnownError(
            Words("At most {count} alternatives can be shown for each token.", count=MAX_ALTERNATIVES)
        )
