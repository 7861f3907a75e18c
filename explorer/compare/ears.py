"""What a run tells, handed to a widget, whose signals have the names of a RunListener's methods."""

from typing import Protocol

from explorer.compare.run import Result, RunListener
from explorer.domain.errors import KnownError


class Hearer(Protocol):
    """As RunListener tells it."""

    def hear_loading(self, reference: str, fraction: float) -> None: ...

    def hear_started(self, reference: str) -> None: ...

    def hear_chunk(self, reference: str, text: str) -> None: ...

    def hear_answer(self, result: Result) -> None: ...

    def hear_failure(self, reference: str, error: KnownError) -> None: ...

    def hear_end(self) -> None: ...


class Ears(RunListener):
    """What a run tells, handed to the columns."""

    def __init__(self, pane: Hearer) -> None:
        self._pane = pane

    def loading(self, reference: str, fraction: float) -> None:
        self._pane.hear_loading(reference, fraction)

    def started(self, reference: str) -> None:
        self._pane.hear_started(reference)

    def chunk(self, reference: str, text: str) -> None:
        self._pane.hear_chunk(reference, text)

    def answered(self, result: Result) -> None:
        self._pane.hear_answer(result)

    def failed(self, reference: str, error: KnownError) -> None:
        self._pane.hear_failure(reference, error)

    def over(self) -> None:
        self._pane.hear_end()
