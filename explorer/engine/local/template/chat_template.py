"""A chat template, with what its trial renderings show: whether it takes a system prompt, keeps thoughts and
wants texts in parts, and how answers to it are written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from explorer.domain.answer_format import (
    GUESSES,
    AnswerFormat,
    AnswerFormats,
    listed,
    read_format,
    wrapped,
)
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.stored_thinking import split_thinking
from explorer.domain.thinking_switch import variables_for, word_for
from explorer.engine.local.template.renderer import MessageForm, TemplateRenderer
from explorer.engine.local.template.tool_template import ToolTemplate, tool_variables

_SYSTEM, _THOUGHT, _SAID = "A system prompt, 5c1e9.", "Some thought of mine", "An answer of mine"
_ASKED = ChatMessage("user", "Hello.")
_ANSWERED = ChatMessage("assistant", _SAID)
_ANSWERED_WITH_THOUGHT = replace(_ANSWERED, thought=_THOUGHT)


class ChatTemplate:
    """A template of a model, or a person's own. What it does is found by trying it, once."""

    def __init__(self, source: str, renderer: TemplateRenderer, *, bos: str, eos: str) -> None:
        self._source = source
        self._renderer = renderer
        self._bos, self._eos = bos, eos

    def seen(self, messages: Sequence[ChatMessage], think: str) -> list[ChatMessage]:
        """The messages as it is to see them.

        Answers go without their thoughts, unless it keeps a place for each. A system prompt that it
        refuses or drops stands before the first question, as llama.cpp does it.
        """
        said = list(map(_parted, messages))
        if any(message.calls for message in said):
            said = self.tools.seen(said)
        if any(message.thought for message in said) and not self._keeps_thoughts:
            kept = self._begun_with(said)
            said = [replace(m, thought=m.thought if n in kept else "") for n, m in enumerate(said)]
        if word := word_for(self._source, think):
            said = _with_system(said, word)
        if said and said[0].role == "system" and not self._takes_system:
            said = _without_system(said)
        return said

    def render(
        self, messages: Sequence[ChatMessage], think: str, tools: Sequence[Any] = (), **more: object
    ) -> str:
        """The prompt for what it is to see, with the tools that are offered as OpenAI has them. ``more``
        variables, or others than usual. Raises KnownError.
        """
        given = {**variables_for(self._source, think), **tool_variables(tools), **more}
        has_calls = any(message.calls for message in messages)
        form = self.tools.form if has_calls and self.tools.form is not None else MessageForm()
        return self._rendered(messages, given, replace(form, in_parts=self._wants_parts))

    @cached_property
    def tools(self) -> ToolTemplate:
        return ToolTemplate(self._source, self)

    def try_with(
        self,
        messages: Sequence[ChatMessage],
        form: MessageForm,
        tools: Sequence[Any],
        *,
        begins: bool,
    ) -> str:
        """What it makes of them; "" if it refuses or fails. ``begins``: up to where an answer begins."""
        given = {**variables_for(self._source, ""), **tool_variables(tools)}
        given["add_generation_prompt"] = begins
        try:
            return self._rendered(messages, given, replace(form, in_parts=self._wants_parts))
        except KnownError:
            return ""

    def formats(self, is_token: Callable[[str], bool]) -> AnswerFormats:
        """How answers to its prompts are written: as it writes one itself, else by a list and the model's
        tokens.
        """
        read = self._read_format()
        if read is not None:
            return wrapped(AnswerFormats((read,)), is_token)
        found = listed(self._source, is_token)
        return wrapped(found, lambda mark: mark in self._source or is_token(mark))

    def _read_format(self) -> AnswerFormat | None:
        try:
            shown = self.render([_ASKED, _ANSWERED_WITH_THOUGHT], "on", add_generation_prompt=False)
            prompt = self.render([_ASKED], "on")
        except KnownError:  # an answer to it will say so
            return None
        return read_format(shown, prompt, _THOUGHT, _SAID)

    @cached_property
    def _wants_parts(self) -> bool:
        """Whether it finds a text only where it is a part of a list, as images are: so do some of models
        that see them.
        """
        if not any(name in self._source for name in ("'text'", '"text"')):
            return False
        given = variables_for(self._source, "")

        def shows(*, in_parts: bool) -> bool:
            try:
                form = MessageForm(in_parts=in_parts)
                return _SAID in self._rendered([replace(_ASKED, text=_SAID)], given, form)
            except KnownError:
                return False

        return not shows(in_parts=False) and shows(in_parts=True)

    @cached_property
    def _takes_system(self) -> bool:
        """Yes also where it fails without one too: then that is what must be told."""
        made = self._try([ChatMessage("system", _SYSTEM), _ASKED])
        return _SYSTEM in made or not (made or self._try([_ASKED]))

    def _begun_with(self, messages: Sequence[ChatMessage]) -> range:
        """The calls of the answer that goes on, by their places: what was thought before is not over yet."""
        asked = max((n for n, message in enumerate(messages) if message.role == "user"), default=-1)
        has_calls = any(message.calls for message in messages[asked + 1 :])
        return range(asked + 1, len(messages)) if has_calls and self.tools.takes_thoughts else range(0)

    @cached_property
    def _keeps_thoughts(self) -> bool:
        """Whether it writes the marks of a thought into each old answer, and nothing between them without it.

        Some write marks and thought where they get one: those are meant to be left out, each turn would
        cost all thoughts before it.
        """
        if not any(name in self._source for name in ("reasoning", "thinking")):
            return False
        with_one = self._try([_ASKED, _ANSWERED_WITH_THOUGHT, _ASKED])
        parts = with_one.split(_THOUGHT)
        return len(parts) > 1 and "".join(parts) == self._try([_ASKED, _ANSWERED, _ASKED])

    def _rendered(
        self, messages: Sequence[ChatMessage], given: Mapping[str, object], form: MessageForm
    ) -> str:
        bos, eos = self._bos, self._eos
        return self._renderer.render(self._source, messages, bos=bos, eos=eos, given=given, form=form)

    def _try(self, messages: Sequence[ChatMessage]) -> str:
        """What it makes of them; "" if it refuses or fails."""
        try:
            return self.render(messages, "")
        except KnownError:
            return ""


def _parted(message: ChatMessage) -> ChatMessage:
    """An answer of which the thought was not told apart when it was kept; it may speak of a mark."""
    starts = tuple(mark for known in GUESSES.items for mark in known.starts)
    if message.role != "assistant" or not message.text.lstrip().startswith(starts):
        return message
    parts = split_thinking(message.text)
    if not parts.text:
        return message
    return replace(message, text=parts.text, thought=message.thought or parts.thought)


def _with_system(messages: list[ChatMessage], word: str) -> list[ChatMessage]:
    if messages and messages[0].role == "system":
        return [replace(messages[0], text=f"{messages[0].text}\n{word}"), *messages[1:]]
    return [ChatMessage("system", word), *messages]


def _without_system(messages: list[ChatMessage]) -> list[ChatMessage]:
    """The system prompt stands in the first question then."""
    system, *others = messages
    first = next((n for n, message in enumerate(others) if message.role == "user"), None)
    if first is None:
        return [ChatMessage("user", system.text), *others]
    asked = replace(others[first], text=f"{system.text}\n{others[first].text}")
    return [*others[:first], asked, *others[first + 1 :]]
