"""The derivatives and the files of a repo as the sheet lists them."""

from collections.abc import Callable, Sequence
from functools import partial

from explorer.domain.model_names import name_of_repo
from explorer.domain.quantization import FileRole, role_of
from explorer.domain.repo import RepoFile, RepoRow, Variant
from explorer.domain.token_text import label_of
from explorer.domain.units import count_text, size_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.rooms.discover.repo_details import MOST_LISTED, Derivatives, RepoDetails
from explorer.rooms.discover.variants import VariantAdvisor
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.sheet_view.sheet_content import FileLine, OtherFile, Relative, Relatives

OpenRepo = Callable[[str], None]


def family(
    state: RepoDetails, licenses: Licenses, open_repo: OpenRepo, toggle: Callable[[tuple[str, str]], None]
) -> tuple[Relatives, ...]:
    return tuple(
        Relatives(
            title=_title(kin),
            note=_note(kin),
            toggle=Action(_title(kin), partial(toggle, kin.key)),
            is_open=kin.is_open,
            models=tuple(_relative(row, licenses, open_repo) for row in kin.rows or ()),
        )
        for kin in state.kin
    )


_TITLES = {
    "quantized": Words("Quantizations of {name}"),
    "finetune": Words("Fine-tunes of {name}"),
    "adapter": Words("Adapters of {name}"),
    "merge": Words("Merges with {name}"),
}


def _title(kin: Derivatives) -> Words:
    return _TITLES[kin.relation].filled(name=kin.of)


def _note(kin: Derivatives) -> str:
    if kin.error is not None:
        return Words("could not be asked: {what}", what=kin.error.what)
    if kin.is_open and kin.rows is None:
        return Words("asking the Hub…")
    if kin.rows is not None and not kin.rows:
        return Words("no other is listed")
    if kin.rows is not None and kin.is_open and len(kin.rows) == MOST_LISTED:
        return Words("the {n} with most downloads", n=MOST_LISTED)
    count = kin.count if kin.count is not None or kin.rows is None else len(kin.rows)
    return f"{count:,}" if count is not None else ""


def _relative(row: RepoRow, licenses: Licenses, open_repo: OpenRepo) -> Relative:
    downloads = count_text(row.downloads) if row.downloads is not None else ""
    said = Words("{count} downloads a month", count=downloads) if downloads else ""
    note = joined(" · ", (licenses.words(row.license), said))
    open_it = Action(Words("Open {name}", name=row.id), partial(open_repo, row.id))
    return Relative(joined(" · ", (name_of_repo(row.id), row.publisher)), note, open_it)


_UNSAID = ("README.md", ".gitattributes")  # every repo has them
_MOST_OTHERS = 40
_LEAST_BITS, _MOST_BITS = 1.0, 36.0  # a count of parameters may be that of another file


def file_lines(
    judge: VariantAdvisor, chosen: Variant | None, get: Callable[[Variant], Action]
) -> tuple[FileLine, ...]:
    return tuple(_line(judge, variant, variant is chosen, get(variant)) for variant in judge.repo.variants)


def other_files(files: Sequence[RepoFile]) -> tuple[OtherFile, ...]:
    """What is no model: what belongs to one first."""
    roles = list(FileRole)
    named = [(role_of(file.path), file) for file in files if file.path not in _UNSAID]
    named.sort(key=lambda pair: roles.index(pair[0]))
    return tuple(
        OtherFile(role, label_of(file.path), size_text(file.size) if file.size is not None else "")
        for role, file in named[:_MOST_OTHERS]
    )


def _line(judge: VariantAdvisor, variant: Variant, is_chosen: bool, action: Action) -> FileLine:  # noqa: FBT001
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


def _bits(judge: VariantAdvisor, variant: Variant) -> str:
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
