"""Renderer of chat templates: asks the process that runs them, holds it to limits and starts it anew.

A template may hang or grow inside one C call, where nothing in its own process could stop it. So that
process is watched from here and killed; the next conversation gets a fresh one, and the worker goes on.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec

from explorer.base.helper_process import LimitedProcess
from explorer.base.own_command import own_command
from explorer.domain.errors import KnownError, RequestError
from explorer.domain.generation import ChatMessage
from explorer.domain.tools import ToolCall
from explorer.domain.words import Words

_MEMORY = 640 << 20  # bytes resident, where the system itself does not hold it to fewer
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")  # what templates call the thought of a message
_NOTHING: Mapping[str, object] = {}
_CALL_ID = re.compile(r"[A-Za-z0-9]{9}")  # templates of Mistral refuse others


@dataclass(frozen=True)
class MessageForm:
    """How a template finds what messages hold: ``in_parts``: each text as the one part of a list;
    ``is_text``: the arguments of a call as JSON text, not as values; ``is_null``: no content, not an empty
    one, where calls are all that an answer has.
    """

    in_parts: bool = False
    is_text: bool = False
    is_null: bool = False


_PLAIN = MessageForm()


class _Answer(msgspec.Struct):
    """What ``render_process.py`` answers."""

    text: str = ""
    fault: str = ""
    reason: str = ""


class TemplateRenderer:
    """Renders for one worker. Its process starts with ``start``, or when it is needed.

    ``seconds``: of the processor, that one conversation may take.
    """

    def __init__(self, seconds: float = 2.0) -> None:
        self._seconds = seconds
        self._process = LimitedProcess(_MEMORY)

    def start(self) -> None:
        """Start the process, unless it is there; does not wait for it."""
        self._process.start(own_command("templates"))

    def render(
        self,
        source: str,
        messages: Sequence[ChatMessage],
        *,
        bos: str = "",
        eos: str = "",
        given: Mapping[str, object] = _NOTHING,
        form: MessageForm = _PLAIN,
    ) -> str:
        """The prompt for these messages, up to where the answer begins. ``given``: more variables, or
        others than usual.

        Raises KnownError: the template has an error, refuses the conversation, fails, or breaks a limit.
        """
        values = {
            "add_generation_prompt": True,
            "tools": None,
            **given,
            "messages": _as_template_sees(messages, form),
            "bos_token": bos,
            "eos_token": eos,
        }
        answer = self._ask(msgspec.json.encode({"source": source, "values": values}) + b"\n")
        if answer.fault:
            raise _failure(_told(answer), answer.reason)
        return answer.text

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _ask(self, request: bytes) -> _Answer:
        process = self._process
        with closing(process.ask(own_command("templates"), request, lambda: self._seconds)) as lines:
            answer = next((msgspec.json.decode(line, type=_Answer) for line in lines), None)
        if answer is not None and answer.fault == "memory":  # what it still holds is not looked for
            process.close()
        return answer or _Answer(fault=process.ending, reason=process.details)


def _as_template_sees(messages: Sequence[ChatMessage], form: MessageForm) -> list[dict[str, object]]:
    """As Transformers and llama.cpp give them to templates."""
    names = {call.id: call.name for message in messages for call in message.calls}
    seen = list[dict[str, object]]()
    for message in messages:
        content: object = [{"type": "text", "text": message.text}] if form.in_parts else message.text
        thoughts = dict.fromkeys(_THOUGHTS, message.thought) if message.thought else {}
        more = dict[str, object]()
        if message.calls:
            content = content if message.text or not form.is_null else None
            more["tool_calls"] = [_call(call, is_text=form.is_text) for call in message.calls]
        elif message.role == "tool":
            more = {"tool_call_id": _call_id(message.call_id), "name": names.get(message.call_id, "")}
        seen.append({"role": message.role, "content": content, **thoughts, **more})
    return seen


def _call(call: ToolCall, *, is_text: bool) -> dict[str, object]:
    arguments = call.arguments if is_text else json.loads(call.arguments)
    function = {"name": call.name, "arguments": arguments}
    return {"id": _call_id(call.id), "type": "function", "function": function}


def _call_id(text: str) -> str:
    """As any template takes it, and the same each time: what was read of a chat need not be read again."""
    return (
        text if _CALL_ID.fullmatch(text) else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:9]
    )


def _told(answer: _Answer) -> Words:
    match answer.fault:
        case "memory":
            return Words("The model’s chat template takes too much memory.")
        case "time":
            return Words("The model’s chat template takes too long.")
        case "refused":
            return Words(
                "The model’s chat template refuses this conversation: {reason}", reason=answer.reason
            )
        case "error":
            return Words("The model’s chat template has an error.")
    return Words("The model’s chat template failed.")


def _failure(what: Words, details: str) -> KnownError:
    advice = Words("Try without a system prompt, with turns that alternate, or another file of this model.")
    return RequestError(what, advice, details)
