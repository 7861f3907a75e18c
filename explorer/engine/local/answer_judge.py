"""Checks answers of a worker against their schemas, beside whatever it does next: that may take seconds."""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from explorer.domain.generation import Answer
from explorer.engine.local import protocol
from explorer.engine.local.failures import failure_of
from explorer.engine.local.protocol import Event

_AT_ONCE = 4  # processes of 40 MB each


class WrittenAnswer(NamedTuple):
    """``schema``: what of it no grammar says, ``None`` for nothing."""

    answer: Answer
    schema: Any


class AnswerJudge:
    """Tells the ends of answers through ``send``, from any thread."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._places = threading.Semaphore(_AT_ONCE)

    def tell(self, job: int, written: WrittenAnswer) -> None:
        """At once, or once it was checked; one that was cut says so itself."""
        if written.schema is None or written.answer.reason != "end":
            self._send(protocol.done(job, written.answer))
            return
        check = (job, *written)
        threading.Thread(target=self._check, args=check, name="check of an answer", daemon=True).start()

    def _check(self, job: int, answer: Answer, schema: Any) -> None:
        from explorer.engine.structured_output.answer_check import checked_answer  # noqa: PLC0415  seldom needed

        told: Event
        with self._places:
            try:
                told = protocol.done(job, checked_answer(answer, schema))
            except Exception as error:  # noqa: BLE001  a bug ends one job
                told = protocol.failed(job, failure_of(error))
        self._send(told)
