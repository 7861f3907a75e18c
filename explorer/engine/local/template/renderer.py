"""Renderer of chat templates: asks the process that runs them, holds it to limits and starts it anew.

A template may hang or grow inside one C call, where nothing in its own process could stop it. So that
process is watched from here and killed; the next conversation gets a fresh one, and the worker goes on.
"""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec
import psutil

from explorer.base.own_command import own_command
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.words import Words
from explorer.engine.child_process import ChildGuard
from explorer.engine.helper_process import ask_helper, open_helper, watched

_PATIENCE = 10  # times as long by the clock: others may keep the machine busy
_START_S = 20.0
_MEMORY = 640 << 20  # bytes resident, where the system itself does not hold it to fewer
_LOOK_S = 0.01
_KILLED = -9  # by SIGKILL: Linux sends it when memory runs out
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
        self._process: subprocess.Popen[bytes] | None = None
        self._leash = ChildGuard(_MEMORY)
        self._is_ready = False

    def start(self) -> None:
        """Start the process, unless it is there; does not wait for it."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        with suppress(OSError):  # whoever renders tries again
            self._process = open_helper(own_command("templates"))
            self._leash.hold(self._process.pid)

    def render(
        self,
        source: str,
        messages: Sequence[ChatMessage],
        *,
        bos: str = "",
        eos: str = "",
        given: Mapping[str, object] = _NOTHING,
    ) -> str:
        """The prompt for these messages, up to where the answer begins. ``given``: more variables, or
        others than usual.

        Raises KnownError: the template has an error, refuses the conversation, fails, or breaks a limit.
        """
        values = {
            "add_generation_prompt": True,
            "tools": None,
            **given,
            "messages": list(map(_as_template_sees, messages)),
            "bos_token": bos,
            "eos_token": eos,
        }
        answer = self._ask(msgspec.json.encode({"source": source, "values": values}) + b"\n")
        if answer.fault:
            raise _failure(_told(answer), answer.reason)
        return answer.text

    def close(self) -> None:
        """End the process."""
        process, self._process, self._is_ready = self._process, None, False
        if process is not None:
            process.kill()
            with suppress(OSError):  # what it was not told any more
                process.communicate()

    def _ask(self, request: bytes) -> _Answer:
        self.start()
        process = self._process
        if process is None:
            return _Answer(fault="failed", reason="its process could not be started")
        if not self._is_ready:
            self._is_ready = bool(_exchange(process, b"", _START_S)[0])
        line, broken = _exchange(process, request, self._seconds) if self._is_ready else (b"", "")
        answer = msgspec.json.decode(line, type=_Answer) if line and not broken else None
        if answer is None or answer.fault == "memory":  # what it still holds is not looked for
            self.close()
        return answer or _death(process.returncode, broken)


def _as_template_sees(message: ChatMessage) -> dict[str, str]:
    thoughts = dict.fromkeys(_THOUGHTS, message.thought) if message.thought else {}
    return {"role": message.role, "content": message.text, **thoughts}


def _exchange(process: "subprocess.Popen[bytes]", request: bytes, seconds: float) -> tuple[bytes, str]:
    """Its next line, once it was sent a request; b"" if it ended. And the limit it broke, "" if none."""
    line = b""
    with watched(process, _breaches(process.pid, seconds), _LOOK_S) as broken, suppress(OSError):
        line = ask_helper(process, request).readline()
    return line, "".join(broken)


def _breaches(process_id: int, seconds: float) -> Iterator[str]:
    """The limit that it breaks by now, "" for none."""
    with suppress(psutil.Error):  # it has ended
        seen = psutil.Process(process_id)
        most, until = _busy(seen) + seconds, time.monotonic() + seconds * _PATIENCE
        while True:
            if seen.memory_info().rss > _MEMORY:
                yield "memory"
            yield "time" if _busy(seen) > most or time.monotonic() > until else ""


def _busy(process: psutil.Process) -> float:
    """Seconds of the processor that it has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _death(code: int, broken: str) -> _Answer:
    """Why no answer came: the process broke a limit, or ended by itself."""
    if broken:
        return _Answer(fault=broken)
    return _Answer(fault="memory" if code == _KILLED else "failed", reason=f"its process ended with {code}")


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
    return KnownError(what, advice, details)
