"""The whole app once, by itself: window painted, model loaded, one answer, one vector, one page read, closed.

For a person whose app does not work, and for whoever built a package of it.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from explorer.answers.recorder import AnswerRecorder, RecordedAnswer, RecorderListener
from explorer.app import App
from explorer.base.paths import Paths
from explorer.documents.passages import ReadPage
from explorer.documents.reading.read import read_document
from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadedModel, LoadOptions, Sampling
from explorer.domain.included_models import MINILM
from explorer.domain.tokens import Embedding
from explorer.engine.question import Question, RunningRequest
from explorer.engine.state import ModelLoading
from explorer.kit.formulas.drawn_formula import FormulaRequest
from explorer.kit.formulas.formula_drawer import FormulaDrawer
from explorer.local.models.included import is_available, pieces
from explorer.shell import Shell

_LIMIT_MS = 180_000
_PROMPT = "The capital of France is"
_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 50]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F 9 Tf 9 9 Td (One page was read.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Size 6/Root 1 0 R>>
"""


@dataclass(frozen=True)
class SelftestOutcome:
    """What happened. Milliseconds from the start of the process to the first frame; seconds to load.
    ``vector``: how many numbers a sentence became; 0 where no model for that came with the app. ``page``:
    what a PDF says. ``formula``: how wide one was drawn, in em.
    """

    painted_ms: float
    answer: Answer
    model: LoadedModel
    vector: int = 0
    page: str = ""
    formula: float = 0.0


class _Test(RecorderListener):
    """Waits for the first frame, the answer and the vector, then ends the event loop."""

    def __init__(self, shell: Shell, path: Path) -> None:
        self._shell = shell
        self._path = path
        self._app: App | None = None
        self._recorder: AnswerRecorder | None = None
        self._embedding: RunningRequest | None = None
        self.painted_ms, self.vector = 0.0, 0
        self.recorded = RecordedAnswer()

    def painted(self) -> None:
        self.painted_ms = 1000 * (time() - psutil.Process().create_time())
        self._app = App(self._shell)
        self._app.begin()
        question = Question(
            _PROMPT, Sampling(max_tokens=12, temperature=0.0), LoadOptions(context_length=512)
        )
        self._recorder = AnswerRecorder(self._app.pool.get(self._path), question, self, self.recorded)
        self._recorder.start()

    def too_late(self) -> None:
        self.recorded.error = KnownError(
            "The self-test took longer than three minutes.", "Try a smaller model."
        )
        QApplication.exit()

    def close(self) -> None:
        if self._app is not None:
            self._app.close()
        else:
            self._shell.close()

    def over(self, recorded: RecordedAnswer) -> None:
        if self._app is None or recorded.error is not None or not is_available(MINILM):
            QApplication.exit()  # quit() would ask first while a model loads
            return
        engine = self._app.pool.get(pieces(MINILM)[0])
        options = LoadOptions(context_length=512)
        self._embedding = RunningRequest(engine, options, lambda: engine.embed([_PROMPT]), self._on_vector)
        self._embedding.start()

    def _on_vector(self, event: ModelLoading | LoadedModel | tuple[Embedding, ...] | KnownError) -> None:
        if isinstance(event, ModelLoading | LoadedModel):
            return
        if isinstance(event, KnownError):
            self.recorded.error = event
        else:
            self.vector = len(event[0].vector)
        QApplication.exit()


def run_selftest(paths: Paths, path: Path) -> SelftestOutcome:
    """Raises KnownError if the model cannot be loaded or does not answer in time."""
    shell = Shell(paths, ())
    test = _Test(shell, path)
    limit = QTimer(shell.window, singleShot=True, interval=_LIMIT_MS)
    limit.timeout.connect(test.too_late)
    limit.start()
    shell.show(test.painted)
    QApplication.exec()
    limit.stop()
    test.close()
    recorded = test.recorded
    if recorded.error is not None:
        raise recorded.error
    if recorded.answer is None or recorded.model is None:
        raise KnownError("The window was closed before the model answered.", "Run the self-test again.")
    return SelftestOutcome(
        test.painted_ms, recorded.answer, recorded.model, test.vector, _read_page(), _draw_formula()
    )


def _draw_formula() -> float:
    with closing(FormulaDrawer()) as drawer:
        return drawer.draw([FormulaRequest(r"\frac{a}{b}", is_display=True)])[0].width


def _read_page() -> str:
    """Of a PDF, by the process that reads documents. Raises KnownError."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "page.pdf")
        path.write_bytes(_PAGE)
        return "".join(part.text for part in read_document(path) if isinstance(part, ReadPage))
