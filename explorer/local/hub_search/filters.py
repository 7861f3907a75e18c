"""Filters of the list: which the Hub applies, which are applied here, and what is said of it.

The Hub can filter by one license id, a number of parameters, tags and tasks. It knows neither this machine
nor kinds of licenses; those are applied here, to what is loaded. What the Hub applied is checked as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.domain.repo import RepoQuery, RepoSort
from explorer.domain.words import Words, enumerated
from explorer.local.hub_search.repo_lines import RepoLine, fits
from explorer.local.hub_search.uses import UseCase, UseSign, UseSignKind, use_of

OPEN_SOURCE, COMMERCIAL, STATED = KINDS = "open", "commercial", "stated"  # beside the ids of licenses
_BILLION = 1_000_000_000


@dataclass(frozen=True)
class Filters:
    """``license_kind``: "" any, "open" open source, "commercial" commercial use allowed, "stated"
    any that is named, else a license id.

    ``size``: parameters in billions, "least-most", either may be empty: "2-5", "40-". ``language``: a code
    such as "fr"; ``use``: the id of a use.
    """

    fits: bool = False
    data_named: bool = False
    license_kind: str = ""
    size: str = ""
    use: str = ""
    language: str = ""

    @property
    def is_on(self) -> bool:
        return self != Filters()

    @property
    def license_id(self) -> str:
        """The one license that the Hub can be asked for."""
        return "" if self.license_kind in KINDS else self.license_kind

    @property
    def limits(self) -> tuple[int, int]:
        """Least and most parameters, 0 without a limit."""
        least, _dash, most = self.size.partition("-")
        return _billions(least), _billions(most)

    @property
    def asked(self) -> tuple[str, ...]:
        """What the Hub applies: when it changes, the Hub is asked anew."""
        return self.license_id, self.size, self.use, self.language

    @property
    def applied_here(self) -> Words:
        """What it does not, in words; "" if there is nothing."""
        return enumerated(
            (
                Words("fits this machine") if self.fits else "",
                Words("training data named") if self.data_named else "",
                Words("license") if self.license_kind in KINDS else "",
            )
        )


def queries(text: str, sort: RepoSort, filters: Filters, limit: int) -> tuple[RepoQuery, ...]:
    """What to ask the Hub for, one after the other: of a use each of its signs, else one question."""
    tags = (filters.language,) if filters.language else ()
    base = RepoQuery(
        text=text.strip(),
        sort=sort,
        license=filters.license_id,
        limit=limit,
        tags=tags,
        parameters=filters.limits,
    )
    use = use_of(filters.use)
    return _by_sign(base, use) if use is not None else (base,)


def filtered(lines: Sequence[RepoLine], filters: Filters) -> Sequence[RepoLine]:
    """Those that are known to pass all filters: one quick look over all for each, as there may be many."""
    use, (least, most) = use_of(filters.use), filters.limits
    if filters.data_named:
        lines = [line for line in lines if line.has_data]
    if filters.license_kind:
        lines = [line for line in lines if _has_license(line, filters.license_kind)]
    if least or most:
        lines = [line for line in lines if _is_within(line, least, most)]
    if filters.language:
        lines = [line for line in lines if _speaks(line, filters.language)]
    if use is not None:
        lines = [line for line in lines if use.sign_of(line.row) is not None]
    return [line for line in lines if fits(line)] if filters.fits else lines


def with_reason(line: RepoLine, use: UseCase | None) -> RepoLine:
    """The line with the sign by which it is listed for a use."""
    sign = use.sign_of(line.row) if use is not None else None
    return replace(line, reason=sign.words) if sign is not None else line


def _by_sign(base: RepoQuery, use: UseCase) -> tuple[RepoQuery, ...]:
    """The Hub searches one word in names: with words of the person's own, theirs is the one."""
    asked = [_with_sign(base, sign) for sign in use.signs if sign.kind is not UseSignKind.NAME]
    names = [sign for sign in use.signs if sign.kind is UseSignKind.NAME]
    if base.text:
        return (*asked, base) if names else tuple(asked)
    return (*asked, *(_with_sign(base, sign) for sign in names))


def _with_sign(base: RepoQuery, sign: UseSign) -> RepoQuery:
    if sign.kind is UseSignKind.TASK:
        return replace(base, pipeline=sign.value)
    if sign.kind is UseSignKind.TAG:
        return replace(base, tags=(*base.tags, sign.value))
    return replace(base, text=sign.value)


def _has_license(line: RepoLine, wanted: str) -> bool:
    if wanted == OPEN_SOURCE:
        return line.license_kind == "open source"
    if wanted == COMMERCIAL:
        return line.commercial in ("yes", "conditional")
    if wanted == STATED:
        return bool(line.row.license)
    return (line.row.license or "").lower() == wanted or f"license:{wanted}" in line.row.tags


def _is_within(line: RepoLine, least: int, most: int) -> bool:
    count = line.row.parameters
    return count is not None and least <= count and (not most or count <= most)


def _speaks(line: RepoLine, language: str) -> bool:
    return language in line.row.languages or language in line.row.tags


def _billions(text: str) -> int:
    try:
        return max(0, round(float(text) * _BILLION)) if text else 0
    except (ValueError, OverflowError):
        return 0
