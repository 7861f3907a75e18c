"""The questions the app asks of every model, in the order they are shown."""

from dataclasses import dataclass

from explorer.domain.facts import Group
from explorer.domain.words import Words


@dataclass(frozen=True)
class Dimension:
    """One question. ``title`` heads its row, ``question`` explains it to a newcomer."""

    id: str
    group: Group
    title: Words
    question: Words


_GROUP_TITLES = {
    Group.RIGHTS: Words("What you may do"),
    Group.ORIGIN: Words("Where it comes from"),
    Group.DATA: Words("Training data"),
    Group.BUILD: Words("How it was built"),
    Group.USE: Words("How to use it"),
    Group.FILE: Words("This file"),
}

_DIMENSIONS = (
    Dimension("license", Group.RIGHTS, Words("License"), Words("Under which terms is it given?")),
    Dimension("commercial_use", Group.RIGHTS, Words("Use it commercially"), Words("May I use it at work?")),
    Dimension(
        "use_restrictions", Group.RIGHTS, Words("Restrictions on use"), Words("Which uses are forbidden?")
    ),
    Dimension("weights", Group.RIGHTS, Words("Weights"), Words("Can anyone download the model itself?")),
    Dimension("lineage", Group.ORIGIN, Words("Comes from"), Words("Which model was it made from?")),
    Dimension(
        "pretraining_data", Group.DATA, Words("Pretraining data"), Words("What was it first trained on?")
    ),
    Dimension(
        "data_availability",
        Group.DATA,
        Words("Can I get that data?"),
        Words("Is the training data published?"),
    ),
    Dimension(
        "post_training", Group.DATA, Words("Fine-tuning"), Words("With which data and method was it tuned?")
    ),
    Dimension(
        "cutoff_and_size", Group.DATA, Words("Cutoff and size"), Words("How recent and how much is its data?")
    ),
    Dimension("data_processing", Group.DATA, Words("Data preparation"), Words("How was the data filtered?")),
    Dimension("personal_data", Group.DATA, Words("Personal data"), Words("Was personal data removed?")),
    Dimension("compute", Group.BUILD, Words("Energy and hardware"), Words("What did the training take?")),
    Dimension(
        "architecture", Group.BUILD, Words("Architecture"), Words("What kind of model is it, and how large?")
    ),
    Dimension(
        "evaluation", Group.BUILD, Words("Evaluation"), Words("How was it tested, with which results?")
    ),
    Dimension(
        "training_code", Group.BUILD, Words("Training code"), Words("Is the code of its training published?")
    ),
    Dimension("risks", Group.USE, Words("Risks"), Words("Which risks and limits does its maker name?")),
    Dimension("intended_use", Group.USE, Words("Intended use"), Words("What is it for, and what not?")),
    Dimension("language", Group.USE, Words("Languages"), Words("Which languages is it made for?")),
    Dimension(
        "paper_and_contact",
        Group.USE,
        Words("Paper and contact"),
        Words("Who made it, and where is it described?"),
    ),
    Dimension(
        "quantization", Group.FILE, Words("Quantization"), Words("Who made this smaller version, and how?")
    ),
    Dimension("integrity", Group.FILE, Words("Integrity"), Words("Is the file the one that was published?")),
)


def dimensions() -> tuple[Dimension, ...]:
    """All dimensions, in order."""
    return _DIMENSIONS


def groups() -> tuple[Group, ...]:
    """All groups, in order."""
    return tuple(_GROUP_TITLES)


def group_title(group: Group) -> Words:
    return _GROUP_TITLES[group]


def title_of(dimension: str) -> str:
    """The title of a dimension; a name the rubric does not know is shown as words."""
    found = next((d.title for d in _DIMENSIONS if d.id == dimension), None)
    return found or dimension.replace("_", " ").capitalize()
