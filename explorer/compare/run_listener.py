"""What a run tells while it goes on. Columns are named by their keys; what is told of is stored already."""

from explorer.compare.plan import Step
from explorer.compare.results import Failure, Result
from explorer.domain.generation import Piece


class RunListener:
    """Called on the screen thread. For each column: loading*, warming, checking*, then its steps."""

    def checking(self, column: str, fraction: float) -> None:
        """The file is hashed, so that the answers can name the bytes that ran."""

    def loading(self, column: str, fraction: float) -> None:
        """``fraction`` of the model loaded, 0 to 1."""

    def warming(self, column: str) -> None:
        """It gives a short answer that counts nowhere."""

    def asked(self, step: Step) -> None:
        """The prompt is being read."""

    def chunk(self, step: Step, piece: Piece) -> None:
        """More of the answer, or of the thought before it."""

    def answered(self, result: Result) -> None:
        """A whole answer, or as much of one as there was when it was stopped."""

    def failed(self, failure: Failure) -> None:
        """There is no answer in this cell; the run goes on."""

    def column_over(self, column: str) -> None:
        """Nothing more comes from it."""

    def over(self) -> None:
        """The run has ended, to its end or stopped."""
