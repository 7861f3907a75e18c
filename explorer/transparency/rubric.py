"""The questions the app asks of every model, in the order they are shown."""

from dataclasses import dataclass

from explorer.domain.facts import FactGroup
from explorer.domain.words import Words


@dataclass(frozen=True)
class Dimension:
    """One question. ``title`` heads its row, ``question`` explains it to a newcomer."""

    id: str
    group: FactGroup
    title: Words
    question: Words


_GROUP_TITLES = {
    FactGroup.RIGHTS: Words("What you may do"),
    FactGroup.ORIGIN: Words("Where it comes from"),
    FactGroup.DATA: Words("Training data"),
    FactGroup.BUILD: Words("How it was built"),
    FactGroup.USE: Words("How to use it"),
    FactGroup.FILE: Words("This file"),
}

_DIMENSIONS = (
    Dimension("license", FactGroup.RIGHTS, Words("License"), Words("Under which terms is it given?")),
    Dimension(
        "commercial_use", FactGroup.RIGHTS, Words("Use it commercially"), Words("May I use it at work?")
    ),
    Dimension(
        "use_restrictions", FactGroup.RIGHTS, Words("Restrictions on use"), Words("Which uses are forbidden?")
    ),
    Dimension("weights", FactGroup.RIGHTS, Words("Weights"), Words("Can anyone download the model itself?")),
    Dimension("lineage", FactGroup.ORIGIN, Words("Comes from"), Words("Which model was it made from?")),
    Dimension(
        "pretraining_data", FactGroup.DATA, Words("Pretraining data"), Words("What was it first trained on?")
    ),
    Dimension(
        "data_availability",
        FactGroup.DATA,
        Words("Can I get that data?"),
        Words("Is the training data published?"),
    ),
    Dimension(
        "post_training",
        FactGroup.DATA,
        Words("Fine-tuning"),
        Words("With which data and method was it tuned?"),
    ),
    Dimension(
        "cutoff_and_size",
        FactGroup.DATA,
        Words("Cutoff and size"),
        Words("How recent and how much is its data?"),
    ),
    Dimension(
        "data_processing", FactGroup.DATA, Words("Data preparation"), Words("How was the data filtered?")
    ),
    Dimension("personal_data", FactGroup.DATA, Words("Personal data"), Words("Was personal data removed?")),
    Dimension("compute", FactGroup.BUILD, Words("Energy and hardware"), Words("What did the training take?")),
    Dimension(
        "architecture",
        FactGroup.BUILD,
        Words("Architecture"),
        Words("What kind of model is it, and how large?"),
    ),
    Dimension(
        "evaluation", FactGroup.BUILD, Words("Evaluation"), Words("How was it tested, with which results?")
    ),
    Dimension(
        "training_code",
        FactGroup.BUILD,
        Words("Training code"),
        Words("Is the code of its training published?"),
    ),
    Dimension("risks", FactGroup.USE, Words("Risks"), Words("Which risks and limits does its maker name?")),
    Dimension("intended_use", FactGroup.USE, Words("Intended use"), Words("What is it for, and what not?")),
    Dimension("language", FactGroup.USE, Words("Languages"), Words("Which languages is it made for?")),
    Dimension(
        "paper_and_contact",
        FactGroup.USE,
        Words("Paper and contact"),
        Words("Who made it, and where is it described?"),
    ),
    Dimension(
        "quantization",
        FactGroup.FILE,
        Words("Quantization"),
        Words("Who made this smaller version, and how?"),
    ),
    Dimension(
        "integrity", FactGroup.FILE, Words("Integrity"), Words("Is the file the one that was published?")
    ),
)


def dimensions() -> tuple[Dimension, ...]:
    """All dimensions, in order."""
    return _DIMENSIONS


def groups() -> tuple[FactGroup, ...]:
    """All groups, in order."""
    return tuple(_GROUP_TITLES)


def group_title(group: FactGroup) -> Words:
    return _GROUP_TITLES[group]


def title_of(dimension: str) -> str:
    """The title of a dimension; a name the rubric does not know is shown as words."""
    found = next((d.title for d in _DIMENSIONS if d.id == dimension), None)
    return found or dimension.replace("_", " ").capitalize()
