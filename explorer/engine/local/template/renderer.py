"""Renderer of chat templates: asks the process that runs them, holds it to limits and starts it anew.

A template may hang or grow inside one C call, where nothing in its own process could stop it. So that
process is watched from here and killed; the next conversation gets a fresh one, and the worker goes on.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing

import msgspec

from explorer.base.helper_process import LimitedProcess
from explorer.base.own_command import own_command
from explorer.domain.errors import KnownError, RequestError
from explorer.domain.generation import ChatMessage
from explorer.domain.words import Words

_MEMORY = 640 << 20  # bytes resident, where the system itself does not hold it to fewer
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")  # what templates call the thought of a message
_NOTHING: Mapping[str, object] = {}


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
        in_parts: bool = False,
    ) -> str:
        """The prompt for these messages, up to where the answer begins. ``given``: more variables, or
        others than usual. ``in_parts``: each text is the one part of a list.

        Raises KnownError: the template has an error, refuses the conversation, fails, or breaks a limit.
        """
        values = {
            "add_generation_prompt": True,
            "tools": None,
            **given,
            "messages": [_as_template_sees(message, in_parts=in_parts) for message in messages],
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


def _as_template_sees(message: ChatMessage, *, in_parts: bool) -> dict[str, object]:
    thoughts = dict.fromkeys(_THOUGHTS, message.thought) if message.thought else {}
    content = [{"type": "text", "text": message.text}] if in_parts else message.text
    return {"role": message.role, "content": content, **thoughts}


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
