"""What one row of the list says, from the Hub's listing alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from explorer.domain.fit import Fit, RemoteFileFacts, Yardstick
from explorer.domain.model_names import name_of_repo
from explorer.domain.quantization import bits_of, group_files, label_of, recommended
from explorer.domain.repo import RepoFile, RepoRow, Variant
from explorer.domain.units import ago_text, context_text, count_text
from explorer.domain.words import Words, enumerated
from explorer.transparency.licensing.licenses import Licenses

BALANCED = "Q4_K_M"  # what a row is judged by that names no files


@dataclass(frozen=True, slots=True)
class RepoLine:
    """One row in words. Empty strings where the Hub did not say."""

    row: RepoRow
    name: str
    license: str
    license_tone: str
    license_kind: str
    parameters: str  # "1.7B"
    context: str  # "32K"
    quantization: str  # that stands in its id, which its name leaves out
    has_data: bool
    downloads: str
    likes: str
    age: str
    fit: Fit | None  # of the file that is best here
    is_gated: bool
    commercial: str = ""  # yes, conditional, no, read the text
    judged: str = ""  # the label of the file that the fit is of
    reason: str = ""  # why it is listed for the chosen use

    @property
    def spoken(self) -> Words:
        """The row for a screen reader."""
        publisher = Words("by {publisher}", publisher=self.row.publisher) if self.row.publisher else ""
        parts = [self.name, publisher, self.license, self.size]
        if self.fit is not None:
            parts += [self.fit.word, self.fit.text]
        if self.has_data:
            parts.append(Words("training data named"))
        if self.is_gated:
            parts.append(Words("blocked by the Hub") if self.row.is_disabled else Words("gated"))
        if self.downloads:
            parts.append(Words("{count} downloads a month", count=self.downloads))
        parts.append(self.reason)
        return enumerated(parts)

    @property
    def size(self) -> str:
        """Parameters, context, quantization: "1.7B · 32K"."""
        return " · ".join(filter(None, (self.parameters, self.context, self.quantization)))


type LocalFits = Callable[
    [str], Sequence[tuple[str, Fit]]
]  # label and fit of files of this repo on this disk


def no_local_fits(_repo_id: str) -> Sequence[tuple[str, Fit]]:
    return ()


def line_of(
    row: RepoRow, licenses: Licenses, yardstick: Yardstick, now: datetime, here: LocalFits = no_local_fits
) -> RepoLine:
    license_ = licenses.find(row.license)
    judged, fit = best_fit(row, yardstick, here)
    return RepoLine(
        row=row,
        name=name_of_repo(row.id),
        license=licenses.words(row.license),
        license_tone=licenses.tone(row.license),
        license_kind=license_.kind if license_ else "",
        parameters=count_text(row.parameters) if row.parameters else "",
        context=context_text(row.context_length) if row.context_length else "",
        quantization=label_of(row.id),
        has_data=bool(row.datasets),
        downloads=count_text(row.downloads) if row.downloads is not None else "",
        likes=count_text(row.likes) if row.likes is not None else "",
        age=ago_text(row.updated, now) if row.updated else "",
        fit=fit,
        is_gated=row.gate.is_closed or row.is_disabled,
        commercial=license_.commercial if license_ else "",
        judged=judged,
    )


def best_fit(row: RepoRow, yardstick: Yardstick, here: LocalFits = no_local_fits) -> tuple[str, Fit | None]:
    """The label and the fit of the file that is on this disk, else the estimate of the one that is best here,
    of the smallest if none fits.

    A listing names files without their sizes, so they are worked out from label and parameters; ``None`` if
    the parameters are not stated.
    """
    variants = _sized(row, row.parameters) if row.parameters else []
    best = recommended(variants, yardstick.largest_download) or min(
        variants, key=lambda v: v.size or 0, default=None
    )
    local = here(row.id)
    if local:
        return next((one for one in local if best is not None and one[0] == best.label), local[0])
    if best is None:
        return "", None
    facts = RemoteFileFacts(best.size or 0, row.parameters, row.context_length, best.label, row.name)
    return best.label, yardstick.fit(facts)


def fits(line: RepoLine) -> bool:
    return line.fit is not None and line.fit.word.is_possible


def _sized(row: RepoRow, parameters: int) -> list[Variant]:
    """Its files by label with worked-out sizes; a balanced one where it names none with a label."""
    labels = {v.label: v for v in group_files(map(RepoFile, row.files)).variants if bits_of(v.label)}
    if not labels:
        return [_of_label(BALANCED, parameters)]
    return [_of_label(label, parameters) for label in labels]


def _of_label(label: str, parameters: int) -> Variant:
    size = round(parameters * (bits_of(label) or 0) / 8)
    return Variant(label, "", (RepoFile(label, size),))
