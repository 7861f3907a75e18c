"""Which files here are of one model, so that what their quantization costs can be measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.quantization import bits_of


@dataclass(frozen=True)
class ComparableFiles:
    """Files of one model, at least one; those with more bits first."""

    files: tuple[LocalModel, ...]

    @property
    def name(self) -> str:
        return self.files[0].name

    @property
    def can_compare(self) -> bool:
        return len(self.files) > 1

    def judged_by(self, reference: LocalModel) -> tuple[LocalModel, ...]:
        """The others: those with fewer bits as a rule."""
        return tuple(file for file in self.files if file.id != reference.id)


def comparable(models: Iterable[LocalModel]) -> tuple[ComparableFiles, ...]:
    """Those of which there are several first, then by name; files that cannot be loaded are left out.

    What is called the same, of the same architecture and number of parameters, is taken for one model; that
    both cut a text alike is seen when they are compared.
    """
    found: dict[tuple[str, str, int], list[LocalModel]] = {}
    for model in models:
        if model.writes and not (model.problem or model.is_missing or model.intact is Integrity.DAMAGED):
            name = (model.own_name or model.name).casefold()
            found.setdefault((name, model.architecture or "", model.parameters or 0), []).append(model)
    groups = [ComparableFiles(tuple(sorted(files, key=_most_bits))) for files in found.values()]
    return tuple(sorted(groups, key=lambda one: (not one.can_compare, one.name.casefold())))


def _most_bits(model: LocalModel) -> tuple[float, int, str]:
    return -(bits_of(model.quantization) or 0.0), -model.size, model.id
