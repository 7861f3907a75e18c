"""The questions the app asks of every model, in the order they are shown."""

from collections.abc import Iterable

from explorer.domain.facts import FactGroup, Finding
from explorer.domain.words import Words
from explorer.transparency.dataset_availability import DATA_AVAILABILITY
from explorer.transparency.dimension import Dimension
from explorer.transparency.rules.architecture import ARCHITECTURE
from explorer.transparency.rules.compute import COMPUTE
from explorer.transparency.rules.cutoff import CUTOFF_AND_SIZE
from explorer.transparency.rules.evaluation import EVALUATION
from explorer.transparency.rules.intended_use import INTENDED_USE
from explorer.transparency.rules.languages import LANGUAGE
from explorer.transparency.rules.licensing import COMMERCIAL_USE, LICENSE
from explorer.transparency.rules.lineage import LINEAGE
from explorer.transparency.rules.maker import PAPER_AND_CONTACT
from explorer.transparency.rules.personal_data import PERSONAL_DATA
from explorer.transparency.rules.preparation import DATA_PROCESSING
from explorer.transparency.rules.quantized_file import INTEGRITY, QUANTIZATION
from explorer.transparency.rules.rights import USE_RESTRICTIONS, WEIGHTS
from explorer.transparency.rules.risks import RISKS
from explorer.transparency.rules.training_code import TRAINING_CODE
from explorer.transparency.rules.training_data import PRETRAINING_DATA
from explorer.transparency.rules.tuning import POST_TRAINING

_GROUP_TITLES = {
    FactGroup.RIGHTS: Words("What you may do"),
    FactGroup.ORIGIN: Words("Where it comes from"),
    FactGroup.DATA: Words("Training data"),
    FactGroup.BUILD: Words("How it was built"),
    FactGroup.USE: Words("How to use it"),
    FactGroup.FILE: Words("This file"),
}

_DIMENSIONS = (
    LICENSE,
    COMMERCIAL_USE,
    USE_RESTRICTIONS,
    WEIGHTS,
    LINEAGE,
    PRETRAINING_DATA,
    DATA_AVAILABILITY,
    POST_TRAINING,
    CUTOFF_AND_SIZE,
    DATA_PROCESSING,
    PERSONAL_DATA,
    COMPUTE,
    ARCHITECTURE,
    EVALUATION,
    TRAINING_CODE,
    RISKS,
    INTENDED_USE,
    LANGUAGE,
    PAPER_AND_CONTACT,
    QUANTIZATION,
    INTEGRITY,
)
_BY_ID = {dimension.id: dimension for dimension in _DIMENSIONS}
TERMS = frozenset(dimension.id for dimension in _DIMENSIONS if dimension.is_term)
NOT_INHERITED = frozenset(dimension.id for dimension in _DIMENSIONS if not dimension.is_inherited)


def dimensions() -> tuple[Dimension, ...]:
    """All dimensions, in order."""
    return _DIMENSIONS


def groups() -> tuple[FactGroup, ...]:
    """All groups, in order."""
    return tuple(_GROUP_TITLES)


def group_title(group: FactGroup) -> Words:
    return _GROUP_TITLES[group]


def of_group(findings: Iterable[Finding], group: FactGroup) -> list[Finding]:
    """Those of one group; what is no question of the rubric is in none."""
    return [f for f in findings if f.dimension in _BY_ID and _BY_ID[f.dimension].group is group]


def find_dimension(dimension: str) -> Dimension | None:
    return _BY_ID.get(dimension)


def title_of(dimension: str) -> str:
    """The title of a dimension; a name the rubric does not know is shown as words."""
    found = _BY_ID.get(dimension)
    return found.title if found is not None else dimension.replace("_", " ").capitalize()
