"""What one row of the list says, from the Hub's listing alone."""

from dataclasses import dataclass
from datetime import datetime

from explorer.domain.enumeration import enumerated
from explorer.domain.fit import Facts, Fit, FitWord, Yardstick
from explorer.domain.names import readable_name
from explorer.domain.quantization import bits_of
from explorer.domain.repo import Gate, RepoRow
from explorer.domain.units import ago_text, context_text, count_text
from explorer.domain.words import Words, joined
from explorer.transparency.licenses import Licenses

BALANCED = "Q4_K_M"  # the variant a row is judged by: most repos carry it


@dataclass(frozen=True, slots=True)
class RepoLine:
    """One row in words. Empty strings where the Hub did not say."""

    row: RepoRow
    name: str
    license: str
    license_tone: str
    license_kind: str
    size: str  # "1.7B · 32K"
    has_data: bool
    downloads: str
    likes: str
    age: str
    fit: Fit | None
    is_gated: bool

    @property
    def spoken(self) -> Words:
        """The row for a screen reader."""
        publisher = Words("by {publisher}", publisher=self.row.publisher) if self.row.publisher else ""
        parts = [self.name, publisher, self.license, self.size]
        if self.fit is not None:
            parts += [self.fit.word, self.fit.text]
        if self.downloads:
            parts.append(Words("{count} downloads", count=self.downloads))
        return enumerated(parts)

    @property
    def tip(self) -> Words:
        """What the row does not say for want of room: the whole id, and what the fit is judged by."""
        if self.fit is None:
            return joined("\n", (self.row.id,))
        fit = Words("{fit}: {numbers}, for a balanced file", fit=self.fit.word, numbers=self.fit.text)
        return joined("\n", (self.row.id, fit))


def line_of(row: RepoRow, licenses: Licenses, yardstick: Yardstick, now: datetime) -> RepoLine:
    license_ = licenses.find(row.license)
    numbers = [
        count_text(row.parameters) if row.parameters else "",
        context_text(row.context_length) if row.context_length else "",
    ]
    return RepoLine(
        row=row,
        name=readable_name(row.name),
        license=licenses.words(row.license),
        license_tone=licenses.tone(row.license),
        license_kind=license_.kind if license_ else "",
        size=" · ".join(n for n in numbers if n),
        has_data=bool(row.datasets),
        downloads=count_text(row.downloads) if row.downloads is not None else "",
        likes=count_text(row.likes) if row.likes is not None else "",
        age=ago_text(row.updated, now) if row.updated else "",
        fit=fit_of(row, yardstick),
        is_gated=row.gate in (Gate.AUTO, Gate.MANUAL),
    )


def fit_of(row: RepoRow, yardstick: Yardstick) -> Fit | None:
    """An estimate for a balanced file of that many parameters; ``None`` if they are not stated."""
    if not row.parameters:
        return None
    bits = bits_of(BALANCED) or 0.0
    size = round(row.parameters * bits / 8)
    return yardstick.fit(Facts(size, row.parameters, row.context_length, BALANCED, row.name))


def fits(line: RepoLine) -> bool:
    return line.fit is not None and line.fit.word is not FitWord.TOO_BIG
