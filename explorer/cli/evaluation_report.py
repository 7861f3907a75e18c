"""What `omx test` tells of its runs: a line for each model."""

from collections.abc import Iterator, Sequence

from explorer.cli.output import table
from explorer.evaluate.results.pack_comparison import compared
from explorer.evaluate.results.run_results import RunResults


def results_text(results: Sequence[RunResults]) -> str:
    """A line for each model, under the title of each run; below them how packs compare them."""
    return "\n\n".join("\n".join((one.run.title, table(_rows(one)), *_compared(one))) for one in results)


def _compared(results: RunResults) -> Iterator[str]:
    for _subject, found in compared((results,)):
        if found.words:
            yield from (f"  {found.words}.", *(f"    {pair.words}" for pair in found.pairs))


def _rows(results: RunResults) -> list[list[str]]:
    told = [line.result.words for line in results.lines]
    told = told or [results.board.tally(column).words for column in range(len(results.run.models))]
    return [
        [f"  {model.full_title}", str(words)] for model, words in zip(results.run.models, told, strict=True)
    ]
