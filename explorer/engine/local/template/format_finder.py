"""Finds how a model marks thoughts and answers: by its chat template, its tokens and a list."""

from explorer.domain.answer_format import AnswerFormat, AnswerFormats, listed, read_format, wrapped
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.thinking_switch import variables_for
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.template.renderer import TemplateRenderer

_ASKED, _THOUGHT, _SAID = "What is it?", "Some thought of mine", "An answer of mine"
_TURN = ChatMessage("user", _ASKED)
_ANSWERED = ChatMessage("assistant", _SAID, _THOUGHT)


class FormatFinder:
    """Looks once at each template; the last one is remembered, and its marks are shown in answers."""

    def __init__(self, vocabulary: Vocabulary, renderer: TemplateRenderer) -> None:
        self._vocabulary = vocabulary
        self._renderer = renderer
        self._last: tuple[str | None, AnswerFormats] | None = None

    def of(self, source: str | None) -> AnswerFormats:
        """The formats of answers to what this template makes; without one there is no chat."""
        if self._last is None or self._last[0] != source:
            self._last = source, self._look(source)
            texts = (text for known in self._last[1].items for text in known.texts)
            self._vocabulary.marks = self._vocabulary.tokens_of(texts)
        return self._last[1]

    def _look(self, source: str | None) -> AnswerFormats:
        read = self._read(source) if source is not None else None
        if read is not None:
            return wrapped(AnswerFormats((read,)), self._vocabulary.has)
        found = listed(source or "", self._vocabulary.has)
        if source is None and found.is_guess:
            return AnswerFormats()
        return wrapped(found, lambda mark: mark in (source or "") or self._vocabulary.has(mark))

    def _read(self, source: str) -> AnswerFormat | None:
        try:
            shown = self._render(source, [_TURN, _ANSWERED], is_asked=False)
            prompt = self._render(source, [_TURN], is_asked=True)
        except KnownError:  # an answer to it will say so
            return None
        return read_format(shown, prompt, _THOUGHT, _SAID)

    def _render(self, source: str, messages: list[ChatMessage], *, is_asked: bool) -> str:
        bos, eos = self._vocabulary.bos, self._vocabulary.eos
        given = {**variables_for(source, "on"), "add_generation_prompt": is_asked}
        return self._renderer.render(source, messages, bos=bos, eos=eos, given=given)
