"""What a report of packs says beside each of them: models in pairs, and what their quantization costs."""

from collections.abc import Iterator, Sequence

from explorer.domain.words import Words, joined
from explorer.evaluate.comparison import HOW_COMPARED
from explorer.evaluate.quantization.results import QuantizationResult
from explorer.evaluate.quantization.telling import conditions_told, in_one_sentence, told_figures
from explorer.evaluate.results.pack_comparison import compared
from explorer.evaluate.results.run_results import RunResults
from explorer.kit.report.report_blocks import (
    BulletsBlock,
    HeadingBlock,
    ParagraphBlock,
    ReportBlock,
    ReportLine,
)


def compared_blocks(results: Sequence[RunResults]) -> Iterator[ReportBlock]:
    """Of each pack, also of models that were asked in several runs; nothing where there are no two."""
    lines: list[ReportLine] = []
    titles = {one.run.subject: one.title for one in results}
    for subject, found in compared(results):
        if found.words:
            words = joined(": ", (titles[subject] if len(titles) > 1 else "", found.words))
            lines.append(ReportLine(words, "strong", "" if found.are_apart else "not_disclosed"))
            lines += [ReportLine(pair.words) for pair in found.pairs]
    if lines:
        yield HeadingBlock(Words("Compared in pairs"), 2, "compared")
        yield BulletsBlock(tuple(lines))
        yield ParagraphBlock(HOW_COMPARED, "muted")


def quantization_blocks(costs: Sequence[QuantizationResult]) -> Iterator[ReportBlock]:
    if costs:
        yield HeadingBlock(Words("What a quantization costs"), 2, "quantization")
    for one in costs:
        told = joined(": ", (one.other.title, in_one_sentence(one.figures)))
        figures = (joined(": ", (figure.name, figure.value)) for figure in told_figures(one.figures))
        yield ParagraphBlock(told, "strong")
        yield BulletsBlock(tuple(map(ReportLine, figures)))
        conditions = (joined(": ", condition) for condition in conditions_told(one))
        yield ParagraphBlock(joined(" · ", conditions), "muted")
