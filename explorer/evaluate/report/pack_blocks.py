"""What a report of packs says beside each of them: models in pairs, and what their quantization costs."""

from collections.abc import Iterator, Sequence

from explorer.domain.words import Words, joined
from explorer.evaluate.exchange.run_results import RunResults
from explorer.evaluate.quantization.results import QuantizationResult
from explorer.evaluate.quantization.telling import conditions_told, in_one_sentence, told_figures
from explorer.evaluate.results.pack_comparison import compare_lines
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
    for subject in dict.fromkeys(one.run.subject for one in results):
        of_it = [one for one in results if one.run.subject == subject]
        found = compare_lines([line for one in of_it for line in one.lines])
        if found.words:
            words = Words("{title}: {what}", title=of_it[0].run.title, what=found.words)
            lines.append(ReportLine(words, "strong", "" if found.are_apart else "not_disclosed"))
            lines += [ReportLine(pair.words) for pair in found.pairs]
    if lines:
        yield HeadingBlock(Words("Models compared in pairs"), 2, "compared")
        yield BulletsBlock(tuple(lines))
        why = Words(
            "On the same items, by an exact test of what came out so with one alone (McNemar; means by"
            " bootstrap), adjusted for all comparisons of a pack (Holm). “More than chance” is less than 5 %."
        )
        yield ParagraphBlock(why, "muted")


def quantization_blocks(costs: Sequence[QuantizationResult]) -> Iterator[ReportBlock]:
    if costs:
        yield HeadingBlock(Words("What a quantization costs"), 2, "quantization")
    for one in costs:
        told = Words("{model}: {what}", model=one.other.title, what=in_one_sentence(one.figures))
        figures = (Words("{name}: {value}", name=f.name, value=f.value) for f in told_figures(one.figures))
        conditions = (
            Words("{name}: {value}", name=name, value=value) for name, value in conditions_told(one)
        )
        yield ParagraphBlock(told, "strong")
        yield BulletsBlock(tuple(map(ReportLine, figures)))
        yield ParagraphBlock(joined(" · ", conditions), "muted")
