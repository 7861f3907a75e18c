"""Which of a repo's files is the one for this machine and why, and its name in words."""

from dataclasses import dataclass
from functools import cached_property

from explorer.domain.enumeration import enumerated
from explorer.domain.fit import Facts, Fit, FitWord, Yardstick
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.local.remote_fit import RemoteHeader, beside_weights

_ANY_SIZE = 1 << 62


@dataclass(frozen=True)
class Choice:
    """The file to take. ``is_advised``: it fits, or was asked for; else it is only the first one."""

    variant: Variant | None
    is_advised: bool
    reason: str = ""


@dataclass(frozen=True)
class Judge:
    """Holds the files of one repo against this machine; ``header`` once it was read."""

    repo: Repo
    yardstick: Yardstick
    header: RemoteHeader | None = None

    def fit(self, variant: Variant | None) -> Fit | None:
        """``None`` where the size of the file is not stated."""
        if variant is None or variant.size is None:
            return None
        row = self.repo.row
        if self.header is None:
            facts = Facts(variant.size, row.parameters, row.context_length, variant.label, row.name)
            return self.yardstick.fit(facts)
        context = self.header.context_length
        facts = Facts(variant.size, row.parameters, context, variant.label, row.name)
        return self.yardstick.fit_beside(facts, self._beside)

    @cached_property
    def _beside(self) -> int:
        """What any file of this header needs besides its weights."""
        return beside_weights(self.header, self.yardstick.context) if self.header is not None else 0

    def choose(self, asked: str = "") -> Choice:
        """``asked``: a path, a folder or a label that the person named, "" if none."""
        named = self._named(asked)
        if named is not None:
            return Choice(named, is_advised=True, reason=Words("The file that was asked for."))
        choice = self._advised()
        if not asked or self._inside(asked):  # a folder with several says nothing of which
            return choice
        reason = Words("There is no {name} here. {reason}", name=asked, reason=choice.reason)
        return Choice(choice.variant, choice.is_advised, reason)

    def _named(self, asked: str) -> Variant | None:
        wanted = asked.lower()
        for variant in self.repo.variants if asked else ():
            if wanted == variant.label.lower() or wanted in (f.path.lower() for f in variant.files):
                return variant
        inside = self._inside(asked)
        return inside[0] if len(inside) == 1 else None

    def _inside(self, asked: str) -> tuple[Variant, ...]:
        """Those in the folder of this name: large models often have one for each quantization."""
        folder = f"{asked.lower()}/"
        return tuple(v for v in self.repo.variants if v.first.path.lower().startswith(folder))

    def _advised(self) -> Choice:
        fits = [(variant, fit) for variant in self.repo.variants if (fit := self.fit(variant)) is not None]
        well = [v for v, fit in fits if fit.word.is_good]
        some = [v for v, fit in fits if fit.word is not FitWord.TOO_BIG]
        best = recommended(well or some, _ANY_SIZE)
        if best is None:
            return Choice(next(iter(self.repo.variants), None), is_advised=False, reason=_why_none(fits))
        return Choice(best, is_advised=True, reason=_why(best, well, self.fit(best)))


def best_variant(repo: Repo, yardstick: Yardstick) -> Variant | None:
    """``None`` if no file fits."""
    choice = Judge(repo, yardstick).choose()
    return choice.variant if choice.is_advised else None


def variant_words(variant: Variant) -> Words:
    """ "Balanced, 1.1 GB"; the label where there is no plain word."""
    word = variant.word or variant.label or Words("GGUF file")
    return enumerated((word, size_text(variant.size) if variant.size is not None else ""))


def _why(best: Variant, well: list[Variant], fit: Fit | None) -> Words:
    name = variant_words(best)
    if not well or fit is None:
        return Words("Recommended: {name}. Memory will be tight with any of them.", name=name)
    needed, total = size_text(fit.needed), size_text(fit.total)
    if len(well) == 1:
        return Words(
            "Recommended: {name}. It fits here with about {needed} of {total} memory.",
            name=name, needed=needed, total=total,
        )  # fmt: skip
    if best is max(well, key=lambda v: v.size or 0):
        return Words(
            "Recommended: {name}. The largest that fits here well: about {needed} of {total} memory.",
            name=name, needed=needed, total=total,
        )  # fmt: skip
    return Words(
        "Recommended: {name}. Little quality is lost, and it takes about {needed} of {total} memory.",
        name=name, needed=needed, total=total,
    )  # fmt: skip


def _why_none(fits: list[tuple[Variant, Fit]]) -> str:
    if not fits:
        return ""
    least = min((fit for _v, fit in fits), key=lambda fit: fit.needed)
    return Words(
        "No file fits here: the smallest needs about {needed}, and this machine has {total} of memory.",
        needed=size_text(least.needed), total=size_text(least.total),
    )  # fmt: skip
