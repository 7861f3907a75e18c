"""Which file of a repo is taken for this machine: the recommended one of those that run well here, else of
those that run at all, else the smallest, which says why none does."""

from collections.abc import Sequence

from explorer.domain.fit import Fit, Yardstick, remote_file_facts
from explorer.domain.quantization import bits_of, group_files, recommended
from explorer.domain.repo import RepoFile, RepoRow, Variant

_ANY_SIZE = 1 << 62


def choose_variant(
    row: RepoRow, variants: Sequence[Variant], yardstick: Yardstick
) -> tuple[Variant | None, Fit | None]:
    """It and how it runs here; the fit is ``None`` where no size is known."""
    sized = [(one, yardstick.fit(remote_file_facts(row, one))) for one in variants if one.size]
    if not sized:
        balanced = (one for one in variants if one.label == "Q4_K_M")
        return next(balanced, next(iter(variants), None)), None
    well = [one for one, fit in sized if fit.word.is_good]
    some = [one for one, fit in sized if fit.word.is_possible]
    best = recommended(well or some, _ANY_SIZE) or min(sized, key=lambda pair: pair[0].size or 0)[0]
    return best, next(fit for one, fit in sized if one is best)


def listed_variants(row: RepoRow) -> tuple[Variant, ...]:
    """Of a listing, which names files without their sizes: worked out from label and parameters."""
    variants = group_files(map(RepoFile, row.files)).variants
    return tuple(_sized(one, row.parameters) for one in variants) if row.parameters else variants


def _sized(variant: Variant, parameters: int) -> Variant:
    bits = bits_of(variant.label)
    if not bits:
        return variant
    size = round(parameters * bits / 8 / len(variant.files))
    return Variant(variant.label, variant.word, tuple(RepoFile(f.path, size) for f in variant.files), bits)
