"""The family of a model, in words."""

from collections.abc import Callable
from functools import partial

from explorer.discover.around import LISTED, AroundState, Kin
from explorer.domain.errors import KnownError
from explorer.domain.names import name_of_repo
from explorer.domain.repo import RepoRow
from explorer.domain.units import count_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.transparency.licenses import Licenses
from explorer.transparency.sheet_content import Relative, Relatives

Open = Callable[[str], None]


def family(
    state: AroundState, licenses: Licenses, open_repo: Open, toggle: Callable[[tuple[str, str]], None]
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


def _title(kin: Kin) -> Words:
    name = kin.of
    if kin.relation == "quantized":
        return Words("Quantizations of {name}", name=name)
    if kin.relation == "adapter":
        return Words("Adapters of {name}", name=name)
    if kin.relation == "merge":
        return Words("Merges with {name}", name=name)
    return Words("Fine-tunes of {name}", name=name)


def _note(kin: Kin) -> str:
    if kin.error is not None:
        return _trouble(kin.error)
    if kin.is_open and kin.rows is None:
        return Words("asking the Hub…")
    if kin.rows is not None and not kin.rows:
        return Words("no other is listed")
    if kin.rows is not None and kin.is_open and len(kin.rows) == LISTED:
        return Words("the {n} with most downloads", n=LISTED)
    count = kin.count if kin.count is not None or kin.rows is None else len(kin.rows)
    return f"{count:,}" if count is not None else ""


def _trouble(error: KnownError) -> Words:
    return Words("could not be asked: {what}", what=error.what)


def _relative(row: RepoRow, licenses: Licenses, open_repo: Open) -> Relative:
    downloads = count_text(row.downloads) if row.downloads is not None else ""
    said = Words("{count} downloads a month", count=downloads) if downloads else ""
    note = joined(" · ", (licenses.words(row.license), said))
    open_it = Action(Words("Open {name}", name=row.id), partial(open_repo, row.id))
    return Relative(joined(" · ", (name_of_repo(row.id), row.publisher)), note, open_it)
