"""Which file of a repo is recommended for this machine and why, and a file's name in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from explorer.domain.fit import Fit, FitWord, Yardstick, remote_file_facts
from explorer.domain.projectors import projector_of
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, RepoFile, Variant
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.local.model_facts.remote_header import RemoteHeader, memory_beside_weights

_ANY_SIZE = 1 << 62


@dataclass(frozen=True)
class VariantChoice:
    """The file to take. ``is_advised``: it can run here; else it is only the first one.

    ``obstacle``: what no file of the repo gets past.
    """

    variant: Variant | None
    is_advised: bool
    reason: str = ""
    obstacle: Literal["", "memory", "disk"] = ""


@dataclass(frozen=True)
class VariantAdvisor:
    """Holds the files of one repo against this machine; ``header`` once it was read.

    ``here``: how those run that are on this disk, by their names. ``sees``: what lets them see images comes
    along, but for those ``projectors`` that are here.
    """

    repo: Repo
    yardstick: Yardstick
    header: RemoteHeader | None = None
    here: Mapping[str, Fit] = field(default_factory=dict)
    sees: bool = True
    projectors: frozenset[str] = frozenset()

    def fit(self, variant: Variant | None) -> Fit | None:
        """``None`` where the size of the file is not stated."""
        own = self.here.get(file_name(variant)) if variant is not None else None
        if variant is None or variant.size is None or own is not None:
            return own
        context = self.header.context_length if self.header is not None else None
        facts, extra = remote_file_facts(self.repo.row, variant, context), self.along(variant)
        facts = replace(facts, along=extra.size or 0) if extra is not None else facts
        return (
            self.yardstick.fit(facts, self._beside) if self.header is not None else self.yardstick.fit(facts)
        )

    def along(self, variant: Variant) -> RepoFile | None:
        """What comes along with it."""
        projector = projector_of(self.repo, variant) if self.sees else None
        return projector if projector is not None and projector.path not in self.projectors else None

    @cached_property
    def _beside(self) -> int:
        """What any file of this header needs besides its weights."""
        return memory_beside_weights(self.header, self.yardstick.context) if self.header is not None else 0

    def choose(self, asked: str = "") -> VariantChoice:
        """``asked``: a path, a folder or a label that the person named, "" if none."""
        named, choice = self._named(asked), self._advised()
        if named is not None:
            return self._of_asked(named, choice)
        if not asked or self._inside(asked):  # a folder with several says nothing of which
            return choice
        reason = Words("There is no {name} here. {reason}", name=asked, reason=choice.reason)
        return replace(choice, reason=reason)

    def _of_asked(self, named: Variant, other: VariantChoice) -> VariantChoice:
        """It, unless it cannot work here and another one can."""
        fit = self.fit(named)
        if fit is None or fit.word.is_possible:
            return VariantChoice(named, is_advised=True, reason=Words("The file that was asked for."))
        asked = Words("The file that was asked for is too big here: {why}.", why=fit.text)
        return replace(other, reason=joined(" ", (asked, other.reason)))

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

    def _advised(self) -> VariantChoice:
        fits = [(variant, fit) for variant in self.repo.variants if (fit := self.fit(variant)) is not None]
        well = [v for v, fit in fits if fit.word.is_good]
        some = [v for v, fit in fits if fit.word.is_possible]
        best = recommended(well or some, _ANY_SIZE)
        if best is None:
            return _none(self.repo.variants, fits)
        return VariantChoice(best, is_advised=True, reason=_why(best, well, self.fit(best)))


def file_name(variant: Variant) -> str:
    """Of the one that a loader is given."""
    return variant.first.path.rpartition("/")[2]


def variant_words(variant: Variant, extra: RepoFile | None = None) -> Words:
    """ "Balanced, 1.1 GB"; the label where there is no plain word. ``extra``: what comes along."""
    word = variant.word or variant.label or Words("GGUF file")
    more = extra.size or 0 if extra is not None else 0
    return enumerated((word, size_text(variant.size + more) if variant.size is not None else ""))


def _why(best: Variant, well: list[Variant], fit: Fit | None) -> Words:
    name = variant_words(best)
    if fit is not None and fit.word is FitWord.RUNS_SLOWLY:
        return Words("Recommended: {name}. Each of them answers slowly here.", name=name)
    if not well or fit is None:
        return Words("Recommended: {name}. Memory will be tight with any of them.", name=name)
    needed, total = size_text(fit.told), size_text(fit.total)
    if len(well) == 1:
        return Words(
            "Recommended: {name}. It fits here with about {needed} of {total} memory for models.",
            name=name, needed=needed, total=total,
        )  # fmt: skip
    if best is max(well, key=lambda v: v.size or 0):
        return Words(
            "Recommended: {name}. The largest that fits here well: about {needed} of {total} memory for"
            " models.",
            name=name, needed=needed, total=total,
        )  # fmt: skip
    return Words(
        "Recommended: {name}. Little quality is lost, and it takes about {needed} of {total} memory for"
        " models.",
        name=name, needed=needed, total=total,
    )  # fmt: skip


def _none(variants: Sequence[Variant], fits: Sequence[tuple[Variant, Fit]]) -> VariantChoice:
    """No file can run here: the one that comes nearest, and what is in its way."""
    if not fits:
        return VariantChoice(next(iter(variants), None), is_advised=False)
    blocked = [(variant, fit) for variant, fit in fits if fit.word is FitWord.NO_ROOM]
    nearest, fit = min(blocked or fits, key=lambda one: one[0].size or 0)
    if blocked:
        reason = Words(
            "No file fits on the disk: the smallest needs {needed}, and {free} are free.",
            needed=size_text(fit.disk), free=size_text(fit.disk_free),
        )  # fmt: skip
        return VariantChoice(nearest, is_advised=False, reason=reason, obstacle="disk")
    reason = Words(
        "No file fits here: the smallest needs about {needed}, and models may take {total} of memory.",
        needed=size_text(fit.told), total=size_text(fit.total),
    )  # fmt: skip
    return VariantChoice(nearest, is_advised=False, reason=reason, obstacle="memory")
