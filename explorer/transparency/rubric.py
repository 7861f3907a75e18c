"""The questions the app asks of every model, in the order they are shown."""

from dataclasses import dataclass

from explorer.domain.facts import Group


@dataclass(frozen=True)
class Dimension:
    """One question. ``title`` heads its row, ``question`` explains it to a newcomer."""

    id: str
    group: Group
    title: str
    question: str


_GROUP_TITLES = {
    Group.RIGHTS: "What you may do",
    Group.ORIGIN: "Where it comes from",
    Group.DATA: "Training data",
    Group.BUILD: "How it was built",
    Group.USE: "How to use it",
    Group.FILE: "This file",
}

_DIMENSIONS = (
    Dimension("license", Group.RIGHTS, "License", "Under which terms is it given?"),
    Dimension("commercial_use", Group.RIGHTS, "Use it commercially", "May I use it at work?"),
    Dimension("use_restrictions", Group.RIGHTS, "Restrictions on use", "Which uses are forbidden?"),
    Dimension("weights", Group.RIGHTS, "Weights", "Can anyone download the model itself?"),
    Dimension("lineage", Group.ORIGIN, "Comes from", "Which model was it made from?"),
    Dimension("pretraining_data", Group.DATA, "Pretraining data", "What was it first trained on?"),
    Dimension("data_availability", Group.DATA, "Can I get that data?", "Is the training data published?"),
    Dimension("post_training", Group.DATA, "Fine-tuning", "With which data and method was it tuned?"),
    Dimension("cutoff_and_size", Group.DATA, "Cutoff and size", "How recent and how much is its data?"),
    Dimension("data_processing", Group.DATA, "Data preparation", "How was the data filtered?"),
    Dimension("personal_data", Group.DATA, "Personal data", "Was personal data removed?"),
    Dimension("compute", Group.BUILD, "Energy and hardware", "What did the training take?"),
    Dimension("architecture", Group.BUILD, "Architecture", "What kind of model is it, and how large?"),
    Dimension("evaluation", Group.BUILD, "Evaluation", "How was it tested, with which results?"),
    Dimension("training_code", Group.BUILD, "Training code", "Is the code of its training published?"),
    Dimension("risks", Group.USE, "Risks", "Which risks and limits does its maker name?"),
    Dimension("intended_use", Group.USE, "Intended use", "What is it for, and what not?"),
    Dimension("language", Group.USE, "Languages", "Which languages is it made for?"),
    Dimension("paper_and_contact", Group.USE, "Paper and contact", "Who made it, and where is it described?"),
    Dimension("quantization", Group.FILE, "Quantization", "Who made this smaller version, and how?"),
    Dimension("integrity", Group.FILE, "Integrity", "Is the file the one that was published?"),
)


def dimensions() -> tuple[Dimension, ...]:
    """All dimensions, in order."""
    return _DIMENSIONS


def groups() -> tuple[Group, ...]:
    """All groups, in order."""
    return tuple(_GROUP_TITLES)


def group_title(group: Group) -> str:
    return _GROUP_TITLES[group]


def title_of(dimension: str) -> str:
    """The title of a dimension; a name the rubric does not know is shown as words."""
    found = next((d.title for d in _DIMENSIONS if d.id == dimension), None)
    return found or dimension.replace("_", " ").capitalize()
