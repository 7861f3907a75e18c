"""The questions the app asks of every model, in the order they are shown, with all that is said about each.

A rule is named by its place and imported when a card is read: the rules are many, and slow to import.
"""

from collections.abc import Iterable

from explorer.domain.facts import FactGroup, Finding
from explorer.domain.words import Words
from explorer.transparency.dimension import (
    IN_DATA_SETS,
    IN_FILES,
    IN_HEADER,
    IN_HEADINGS,
    IN_HUB_ANSWER,
    IN_LICENSES,
    IN_METADATA,
    IN_TEXT,
    Dimension,
)

_GROUP_TITLES = {
    FactGroup.RIGHTS: Words("What you may do"),
    FactGroup.ORIGIN: Words("Where it comes from"),
    FactGroup.DATA: Words("Training data"),
    FactGroup.BUILD: Words("How it was built"),
    FactGroup.USE: Words("How to use it"),
    FactGroup.FILE: Words("This file"),
}
# What is no question of the rubric: read from the file, never from a card
_OF_FILES = {"context": Words("Context"), "parameters": Words("Parameters"), "size": Words("Size")}

_DIMENSIONS = (
    Dimension(
        id="license",
        group=FactGroup.RIGHTS,
        rule="rules.license.license:license_",
        title=Words("License"),
        question=Words("Under which terms is it given?"),
        means=Words("The terms under which its makers give the model away."),
        matters=Words(
            "Without a license nothing is permitted; with the wrong one your use may be forbidden."
        ),
        open=Words("A license that the Open Source Initiative has approved."),
        partial=Words("Any other stated license. Its kind is said in words."),
        closed=Words("Its makers say that no license is granted."),
        looked_in=(IN_FILES, IN_METADATA, IN_HUB_ANSWER, IN_HEADER, IN_HEADINGS),
        anchors=("FMTI Model license", "MOF license of the model parameters"),
        is_term=True,
        is_inherited=False,
    ),
    Dimension(
        id="commercial_use",
        group=FactGroup.RIGHTS,
        rule="rules.license.license:commercial_use",
        title=Words("Use it commercially"),
        question=Words("May I use it at work?"),
        means=Words("Whether the license lets you use the model at work or in a product."),
        matters=Words("Research licenses look like open ones until somebody earns money with the model."),
        open=Words("The license allows it."),
        partial=Words("The license allows it under conditions."),
        closed=Words("The license forbids it."),
        looked_in=(IN_LICENSES, IN_FILES, IN_METADATA, IN_HUB_ANSWER, IN_HEADER, IN_HEADINGS),
        anchors=("FMTI Permitted users and uses",),
        is_term=True,
        is_inherited=False,
    ),
    Dimension(
        id="use_restrictions",
        group=FactGroup.RIGHTS,
        rule="rules.rights:use_restrictions",
        title=Words("Restrictions on use"),
        question=Words("Which uses are forbidden?"),
        means=Words("Uses that are forbidden, whatever the license otherwise permits."),
        matters=Words(
            "A forbidden use may end your right to the model, and you may have to pass the ban on."
        ),
        open=Words("The card says that there are no restrictions."),
        partial=Words("An acceptable-use policy applies."),
        closed=Words("Whole fields, territories or uses of its outputs are forbidden."),
        looked_in=(IN_TEXT, IN_METADATA, IN_LICENSES),
        anchors=("FMTI Restricted and prohibited uses",),
        is_term=True,
    ),
    Dimension(
        id="weights",
        group=FactGroup.RIGHTS,
        rule="rules.rights:weights",
        title=Words("Weights"),
        question=Words("Can anyone download the model itself?"),
        means=Words("Whether anyone can download the model itself."),
        matters=Words("Only who has the weights can run, check and keep a model."),
        open=Words("Free to download, in full precision."),
        partial=Words("Behind a form or an approval, or only in a reduced version."),
        closed=Words("Private or withdrawn."),
        looked_in=(IN_HUB_ANSWER, IN_METADATA),
        anchors=("MOF Model parameters", "FMTI External model access"),
        is_inherited=False,
    ),
    Dimension(
        id="lineage",
        group=FactGroup.ORIGIN,
        rule="rules.lineage.lineage:lineage",
        title=Words("Comes from"),
        question=Words("Which model was it made from?"),
        means=Words("The models it was made from."),
        matters=Words("A copy or fine-tune inherits the data, the faults and often the terms of its base."),
        open=Words("Its parent is named with its address, or it was trained from scratch."),
        partial=Words("A parent is named without an address."),
        looked_in=(IN_HUB_ANSWER, IN_METADATA, IN_HEADER, IN_TEXT),
        anchors=("FMTI Model stages",),
        is_inherited=False,
    ),
    Dimension(
        id="pretraining_data",
        group=FactGroup.DATA,
        rule="rules.data:PRETRAINING_DATA",
        title=Words("Pretraining data"),
        question=Words("What was it first trained on?"),
        means=Words("The texts it first learned language and knowledge from."),
        matters=Words(
            "What it never read it cannot know; what it read may be biased, outdated or not free to use."
        ),
        open=Words("Every main source is named."),
        partial=Words("Only kinds of data are named, such as “web pages and code”."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_HEADINGS, IN_METADATA, IN_HEADER, IN_TEXT),
        anchors=("FMTI Data sources", "MOF Datasets"),
    ),
    Dimension(
        id="data_availability",
        group=FactGroup.DATA,
        after="dataset:before_asking",
        title=Words("Can I get that data?"),
        question=Words("Is the training data published?"),
        means=Words("Whether you can get the named training data yourself."),
        matters=Words("Only data that can be had can be checked by others."),
        open=Words("Every named data set can be had by anyone."),
        partial=Words("Some can, or only after agreeing to conditions."),
        closed=Words("Its makers withhold the data."),
        looked_in=(IN_HUB_ANSWER, IN_DATA_SETS),
        anchors=("MOF Datasets", "FMTI Direct external data access"),
    ),
    Dimension(
        id="post_training",
        group=FactGroup.DATA,
        rule="rules.tuning:POST_TRAINING",
        title=Words("Fine-tuning"),
        question=Words("With which data and method was it tuned?"),
        means=Words("How it was tuned for its task after the first training, and with which data."),
        matters=Words("Tuning decides how it answers, what it refuses and whom it imitates."),
        open=Words("Data and method are both named."),
        partial=Words("One of them is."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_METADATA, IN_HEADINGS, IN_TEXT),
        anchors=("FMTI Model stages", "FMTI Model objectives"),
    ),
    Dimension(
        id="cutoff_and_size",
        group=FactGroup.DATA,
        rule="rules.cutoff:CUTOFF_AND_SIZE",
        title=Words("Cutoff and size"),
        question=Words("How recent and how much is its data?"),
        means=Words("How recent its data is, and how many tokens it was trained on."),
        matters=Words("It knows nothing of what happened later, and does not tell you so."),
        open=Words("Both are stated."),
        partial=Words("One of them is."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_TEXT, IN_HEADINGS),
        anchors=("FMTI Data size",),
    ),
    Dimension(
        id="data_processing",
        group=FactGroup.DATA,
        rule="rules.preparation:DATA_PROCESSING",
        title=Words("Data preparation"),
        question=Words("How was the data filtered?"),
        means=Words("How the data was cleaned, filtered and freed of repetitions."),
        matters=Words("Poorly prepared data makes a model repeat itself and say harmful things."),
        open=Words("Concrete steps are described."),
        partial=Words("It is only mentioned."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_HEADINGS, IN_TEXT, IN_DATA_SETS),
        anchors=("FMTI Data curation", "FMTI Harmful data filtration", "MOF Data preprocessing code"),
    ),
    Dimension(
        id="personal_data",
        group=FactGroup.DATA,
        rule="rules.personal_data:PERSONAL_DATA",
        title=Words("Personal data"),
        question=Words("Was personal data removed?"),
        means=Words("What was done about personal information in the data."),
        matters=Words("A model can repeat what it read about living people."),
        open=Words("Concrete measures are described."),
        partial=Words("A bare claim, or a warning that the data holds such information."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_TEXT, IN_HEADINGS, IN_DATA_SETS),
        anchors=("FMTI Personal information in data",),
    ),
    Dimension(
        id="compute",
        group=FactGroup.BUILD,
        rule="rules.compute:compute_of",
        title=Words("Energy and hardware"),
        question=Words("What did the training take?"),
        means=Words("The machines, time and energy its training took."),
        matters=Words("These tell what the model cost the climate, and whether others could repeat it."),
        open=Words("Energy or CO₂, and the hardware."),
        partial=Words("One of hardware, hours, operations or CO₂."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_METADATA, IN_HEADINGS, IN_TEXT),
        anchors=("FMTI Compute hardware", "FMTI Energy usage", "FMTI Carbon emissions"),
    ),
    Dimension(
        id="architecture",
        group=FactGroup.BUILD,
        rule="rules.architecture:architecture_of",
        title=Words("Architecture"),
        question=Words("What kind of model is it, and how large?"),
        means=Words("What kind of model it is and how large."),
        matters=Words("It decides what the model can read at once, and what machine it needs."),
        open=Words("Its type and at least two numbers."),
        partial=Words("Fewer numbers than that."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_HEADER, IN_HUB_ANSWER, IN_FILES, IN_HEADINGS),
        anchors=("MOF Model architecture", "FMTI Model architecture", "FMTI Model size"),
    ),
    Dimension(
        id="evaluation",
        group=FactGroup.BUILD,
        rule="rules.evaluation:evaluation_of",
        title=Words("Evaluation"),
        question=Words("How was it tested, with which results?"),
        means=Words("How it was tested, and with which results."),
        matters=Words("A number without its setting cannot be compared with anything."),
        open=Words("Numbers, the names of the tests, and how they were run."),
        partial=Words("Numbers alone, or claims without numbers."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_HUB_ANSWER, IN_FILES, IN_METADATA, IN_HEADINGS, IN_TEXT),
        anchors=("MOF Evaluation results", "FMTI Evaluation of capabilities"),
    ),
    Dimension(
        id="training_code",
        group=FactGroup.BUILD,
        rule="rules.training_code:training_code",
        title=Words("Training code"),
        question=Words("Is the code of its training published?"),
        means=Words("Whether the code and settings of its training are published."),
        matters=Words("With them others can check how it was made, and repeat it."),
        open=Words("Code and settings."),
        partial=Words("One of them. Code that only runs the model does not count."),
        closed=Words("Its makers say that they will not publish it."),
        looked_in=(IN_HEADINGS, IN_TEXT),
        anchors=("MOF Training code", "FMTI Core frameworks"),
    ),
    Dimension(
        id="risks",
        group=FactGroup.USE,
        rule="rules.use:risks_of",
        title=Words("Risks"),
        question=Words("Which risks and limits does its maker name?"),
        means=Words("The faults and dangers its makers name."),
        matters=Words("Who names no limits has not looked for them, or does not say."),
        open=Words("Limits of this very model."),
        partial=Words("Sentences that fit any model."),
        closed=Words("Its makers say that they will not tell."),
        looked_in=(IN_HEADINGS, IN_TEXT),
        anchors=("FMTI Risks description", "FMTI Limitations description"),
    ),
    Dimension(
        id="intended_use",
        group=FactGroup.USE,
        rule="rules.use:intended_use",
        title=Words("Intended use"),
        question=Words("What is it for, and what not?"),
        means=Words("What it is made for, and what it should not be used for."),
        matters=Words("For other uses nobody may have tested it."),
        open=Words("Both are stated."),
        partial=Words("One of them is."),
        looked_in=(IN_HEADINGS, IN_TEXT),
        anchors=("FMTI Permitted uses", "MOF Model card"),
    ),
    Dimension(
        id="language",
        group=FactGroup.USE,
        rule="rules.languages:LANGUAGE",
        title=Words("Languages"),
        question=Words("Which languages is it made for?"),
        means=Words("The languages it is made for."),
        matters=Words("In others it makes more mistakes, and its safeguards work less."),
        open=Words("They are stated."),
        looked_in=(IN_METADATA, IN_TEXT, IN_HUB_ANSWER, IN_HEADER),
        anchors=("MOF Model card",),
    ),
    Dimension(
        id="paper_and_contact",
        group=FactGroup.USE,
        rule="rules.maker:paper_and_contact",
        title=Words("Paper and contact"),
        question=Words("Who made it, and where is it described?"),
        means=Words("Who made it, where it is described, and how to reach them."),
        matters=Words("Somebody has to answer for a fault."),
        open=Words("A paper or report, its makers and a way to reach them."),
        partial=Words("Some of these."),
        looked_in=(IN_HUB_ANSWER, IN_HEADINGS, IN_HEADER, IN_TEXT),
        anchors=("MOF Technical report", "MOF Research paper", "FMTI Centralized model documentation"),
    ),
    Dimension(
        id="quantization",
        group=FactGroup.FILE,
        rule="rules.quantized_file:quantization",
        title=Words("Quantization"),
        question=Words("Who made this smaller version, and how?"),
        means=Words("Who made this smaller version, with what tool and which sample texts."),
        matters=Words("A careless quantization makes a good model worse."),
        open=Words("Who, the version of the tool and the sample texts."),
        partial=Words("Some of these."),
        looked_in=(IN_METADATA, IN_HEADER, IN_TEXT),
        anchors=("FMTI Additional dependencies",),
        is_inherited=False,
    ),
    Dimension(
        id="integrity",
        group=FactGroup.FILE,
        rule="rules.quantized_file:integrity",
        title=Words("Integrity"),
        question=Words("Is the file the one that was published?"),
        means=Words("Whether the bytes on your disk are the published ones."),
        matters=Words("A changed or damaged file still answers, only differently."),
        open=Words("The hash matches and the file is signed."),
        partial=Words("The hash matches, and nothing is signed."),
        looked_in=(IN_HUB_ANSWER, IN_FILES),
        anchors=("OpenSSF model signing",),
        is_inherited=False,
    ),
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
    if found is not None:
        return found.title
    return _OF_FILES.get(dimension) or dimension.replace("_", " ").capitalize()
