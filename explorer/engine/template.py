"""Renders a conversation with the chat template that a model file brings along.

A template is a program by whoever made the file, so it runs in Jinja's immutable sandbox, in the
worker, and is held to limits: 2 s, 200 MB, 4 million characters, no numbers that blow texts up.
"""

import ctypes
import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NoReturn

import jinja2
import psutil
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.filters import do_indent
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.words import Words

_SECONDS = 2.0
_MEMORY = 200_000_000  # bytes more than the worker had
_LOOK_S = 0.005  # between looks at time and memory
_MAX_CHARACTERS = 4_000_000
_MAX_NUMBER = 100_000  # as an argument or factor: no template counts that far


class TooSlowError(Exception):
    """Raised inside a template that takes too long."""


class TooLargeError(Exception):
    """Raised inside a template that takes too much memory."""


class _GenerationTag(Extension):
    """``{% generation %}`` marks answers for training; for rendering it is transparent."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, and no operation whose result is far larger than its operands."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple):
            _refuse_large((left, right))
        if operator == "%" and isinstance(left, str):
            raise SecurityError("formatting with % is not offered here")
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, as in Jinja
        _refuse_large((*args, *kwargs.values()))
        return super().call(__context, __obj, *args, **kwargs)


class ChatTemplate:
    """One model's template, compiled. Raises KnownError if it cannot be compiled."""

    def __init__(self, source: str, bos: str = "", eos: str = "") -> None:
        environment = _Sandbox(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.loopcontrols", _GenerationTag],
        )
        environment.filters = {**environment.filters, "tojson": _to_json, "indent": _indent}
        for name in ("center", "format"):  # they can blow a short text up, and no template needs them
            environment.filters.pop(name)
        environment.globals |= {"raise_exception": _refuse, "strftime_now": _now}
        self._tokens = {"bos_token": bos, "eos_token": eos}
        try:
            self._template = environment.from_string(source)
        except (jinja2.TemplateError, RecursionError) as error:
            raise _failure(Words("The model’s chat template has an error."), error) from error

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """The prompt for these messages, up to where the answer begins.

        Raises KnownError: the template refuses the conversation, fails, or breaks a limit.
        """
        turns = [{"role": m.role, "content": m.text} for m in messages]
        values = {"messages": turns, "add_generation_prompt": True, "tools": None, **self._tokens}
        try:
            return within(_SECONDS, _MEMORY, lambda: _join(self._template.generate(values)))
        except TooSlowError as error:
            raise _failure(Words("The model’s chat template takes too long."), error) from error
        except (TooLargeError, MemoryError) as error:
            raise _failure(Words("The model’s chat template takes too much memory."), error) from error
        except _RefusedError as error:
            what = Words("The model’s chat template refuses this conversation: {reason}", reason=str(error))
            raise _failure(what, error) from error
        except Exception as error:  # a foreign program: whatever it raises is its failure
            raise _failure(Words("The model’s chat template failed."), error) from error


class _RefusedError(Exception):
    """The template called raise_exception."""


def within[T](seconds: float, memory: int, function: Callable[[], T]) -> T:
    """Run Python code on a thread of its own, within a time and so many bytes more than there were.

    Raises TooSlowError or TooLargeError, inside it as well. The process's memory is looked at every few
    milliseconds; what grows faster than that in one step the sandbox does not let a template do.
    """
    outcome: list[T | BaseException] = []

    def run() -> None:
        try:
            outcome.append(function())
        except BaseException as error:  # noqa: BLE001, handed to the caller, who raises it
            outcome.append(error)

    thread = threading.Thread(target=run, name="chat template", daemon=True)
    thread.start()
    reason = _watch(thread, seconds, memory)
    if reason is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(reason)
        )
        thread.join(seconds)
        raise reason
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result


def _watch(thread: threading.Thread, seconds: float, memory: int) -> type[Exception] | None:
    """Wait for its end; the limit it broke, ``None`` if none."""
    thread.join(_LOOK_S)
    if not thread.is_alive():
        return None
    process, until = psutil.Process(), time.monotonic() + seconds
    most = process.memory_info().rss + memory
    while thread.is_alive():
        if time.monotonic() > until:
            return TooSlowError
        if process.memory_info().rss > most:
            return TooLargeError
        thread.join(_LOOK_S)
    return None


def _join(pieces: Iterable[str]) -> str:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > _MAX_CHARACTERS:
            raise SecurityError(f"it writes more than {_MAX_CHARACTERS} characters")
        kept.append(piece)
    return "".join(kept)


def _refuse_large(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, int | float) and abs(value) > _MAX_NUMBER:
            raise SecurityError(f"the number {value:.3g} is too large here")


def _refuse(message: object) -> NoReturn:
    raise _RefusedError(str(message)[:300])


def _now(layout: str) -> str:
    return datetime.now().astimezone().strftime(layout)


def _to_json(value: Any, indent: int | None = None, **_options: Any) -> str:
    """Plain JSON, as templates expect it; Jinja's own filter escapes for HTML."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _indent(text: str, width: int = 4, first: bool = False, blank: bool = False) -> str:  # noqa: FBT001, FBT002, Jinja's signature
    _refuse_large((width * text.count("\n"),))
    return do_indent(text, width, first, blank)


def _failure(what: Words, error: Exception) -> KnownError:
    advice = Words("Try without a system prompt, with turns that alternate, or another file of this model.")
    return KnownError(what, advice, f"{type(error).__name__}: {error}")
