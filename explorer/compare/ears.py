"""What a run tells, handed to a widget, whose signals have the names of a RunListener's methods."""

from typing import Protocol

from explorer.compare.plan import Step
from explorer.compare.results import Failure, Result
from explorer.compare.run_listener import RunListener


class Hearer(Protocol):
    """As RunListener tells it."""

    def hear_loading(self, column: str, fraction: float) -> None: ...

    def hear_started(self, column: str) -> None: ...

    def hear_chunk(self, column: str, text: str) -> None: ...

    def hear_answer(self, result: Result) -> None: ...

    def hear_failure(self, failure: Failure) -> None: ...

    def hear_end(self) -> None: ...


class Ears(RunListener):
    """What a run tells, handed to the columns."""

    def __init__(self, pane: Hearer) -> None:
        self._pane = pane

    def loading(self, column: str, fraction: float) -> None:
        self._pane.hear_loading(column, fraction)

    def asked(self, step: Step) -> None:
        self._pane.hear_started(step.column)

    def chunk(self, step: Step, text: str) -> None:
        self._pane.hear_chunk(step.column, text)

    def answered(self, result: Result) -> None:
        self._pane.hear_answer(result)

    def failed(self, failure: Failure) -> None:
        self._pane.hear_failure(failure)

    def over(self) -> None:
        self._pane.hear_end()
