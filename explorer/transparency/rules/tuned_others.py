"""Whether what a sentence tells of a tuning is told of another model than this one."""

import re

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.reading import Reading
from explorer.transparency.rules.other_subjects import is_origin_of_another, tells_of_rivals, without_rivals
from explorer.transparency.rules.subject import own_name

_A_TUNED_ONE = re.compile(r"\bthe fine-?[ ]?tuned (?:model|version|checkpoint)s? (?:on|for)\b", re.IGNORECASE)
_FOR_NEXT = re.compile(r"\bwill be used (?:for|in|to)\b|\bused for the next\b", re.IGNORECASE)
_CHAT_MODEL = re.compile(
    r"\W{0,4}(?:the released (?:chat|instruct) (?:model|version|variant)s? "
    r"|[\w.-]{1,30}\db-(?:chat|instruct) (?:employs?|uses?|was|is|has) )",
    re.IGNORECASE,
)
# "The instruct version, Owl-7B-Instruct, has been post-trained", "use Owl-7B-Chat, which was tuned".
_SISTER = re.compile(
    r"\b(?P<name>[\w.-]{3,60}-(?:instruct|chat|it)),? (?:which )?(?:was|were|is|has been|have been)"
    r" (?:\w+ly )?(?:post-?trained|fine-?tuned|tuned|aligned|trained)\b",
    re.IGNORECASE,
)
_BASE_END = re.compile(r"(?:base|pretrained|pt)$")
_SHORT = 3  # letters of a name
# "Documents were removed with a classifier tuned from X", "as a baseline we tuned X".
_BY_ANOTHER = re.compile(
    r"\b(?:generated|written|captioned|scored|removed|filtered|labell?ed|annotated|judged|rated|graded)"
    r" (?:with|by|using)\b[^.;]{0,90}?\b(?:fine-?tuned|post-?trained|distilled)\b"
    r"|^\W{0,4}as an? (?:[\w-]+ )?baseline\b|\b(?:matches|beats|rivals|surpasses) [^.;,]{2,60}, a model"
    r" (?:fine-?tuned|post-?trained)\b"
    r"|^\W{0,4}for (?:quality )?(?:filtering|scoring|grading)\b[^.;]{0,12}\bwe (?:fine-?tuned|trained)\b",
    re.IGNORECASE,
)
_TUNED_BEFORE = re.compile(r"\b(?:fine-?)?tun(?:ed|ing)\b|\btrained\b|\bsft\b|\bdpo\b", re.IGNORECASE)
_OF_ID = re.compile(r"\W{0,4}[\w.-]{1,60}/(?P<name>[\w.-]{2,90}): ")
_TALKS = re.compile(r"chat|instruct|[-_]it\b|sft|dpo|rl|gguf|gptq|awq", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"\bwe (?:also )?(?:introduce|present|release|offer|provide) (?:an? )?[^.:]{0,60}"
    r"\b(?:variant|version|sibling)\b\W{1,4}(?P<name>[\w.-]{4,60})",
    re.IGNORECASE,
)

# "We show how models fine-tuned on GLUE do": any models, tuned for a test.
_TUNED = r"(?:that (?:were|are) |which (?:were|are) )?(?:\w+ly )?(?:fine-?tuned|tuned)\b"
_ANY_TUNED = re.compile(
    r"\b(?:how(?: \w+)?|what|whether|(?:scores?|results?|accurac(?:y|ies)|performance|evaluations?|numbers"
    r"|losses) (?:of|for|from)|shows?|lists?|reports?|compares?|tests?|evaluates?)"
    rf" (?:models|checkpoints|llms|encoders) {_TUNED}"
    rf"|^\W{{0,4}}(?:models|checkpoints|encoders) {_TUNED}[^.;]{{0,60}}? (?:reach|score|achieve|get"
    r"|perform|obtain|attain|do)\b|\bfine-?tun\w+ [^.;]{0,40}\bon (?:each|every) (?:[\w-]+ ){0,3}?"
    r"(?:tasks?|data ?sets?|benchmarks?)\b",
    re.IGNORECASE,
)
_TEST_OF_TUNED = re.compile(
    r"\b(?:evaluat|test|result|benchmark|perform)\w*\b.{0,60}\bfine-?tuned (?:models|checkpoints|versions)\b",
    re.IGNORECASE,
)
_TESTS = re.compile(r"\b(?:evaluations?|results?|benchmarks?|performance)\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(
    r"\W{0,4}(?:all|each|every|both)(?: of the)? (?:[\w-]+ )?(?:models?|checkpoints?|baselines?)\b",
    re.IGNORECASE,
)
_THIS = re.compile(r"\b(?:this|our) (?:[\w-]+ )?model\b", re.IGNORECASE)


