"""What a chat template does with tools: whether it shows those that are offered, calls of them and what came
of those, and how it writes a call. Found by trying it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from explorer.domain.call_format import CallFormat, listed_call_format, read_call_format
from explorer.domain.errors import RequestError
from explorer.domain.generation import ChatMessage
from explorer.domain.tools import ToolCall
from explorer.domain.words import Words
from explorer.engine.local.template.renderer import MessageForm

_THOUGHT, _SAID = "Some thought of mine", "An answer of mine"
_NAME, _KEY, _VALUE = "find_5c1e9", "place_5c1e9", "a value of mine"
_CALL = ToolCall("a5c1e9b7d", _NAME, json.dumps({_KEY: _VALUE}))
_SCHEMA = {"type": "object", "properties": {_KEY: {"type": "string", "description": "A place."}}}
_TOOL = {"type": "function", "function": {"name": _NAME, "description": "Finds.", "parameters": _SCHEMA}}
_ASKED = ChatMessage("user", "Hello, 5c1e9.")
_CALLED = ChatMessage("assistant", "", calls=(_CALL,))
_CALLED_TWICE = replace(_CALLED, calls=(_CALL, replace(_CALL, id="b5c1e9b7d")))  # some refuse it
_CAME = ChatMessage("tool", "The result 5c1e9.", call_id=_CALL.id)
_EITHER = (False, True)
_FORMS = tuple(MessageForm(is_text=text, is_null=null) for text in _EITHER for null in _EITHER)
_ADVICE = Words("Choose a model that is made for tools, or ask without them.")


class RendersTools(Protocol):
    """What is tried: a template; "" for what it refuses."""

    def try_with(
        self,
        messages: Sequence[ChatMessage],
        form: MessageForm,
        tools: Sequence[Any],
        *,
        begins: bool,
    ) -> str: ...


class ToolTemplate:
    """Tries one template, each thing once."""

    def __init__(self, source: str, template: RendersTools) -> None:
        self._source = source
        self._template = template

    @cached_property
    def form(self) -> MessageForm | None:
        """How it takes calls of earlier answers; ``None`` if it leaves them out."""
        return next((form for form in _FORMS if self._shows_call(form)), None)

    @cached_property
    def call_format(self) -> CallFormat | None:
        """How answers to it write calls; ``None`` if that is not known."""
        if self.form is None:
            return listed_call_format(self._source)
        shown = self._tried(_CALLED, self.form)
        plain = self._tried(ChatMessage("assistant", _NAME), self.form)
        prompt = self._template.try_with([_ASKED], self.form, [_TOOL], begins=True)
        known = read_call_format(shown, plain, prompt, _CALL)
        return known and replace(known, is_single=not self._tried(_CALLED_TWICE, self.form))

    @cached_property
    def takes_thoughts(self) -> bool:
        """Whether it shows what was thought before a call, where the answer goes on after it."""
        if self.form is None:
            return False
        called = replace(_CALLED, text=_SAID, thought=_THOUGHT)
        shown = self._template.try_with([_ASKED, called, _CAME], self.form, [_TOOL], begins=True)
        return _THOUGHT in shown and _SAID in shown

    def check(self, messages: Sequence[ChatMessage], tools: Sequence[Any]) -> None:
        """Raises RequestError for what it would leave out."""
        if tools and not self._takes_tools:
            raise RequestError(Words("The model’s chat template takes no tools."), _ADVICE)
        if any(message.calls for message in messages) and self.form is None and self.call_format is None:
            raise RequestError(Words("The model’s chat template leaves out calls of tools."), _ADVICE)
        if any(message.role == "tool" for message in messages) and not self._shows_results:
            what = Words("The model’s chat template leaves out what tools have brought.")
            raise RequestError(what, _ADVICE)

    def seen(self, messages: Sequence[ChatMessage]) -> list[ChatMessage]:
        """With the calls in the texts of answers, where it leaves them out else."""
        known = self.call_format
        if self.form is not None or known is None:
            return list(messages)

        def spelled(message: ChatMessage) -> ChatMessage:
            calls = "\n".join(map(known.written, message.calls))
            return replace(message, text=f"{message.text}\n{calls}".strip(), calls=())

        return [spelled(message) if message.calls else message for message in messages]

    @cached_property
    def _takes_tools(self) -> bool:
        """Yes also where it fails without them too: then that is what must be told."""
        shown, bare = (
            self._template.try_with([_ASKED], MessageForm(), tools, begins=True) for tools in ([_TOOL], [])
        )
        return _NAME in shown or not (shown or bare)

    @cached_property
    def _shows_results(self) -> bool:
        form = self.form or MessageForm()
        messages = self.seen([_ASKED, _CALLED, _CAME])
        return _CAME.text in self._template.try_with(messages, form, [_TOOL], begins=True)

    def _shows_call(self, form: MessageForm) -> bool:
        """With its arguments as a model writes them: not as Python does, and not within quotes."""
        shown = self._tried(_CALLED, form).rpartition(_ASKED.text)[2]
        if _NAME not in shown or _VALUE not in shown:
            return False
        is_json = re.search(f'"{_KEY}":\\s*"{_VALUE}"', shown) is not None
        return is_json or not (f'"{_KEY}' in shown or f"'{_KEY}" in shown or f'"{_VALUE}' in shown)

    def _tried(self, answer: ChatMessage, form: MessageForm) -> str:
        return self._template.try_with([_ASKED, answer], form, [_TOOL], begins=False)


def tool_variables(tools: Sequence[Any]) -> Mapping[str, object]:
    """What a template is given of them."""
    if not tools:
        return {}
    return {"tools": tools, "xml_tools": [tool["function"] for tool in tools]}  # the latter of SmolLM3
