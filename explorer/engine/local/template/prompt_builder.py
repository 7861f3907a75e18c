"""Builds the tokens of a prompt from a conversation, and drops the oldest turns where they are too many."""

import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from explorer.domain.answer_format import AnswerFormats, listed, wrapped
from explorer.domain.call_format import UNREAD_MARKS, CallFormat
from explorer.domain.errors import ContextLengthError, RequestError
from explorer.domain.generation import ChatMessage
from explorer.domain.images import ChatImage
from explorer.domain.tokens import AnswerOptions
from explorer.domain.tools import ToolSpec
from explorer.domain.words import Words
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.template.chat_template import ChatTemplate
from explorer.engine.local.template.quoting import MarkedText, Quoter
from explorer.engine.local.template.renderer import TemplateRenderer

_KEPT = 4  # templates: the model's own, and what people try
_MOST_LETTERS = 32  # of a token, in any text that is one
_SHORTEN = Words("Shorten it, begin a new chat, or load the model with a longer context length.")
_BREAK = "\n"  # tokens of its own in every vocabulary that puts a space before a text

type PromptInput = str | Sequence[ChatMessage]


@dataclass(frozen=True)
class PreparedPrompt:
    """``text`` exactly as it was cut into ``tokens``, but for images, which are one mark there and negative
    numbers here; ``dropped``: turns (or tokens) that were left out.
    """

    text: str
    tokens: list[int]
    dropped: int = 0