def is_of_another_model(reading: Reading, passage: Passage) -> bool:
    """Whether it tells of a child, a sister or a variant of this model, or of one under another id."""
    others = (
        _is_for_a_test,
        _links_a_child,
        _is_of_variant,
        _is_of_chat_sister,
        _is_of_other_id,
        _is_by_another,
        is_origin_of_another,
    )
    return any(is_other(reading, passage) for is_other in others)


def is_for_next(reading: Reading, row: Passage) -> bool:
    """Whether the sentence below its table tells that these data are for a model to come."""
    told = (p for p in reading.likely(_FOR_NEXT) if p.find(_FOR_NEXT))
    return any(p.section == row.section and 0 <= p.block - row.block <= 1 for p in told)


def _is_for_a_test(_: Reading, passage: Passage) -> bool:
    """Whether it tells of models that were tuned to be measured: any ones, or those of a table of results."""
    if passage.find(_ANY_TUNED):
        return True
    is_of_table = passage.is_under(_TESTS, 1) and bool(_ALL_OF_THEM.match(passage.text))
    return is_of_table or (passage.is_under(_TEST_OF_TUNED, 1) and not passage.find(_THIS))


def _links_a_child(reading: Reading, passage: Passage) -> bool:
    """ "The finetuned model on [news](…/sora-7b-news)" in the card of sora-7b."""
    if not _A_TUNED_ONE.search(passage.text):
        return False
    own = own_name(reading)
    names = (letters(id_.rsplit("/", 1)[-1]) for id_ in map(id_of_url, passage.urls))
    return len(own) > 5 and any(name.startswith(own) and name != own for name in names)


def _is_of_other_id(reading: Reading, passage: Passage) -> bool:
    """ "gull/Kestrel-34B: this model is trained with …" in the card of Sora."""
    found = _OF_ID.match(passage.text)
    return found is not None and letters(found["name"]) != own_name(reading)


def _is_of_chat_sister(reading: Reading, passage: Passage) -> bool:
    """ "The released chat model has undergone SFT" in the card of a base."""
    if _TALKS.search(reading.name):
        return False
    stem = _BASE_END.sub("", own_name(reading))
    named = _SISTER.search(passage.text)
    is_sister = (
        bool(named) and len(stem) > _SHORT and letters(named["name"] if named else "").startswith(stem)
    )
    return bool(_CHAT_MODEL.match(passage.text)) or is_sister


def _is_by_another(_: Reading, passage: Passage) -> bool:
    """Whether a tuned model only helped, or is one to compare with."""
    if tells_of_rivals(passage) and not _TUNED_BEFORE.search(without_rivals(passage.text)):
        return True
    found = passage.find(_BY_ANOTHER)
    return bool(found and not _TUNED_BEFORE.search(passage.text, 0, found.start()))


def _is_of_variant(reading: Reading, passage: Passage) -> bool:
    """ "We introduce a thinking variant: Sora-Think. Developed by RL, this model …" in the card of Sora."""
    told = (p for p in reading.likely(_INTRODUCES) if p.block == passage.block and p.number < passage.number)
    names = (letters(found["name"]) for p in told if (found := p.find(_INTRODUCES)))
    return any(name not in own_name(reading) for name in names)
