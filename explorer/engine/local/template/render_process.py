"""The process that renders conversations with the chat templates of model files.

A template is a program by whoever made the file. It runs in Jinja's immutable sandbox, which keeps it from
everything but its own texts; what those may cost is held to from outside: this process gets so much memory
and no more, and ``renderer.py``, the worker's half, ends it when it takes too long. Requests come on stdin
and answers go to stdout, one JSON object a line. Little but Jinja is imported, so that it starts within a
load.
"""

import contextlib
import json
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from jinja2 import Template, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from explorer.base.child_process import begin_as_child, limit_memory, limit_time

MEMORY = 512 << 20  # bytes more than it starts with
SECONDS = 3  # of the processor for one answer, should nobody be there to end it sooner
_MAX_CHARACTERS = 20_000_000  # of a result
_MAX_REASON = 1000  # characters


class RefusedError(Exception):
    """The template called raise_exception."""


class TooLongError(Exception):
    """The template wrote more than any context holds."""


class _GenerationTag(Extension):
    """``{% generation %}`` marks answers for training; for rendering it is transparent."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def main() -> int:
    """Serve until stdin closes; the process's exit status."""
    requests, answers = begin_as_child()
    warnings.simplefilter("ignore")  # of the code a template becomes
    limit_memory(MEMORY)
    templates = TemplateServer()
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        answers.write(b"\n")  # it is ready
        answers.flush()
        for line in requests:
            limit_time(SECONDS)
            answers.write(templates.answer(line) + b"\n")
            answers.flush()
    return 0


class TemplateServer:
    """Answers requests; the template of the last one stays compiled."""

    def __init__(self) -> None:
        self._environment = _environment()
        self._compiled: tuple[str, Template] | None = None
        self._template("{{ messages }}")  # what the parser makes once is made now, not within an answer

    def answer(self, line: bytes) -> bytes:
        """A prompt, or what kept the template from making one. JSON."""
        try:
            return json.dumps(self._answer(json.loads(line)), ensure_ascii=False).encode()
        except MemoryError:
            return b'{"fault": "memory"}'

    def _answer(self, request: Mapping[str, Any]) -> dict[str, str]:
        try:
            template = self._template(request["source"])
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  the parser, or Python's, of whatever stands there
            return _fault("error", error)
        try:
            return {"text": _whole(template.render(request["values"]))}
        except MemoryError:
            raise
        except RefusedError as error:
            return _fault("refused", error)
        except Exception as error:  # noqa: BLE001  a foreign program: whatever it raises is its failure
            return _fault("failed", error)

    def _template(self, source: str) -> Template:
        if self._compiled is None or self._compiled[0] != source:
            self._compiled = None
            self._compiled = source, self._environment.from_string(source)
        return self._compiled[1]


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols", _GenerationTag],
    )
    environment.filters = {**environment.filters, "tojson": _to_json}
    environment.globals |= {"raise_exception": _refuse, "strftime_now": _now}
    return environment


def _whole(text: str) -> str:
    """The text, if it is one: halves of characters are put together, or replaced."""
    if len(text) > _MAX_CHARACTERS:
        raise TooLongError(f"it writes more than {_MAX_CHARACTERS} characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _fault(kind: str, error: Exception) -> dict[str, str]:
    said = _whole(str(error)[:_MAX_REASON])
    return {"fault": kind, "reason": said if kind == "refused" else f"{type(error).__name__}: {said}"}


def _refuse(message: object) -> NoReturn:
    raise RefusedError(str(message)[:300])


def _now(layout: str) -> str:
    return datetime.now().astimezone().strftime(layout)


def _to_json(value: Any, indent: int | None = None, **_options: Any) -> str:
    """Plain JSON, as templates expect it; Jinja's own filter escapes for HTML."""
    return json.dumps(value, ensure_ascii=False, indent=indent)
