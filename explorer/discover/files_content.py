"""The files of a repo as the sheet lists them."""

from collections.abc import Callable, Sequence

from explorer.discover.variants import Judge
from explorer.domain.quantization import Role, role_of
from explorer.domain.repo import RepoFile, Variant
from explorer.domain.token_text import label_of
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.transparency.sheet_content import FileLine, OtherFile

_UNSAID = ("README.md", ".gitattributes")  # every repo has them
_MOST_OTHERS = 40
_LEAST_BITS, _MOST_BITS = 1.0, 36.0  # a count of parameters may be that of another file


def file_lines(
    judge: Judge, chosen: Variant | None, get: Callable[[Variant], Action]
) -> tuple[FileLine, ...]:
    return tuple(_line(judge, variant, variant is chosen, get(variant)) for variant in judge.repo.variants)


def other_files(files: Sequence[RepoFile]) -> tuple[OtherFile, ...]:
    """What is no model: what belongs to one first."""
    roles = list(Role)
    named = [(role_of(file.path), file) for file in files if file.path not in _UNSAID]
    named.sort(key=lambda pair: roles.index(pair[0]))
    return tuple(
        OtherFile(role, label_of(file.path), size_text(file.size) if file.size is not None else "")
        for role, file in named[:_MOST_OTHERS]
    )


def _line(judge: Judge, variant: Variant, is_chosen: bool, action: Action) -> FileLine:  # noqa: FBT001
    fit = judge.fit(variant)
    return FileLine(
        word=variant.word or Words("File"),
        version=joined(" · ", (variant.label or variant.first.path, _bits(judge, variant))),
        size=size_text(variant.size) if variant.size is not None else Words("not stated"),
        fit=fit.word if fit else Words("Not known"),
        tone=fit.word.tone if fit else "neutral",
        tip=fit.text if fit else Words("The size is not stated."),
        is_recommended=is_chosen,
        action=action,
        name=_name(variant),
        sha256=(variant.first.sha256 or "") if len(variant.files) == 1 else "",
    )


def _bits(judge: Judge, variant: Variant) -> str:
    """Of a weight: by size and parameters where both are stated, else what the label stands for."""
    parameters = judge.repo.row.parameters
    measured = variant.size * 8 / parameters if variant.size and parameters else 0.0
    bits = measured if _LEAST_BITS < measured < _MOST_BITS else variant.bits
    return Words("{bits} bit", bits=f"{bits:.2g}" if bits < 10 else f"{bits:.0f}") if bits else ""


def _name(variant: Variant) -> Words:
    name = label_of(variant.first.path)
    if len(variant.files) > 1:
        return Words("{name}, in {n} parts", name=name, n=len(variant.files))
    digits = (variant.first.sha256 or "")[:8]
    return Words("{name} · SHA-256 {digits}…", name=name, digits=digits) if digits else joined("", (name,))
