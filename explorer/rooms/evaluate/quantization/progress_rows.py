"""How far a comparison is, and what it has found so far."""

from PySide6.QtWidgets import QWidget

from explorer.domain.time_left import left_text
from explorer.domain.words import Words, joined
from explorer.evaluate.quantization.measuring import QuantizationProgress
from explorer.evaluate.quantization.telling import in_one_sentence, told_figures
from explorer.kit.boxes import Card
from explorer.kit.language import shown
from explorer.kit.progress import ProgressLine
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.quantization.plot_rows import DivergencePlot
from explorer.rooms.evaluate.quantization.result_rows import figures_view


class QuantizationRunning(Card):
    """The figures grow in their place."""

    def __init__(self) -> None:
        super().__init__("plain", 18)
        self.body.setSpacing(look_of(self).sizes.px(10))
        self.line = ProgressLine(self.tr("Progress"))
        self._sentence = Para(self.tr("The first figures come after a few seconds."), "heading", "muted")
        self._figures: QWidget | None = None
        self._plot: DivergencePlot | None = None
        self.body.add(self.line, self._sentence)

    def show_progress(self, progress: QuantizationProgress) -> None:
        self.line.show_progress(progress.fraction, shown(_words(progress)))
        figures = progress.figures
        if figures is None:
            return
        self._sentence.setText(in_one_sentence(figures))
        self._sentence.set_tone("text")
        before, self._figures = self._figures, figures_view(told_figures(figures))
        if before is not None:
            self.body.replaceWidget(before, self._figures)
            before.hide()
            before.deleteLater()
        else:
            self.body.addWidget(self._figures)
        if self._plot is None:
            self._plot = DivergencePlot(figures)
            self.body.addWidget(self._plot)
        else:
            self._plot.show_figures(figures)


def _words(progress: QuantizationProgress) -> Words:
    what = {
        "checking": Words("Checking {file}"),
        "loading": Words("Loading {file}"),
        "reading": Words("Both read the text: {file}"),
    }[progress.what].filled(file=progress.file.quantization or progress.file.file_name)
    of = Words("file {number} of {count}", number=progress.number, count=progress.count)
    percent = Words("{percent} %", percent=round(100 * progress.fraction))
    return joined(" · ", (what, of if progress.count > 1 else "", percent, left_text(progress.left)))
