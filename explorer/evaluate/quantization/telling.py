"""What figures of a quantization mean, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from explorer.base.store import Store
from explorer.domain.divergence import Divergence, WithError
from explorer.domain.local_model import LocalModel
from explorer.domain.units import duration_text, size_text
from explorer.domain.words import Words, joined
from explorer.evaluate.packs.pack import PackRate, PackResult
from explorer.evaluate.quantization.pairing import comparable
from explorer.evaluate.quantization.results import ComparedFile, QuantizationResult, QuantizationStore
from explorer.evaluate.results.pack_board import PackLine, PackShown
from explorer.evaluate.statistics import Interval, wilson
from explorer.evaluate.store import RunModel
from explorer.local.fit.measurements import model_key


@dataclass(frozen=True)
class ToldFigure:
    """``why``: what it means, for whoever does not know it."""

    name: Words
    value: str
    why: Words


def in_one_sentence(figures: Divergence) -> Words:
    """How often the file would choose another word than the reference."""
    other, often = figures.tokens - figures.same, differing(figures)
    if not other:
        most = Words("{value} %", value=f"{100 * often.high:.2f}")
        return Words("It chose the same word each time; another one in fewer than {most}.", most=most)
    of = 100 if other / figures.tokens >= 0.015 else 1000
    said = round(of * other / figures.tokens)
    low, high = round(of * often.low), round(of * often.high)
    if said < 1:
        return Words("Of {of:,} words this file would choose another one less than once.", of=of)
    if said == 1:
        return Words("Of {of:,} words this file would choose another one once.", of=of)
    if low == high:
        return Words("Of {of:,} words this file would choose another one {said} times.", of=of, said=said)
    return Words(
        "Of {of:,} words this file would choose another one {said} times (plausible {low} to {high}).",
        of=of,
        said=said,
        low=low,
        high=high,
    )


def differing(figures: Divergence) -> Interval:
    """How often it would choose another one, 0 to 1."""
    return wilson(figures.tokens - figures.same, figures.tokens)


def told_figures(figures: Divergence) -> tuple[ToldFigure, ...]:
    """The main ones."""
    return (
        ToldFigure(
            Words("Same next token"),
            _same(figures),
            Words("How often both files find the same token likeliest. Tokens are words and parts of words."),
        ),
        ToldFigure(
            Words("Mean KL divergence"),
            _plain(figures.kl),
            Words(
                "How far all probabilities of the next token are from those of the reference, in nats."
                " 0 is no difference."
            ),
        ),
        ToldFigure(
            Words("Perplexity"),
            f"× {_plain(figures.ratio)}",
            Words(
                "How much more the text surprises this file: 1.01 is one percent more."
                " Its perplexity is {other}, that of the reference {reference}.",
                other=f"{figures.perplexity.value:.3f}",
                reference=f"{figures.reference_perplexity.value:.3f}",
            ),
        ),
        ToldFigure(
            Words("Change of the right token"),
            _points(figures.change),
            Words("How much likelier or less likely it finds the token that stands in the text, on average."),
        ),
    )


def more_figures(figures: Divergence) -> tuple[ToldFigure, ...]:
    """Those that experts look for, as llama-perplexity calls them."""
    counted = Words(
        "The second half of each piece of {context} tokens counts, as in llama-perplexity:"
        " there a file has read enough to go by.",
        context=figures.context,
    )
    return (
        *_of_kl(figures),
        *_of_changes(figures),
        ToldFigure(Words("Tokens"), f"{figures.tokens:,}", counted),
    )


def _of_kl(figures: Divergence) -> tuple[ToldFigure, ...]:
    half = Words("Half of all tokens differ less than this.")
    hundredth = Words("One token in a hundred differs more than this.")
    apart = Words("At the one token where both are furthest apart.")
    return (
        ToldFigure(Words("KL divergence, median"), _short(figures.kl_median), half),
        ToldFigure(Words("KL divergence, 99 %"), _short(figures.kl_99), hundredth),
        ToldFigure(Words("KL divergence, largest"), _short(figures.kl_most), apart),
    )


def _of_changes(figures: Divergence) -> tuple[ToldFigure, ...]:
    typical = Words("The typical size of the change, whichever way it goes (root mean square).")
    lost_1 = Words("At one token in a hundred the right one lost at least this much.")
    lost_5 = Words("At one token in twenty the right one lost at least this much.")
    gained_5 = Words("At one token in twenty the right one gained at least this much.")
    gained_1 = Words("At one token in a hundred the right one gained at least this much.")
    return (
        ToldFigure(Words("RMS of the change"), _points(figures.change_rms, sign=""), typical),
        ToldFigure(Words("Change, 1st percentile"), _share(figures.change_1), lost_1),
        ToldFigure(Words("Change, 5th percentile"), _share(figures.change_5), lost_5),
        ToldFigure(Words("Change, 95th percentile"), _share(figures.change_95), gained_5),
        ToldFigure(Words("Change, 99th percentile"), _share(figures.change_99), gained_1),
    )


def in_one_line(result: QuantizationResult) -> Words:
    """ "Same next token as Q8_0: 93.2 ± 0.5 %, mean KL 0.031 ± 0.002"."""
    figures = result.figures
    return Words(
        "Same next token as {reference}: {share}, mean KL {kl}",
        reference=result.reference.quantization or result.reference.title,
        share=_same(figures),
        kl=_plain(figures.kl),
    )


def conditions_told(result: QuantizationResult) -> Sequence[tuple[Words, str]]:
    """Under which the figures hold, by name."""
    text = result.text or Words("The app’s own text")
    digest = Words("SHA-256 {digest}", digest=result.text_sha256[:12])
    return (
        (Words("Reference"), _told_file(result.reference)),
        (Words("This file"), _told_file(result.other)),
        (Words("Text"), joined(" · ", (text, digest))),
        (
            Words("Pieces"),
            Words("{context} tokens each, the second half counts", context=result.figures.context),
        ),
        (Words("Engine"), joined(" · ", (result.engine, result.backend))),
        (Words("Threads"), str(result.threads)),
        (Words("Took"), duration_text(result.seconds)),
    )


def _told_file(file: ComparedFile) -> Words:
    digest = Words("SHA-256 {digest}", digest=file.sha256[:12]) if file.sha256 else Words("")
    return joined(" · ", (file.title, size_text(file.size), digest))


def quantization_shown(
    store: Store,
    models: Iterable[RunModel],
    find: Callable[[str], LocalModel | None],
    here: Sequence[LocalModel],
) -> PackShown:
    """As a row beside the packs: what was measured of the files of these models. ``find``: one of those that
    are ``here``, by its reference.
    """
    known = QuantizationStore(store).by_file()
    lines = [PackLine(one, _result(find(one.reference), known, here)) for one in models]
    words = Words("What a quantization costs"), Words("Does the smaller file differ?")
    return PackShown("", *words, Words("two files of one model, one text"), tuple(lines))


def _result(
    model: LocalModel | None, known: Mapping[str, QuantizationResult], here: Sequence[LocalModel]
) -> PackResult:
    if model is None:
        return PackResult("not measurable", Words("Not measured: this file is not here"))
    if (found := known.get(model_key(model))) is not None:
        figures = found.figures
        often = wilson(figures.same, figures.tokens)
        rate = PackRate(
            Words("Same next token"), figures.same / figures.tokens, often.low, often.high,
            hits=figures.same, count=figures.tokens,
        )  # fmt: skip
        return PackResult("told", in_one_line(found), (rate,))
    files = next((one.files for one in comparable(here) if model in one.files), ())
    if len(files) < 2:
        return PackResult("not measurable", Words("Not measured: needs two files of this model"))
    if files[0].id == model.id:
        return PackResult("not measurable", Words("The file that others of this model are compared with"))
    return PackResult("not measurable", Words("Not measured yet"))


def _same(figures: Divergence) -> Words:
    """Where none differed, what that rules out."""
    share = figures.same_share
    if figures.same == figures.tokens:
        return Words("over {value} %", value=f"{100 * (1 - differing(figures).high):.1f}")
    return Words("{value} ± {margin} %", value=f"{100 * share.value:.1f}", margin=f"{100 * share.margin:.1f}")


def _points(change: WithError, sign: str = "+") -> Words:
    value = f"{100 * change.value:{sign}.2f}".replace("-", "\N{MINUS SIGN}")
    return Words("{value} ± {margin} points", value=value, margin=f"{100 * change.margin:.2f}")


def _share(change: float) -> Words:
    return Words("{value} points", value=f"{100 * change:+.1f}".replace("-", "\N{MINUS SIGN}"))


def _plain(value: WithError) -> str:
    digits = 4 if value.value < 0.1 else 3
    return f"{value.value:.{digits}f} ± {value.margin:.{digits}f}"


def _short(value: float) -> str:
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}"