class PromptBuilder:
    """Makes prompts for one model, whose chat template is ``source``."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        source: str | None,
        renderer: TemplateRenderer,
        seen: Callable[[ChatImage], list[int]] = lambda _image: [],
    ) -> None:
        """``seen``: the tokens of an image; raises KnownError where it sees none."""
        self._vocabulary = vocabulary
        self._source = source
        self._quoter = Quoter(vocabulary, seen)
        self._found_formats = lru_cache(_KEPT)(self._find_formats)
        bos, eos = vocabulary.bos, vocabulary.eos
        self._templates = lru_cache(_KEPT)(lambda source: ChatTemplate(source, renderer, bos=bos, eos=eos))

    def prepare(self, prompt: PromptInput, options: AnswerOptions, total: int) -> PreparedPrompt:
        """The whole prompt. Raises KnownError if the context of ``total`` tokens cannot hold it."""
        _check_letters(prompt, total)
        prepared = self._tokens(prompt, options)
        if len(prepared.tokens) >= total:
            raise prompt_too_long(len(prepared.tokens), total)
        return prepared

    def prepare_newest(
        self, prompt: PromptInput, options: AnswerOptions, total: int, room: int
    ) -> PreparedPrompt:
        """As much of the end of it as leaves ``room`` tokens free in ``total``: the oldest is dropped.

        Raises KnownError if not even the last message fits.
        """
        most = max(1, total - room)
        if isinstance(prompt, str):
            return self._end_of(self._tokens(prompt, options), most)
        messages = list(prompt)
        starts = _turns(messages)

        @cache
        def without(turns: int) -> PreparedPrompt:
            left = self._tokens(messages[: starts[0]] + messages[starts[turns] :], options)
            return PreparedPrompt(left.text, left.tokens, starts[turns] - starts[0])

        def fits(turns: int) -> bool:
            return len(without(turns).tokens) <= most

        last = len(starts) - 1
        prepared = without(0 if fits(0) else bisect_left(range(last), True, lo=min(1, last), key=fits))
        if len(prepared.tokens) >= total:
            raise prompt_too_long(len(prepared.tokens), total)
        return prepared

    def render(self, messages: Sequence[ChatMessage], options: AnswerOptions) -> str:
        """The text for a conversation. Raises KnownError."""
        return self._render(messages, options)[0].shown

    def formats(self, template: str | None) -> AnswerFormats:
        """How answers to its prompts are written; from now on their marks are shown in answers."""
        formats, self._vocabulary.marks = self._found_formats(self._chosen(template))
        return formats

    def call_format(self, template: str | None) -> CallFormat | None:
        """How calls of tools are written in answers, ``None`` if that is not known."""
        source = self._chosen(template)
        return None if source is None else self._templates(source).tools.call_format

    def show_calls(self, known: CallFormat | None, template: str | None) -> None:
        """From now on the marks of calls are shown in answers too; where they are not known, all that may
        be some.
        """
        words = self._vocabulary
        words.marks |= words.tokens_of(known.texts if known is not None else UNREAD_MARKS)
        if known is None:
            words.marks |= {*words.controls_in(self._chosen(template) or "").values()}

    def beginning(self, begun: str | Sequence[int], opened: str) -> list[int]:
        """The tokens an answer is to begin with. ``opened``: the mark that the prompt already ends with.

        Raises KnownError if this model does not know one of them.
        """
        if isinstance(begun, str):
            return self.tokens_within(begun.removeprefix(opened))
        if not all(0 <= token < self._vocabulary.size for token in begun):
            raise RequestError(
                Words("The answer was begun by a model with other tokens."),
                Words("Choose the model that wrote it, or answer again."),
            )
        return list(begun)

    def tokens_within(self, text: str) -> list[int]:
        """The tokens of a text that does not begin anew: some vocabularies put a space before one."""
        tokens = self._cut(text) if text else []
        if b"".join(map(self._vocabulary.piece, tokens)) == text.encode("utf-8", "replace"):
            return tokens
        before, both = self._cut(_BREAK), self._cut(_BREAK + text)
        return both[len(before) :] if both[: len(before)] == before else tokens

    def _cut(self, text: str) -> list[int]:
        """Of an answer, which a person may have written: its control tokens are the marks of a thought."""
        return self._quoter.tokenize(self._quoter.within(text), add_special=False)

    def _end_of(self, prepared: PreparedPrompt, most: int) -> PreparedPrompt:
        over = len(prepared.tokens) - most
        if over <= 0:
            return prepared
        first = prepared.tokens[:1] if most > 1 else []  # the token that begins every text
        tokens = first + prepared.tokens[over + len(first) :]
        return PreparedPrompt("".join(map(self._vocabulary.shown, tokens)), tokens, over)

    def _tokens(self, prompt: PromptInput, options: AnswerOptions) -> PreparedPrompt:
        text, add_special = self._render(prompt, options)
        if not isinstance(prompt, str):
            _check_shown(prompt, text)
        tokens = self._quoter.tokenize(text, add_special=add_special)
        if not tokens:
            raise RequestError(Words("There is nothing to go on from."), Words("Write a prompt first."))
        if tokens[-1] < 0:  # of an image the library tells no next token
            raise RequestError(Words("Images without a question."), Words("Write what you want to know."))
        return PreparedPrompt(text.shown, tokens)

    def _render(self, prompt: PromptInput, options: AnswerOptions) -> tuple[MarkedText, bool]:
        """The text to tokenize, and whether its beginning token is still to be added.

        A text is written as the model is to see it, by whoever knows its control tokens: they are some.
        Without a template there is no chat: the texts are gone on from as they stand.
        """
        if isinstance(prompt, str):
            return MarkedText(prompt), True
        source = self._chosen(options.template)
        if source is None:
            if any(message.images for message in prompt):
                what = Words("This model has no chat template, so it cannot be asked about images.")
                raise RequestError(what, Words("Choose a model that is made for chats."))
            if options.tools is not None or any(message.calls or message.call_id for message in prompt):
                what = Words("This model has no chat template, so it takes no tools.")
                raise RequestError(what, Words("Choose a model that is made for tools."))
            quoted = self._quoter.quote(prompt, "")
            return quoted.read("\n\n".join(message.text for message in quoted.messages)), True
        template = self._templates(source)
        offered = options.tools.specs if options.tools is not None else ()
        tools = [json.loads(tool.text) for tool in offered]
        template.tools.check(prompt, tools)
        quoted = self._quoter.quote(template.seen(prompt, options.think), source, tools)
        text = quoted.read(template.render(quoted.messages, options.think, quoted.tools))
        _check_offered(offered, text)
        bos = self._vocabulary.bos
        has_bos = bool(bos) and text.text.startswith(bos) and 0 not in text.spots
        return text, not has_bos

    def _find_formats(self, source: str | None) -> tuple[AnswerFormats, frozenset[int]]:
        """And the tokens of their marks. Without a template there is no chat, so nothing is guessed."""
        words = self._vocabulary
        if source is not None:
            formats = self._templates(source).formats(words.has)
        else:
            found = listed("", words.has)
            formats = AnswerFormats() if found.is_guess else wrapped(found, words.has)
        return formats, words.tokens_of(text for known in formats.items for text in known.texts)

    def _chosen(self, template: str | None) -> str | None:
        return template if template is not None else self._source


def _check_shown(messages: Sequence[ChatMessage], text: MarkedText) -> None:
    """A template may leave old messages out, or cut texts, but not what is asked about: KnownError then."""
    asked = next((message.images for message in reversed(messages) if message.role == "user"), ())
    if not {image.sha256 for image in asked} <= {image.sha256 for _, image in text.images}:
        what = Words("The chat template leaves an image of this message out, so the model would not see it.")
        raise RequestError(what, Words("Choose another template, or ask without images."))


def _check_offered(tools: Sequence[ToolSpec], text: MarkedText) -> None:
    """Whether the template shows them in this conversation. Raises RequestError."""
    if not all(tool.name in text.text for tool in tools):
        what = Words("The model’s chat template leaves out the tools in this conversation.")
        raise RequestError(what, Words("Choose a model that is made for tools, or ask without them."))


def _check_letters(prompt: PromptInput, limit: int) -> None:
    """To cut millions of letters into tokens takes seconds, for which every other answer would wait."""
    texts = [prompt] if isinstance(prompt, str) else [message.text for message in prompt]
    if (letters := sum(map(len, texts))) > limit * _MOST_LETTERS:
        raise ContextLengthError(
            Words(
                "The prompt is too long: {letters:,} letters for {limit:,} tokens of room.",
                letters=letters,
                limit=limit,
            ),
            _SHORTEN,
        )


def prompt_too_long(tokens: int, limit: int) -> ContextLengthError:
    return ContextLengthError(
        Words(
            "The prompt is too long: {tokens:,} tokens, and {limit:,} are all there is room for.",
            tokens=tokens,
            limit=limit,
        ),
        _SHORTEN,
    )


def _turns(messages: list[ChatMessage]) -> list[int]:
    """Where turns begin behind the system prompts, which stay; the last turn stays too."""
    start = next((n for n, message in enumerate(messages) if message.role != "system"), len(messages))
    return [start, *(n for n in range(start + 1, len(messages)) if messages[n].role == "user")]
