"""Whether the training can be repeated: its code, and the settings it ran with."""

import re
from collections.abc import Iterator
from itertools import pairwise

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, enumerated
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.quantized_original import or_of_original
from explorer.transparency.rules.training_files import TOLD, scripts_in_trees, told_file
from explorer.transparency.rules.training_settings import ADVICE, TITLE_ADVICE, settings

# "[Tern 3-8B](…/README.md)": the card of another model, in a repository.
_OF_CARD = re.compile(r"\[[^\[\]\n]{0,60}\d[bB]\b[^\[\]\n]{0,40}\]\((?P<url>[^()\s]{10,200}\.md)\)")
_CODE_URL = re.compile(
    r"(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)/[\w.-]+/[\w.-]+(?!\S{0,300}(?:/issues/|\.json"
    r"|/(?:eval\w*|demos?|inference|datasets?)/?$))"
    r"|/train\w*\.py$",
    re.IGNORECASE,
)
_NOTEBOOK_URL = re.compile(r"colab\.research\.google\.com/(?:drive|github)/|kaggle\.com/code/", re.IGNORECASE)
_TO_RUN = re.compile(
    r"github\.com/(?:huggingface/(?:transformers|text-generation-inference|candle)|vllm-project"
    r"|ggerganov|ggml-org|sgl-project|[\w.-]{1,40}/(?:[\w-]{0,12}llama\.cpp|vllm|sglang|ollama|mlc-llm|web-llm"
    r"|exllama\w{0,3}|koboldcpp|text-generation-webui)(?:/|$))",
    re.IGNORECASE,
)
_TRAINERS = re.compile(
    r"\b(?:axolotl|alignment[- ]handbook|llama[- ]?factory|unsloth|open-?instruct|megatron[\w-]*"
    r"|gpt-neox|mesh[- ]transformer[\w-]*|nanotron|torchtune|trl\b|mergekit"
    r"|nemo[- ](?:aligner|framework|megatron|rl|toolkit)\b|nvidia nemo\b|verl\b|openrlhf|ms-swift"
    r"|lit-?gpt|llm-?foundry|deepspeed[\w-]*|levanter|t5x"
    r"|sft-?trainer|dpo-?trainer|hugging ?face trainer|trainer (?:api|class)|pytorch lightning|fairseq"
    r"|maxtext|fastchat|heretic\b|mlx[-_]lm|jax|(?:q)?lora['s]*\W{1,4}train\.py)",
    re.IGNORECASE,
)
_CODE_ABROAD = (
    r"(?:训练|預?訓練|精调|微调|微調)(?:代码|程式碼|脚本|腳本)|学習コード"
    r"|código de (?:entrenamiento|treinamento)|trainingscode|code d['’]entraînement"
    r"|код (?:для )?обучения"
)
_OF_TRAINING = re.compile(
    r"\b(?:train(?:ed|ing|er|s)?|pre-?train\w*|fine-?tun\w*|sft|dpo|ppo|rl stage|merg(?:e|ed|ing)|reproduc\w+"
    r"|replicat\w+)\b"
    rf"|{_CODE_ABROAD}",
    re.IGNORECASE,
)
_CODE_WORDS = re.compile(
    r"\b(?:training (?:code|scripts?|recipes?|repo\w*|framework|library|libraries|codebase)"
    r"|(?:source )?code(?:base)? (?:\w+ ){0,4}?(?:used to|to|for|that) train\w*"
    r"|code(?:base)? that trained"
    r"|released all code|(?:all|our) (?:\w+ )?code|fine-?tuning (?:code|scripts?)|code base|core repo"
    r"|\btrain\w*\.py\b|training notebook|notebook (?:used )?(?:to|for) (?:fine-?)?train\w*"
    r"|code, (?:\w+ )?(?:data|weights|logs|models)"
    r"|full details on replicating|custom (?:training )?(?:code|library|libraries|codebase)"
    r"|code for (?:pre-?|fine-?)?(?:train|tun)ing|full methodology|the recipe and"
    r"|(?:open[- ]?sourced?|released?) (?:\S+ ){0,8}?scripts"
    r"|everything (?:needed|you need) to (?:reproduce|train)"
    r"|our .{0,20}?scripts?|(?:q?lora|sft|dpo|pre-?training|tuning) scripts?)\b"
    rf"|{_CODE_ABROAD}",
    re.IGNORECASE,
)
_REPRODUCTION = re.compile(r"\breproduc\w+|\btraining code\b|\btraining scripts?\b", re.IGNORECASE)
_HERE = re.compile(
    r"\b(?:training|fine-?tuning) (?:notebook|script|code)s?\b[^.]{0,40}\b(?:included|folder|directory"
    r"|below|in this (?:current )?repo\w*|here"
    r"|attached)\b|\bsee (?:\S+/)?train\w*\.py\b"
    r"|\btraining (?:(?:&|and) \w+ )?instructions? (?:is|are) in [\w/-]+\.(?:md|txt|pdf)\b"
    r"|\bincludes? the (?:training|fine-?tuning) (?:notebook|script|code)"
    r"|\b(?:reproduction|pre-?training|training|fine-?tuning) (?:scripts?|code)\b[^.]{0,60}\bsee [\w-]{2,30}/"
    r"|\bthis repo\w* (?:contains|provides|holds|includes) (?:the |all )?(?:\w+ )?code"
    r" (?:(?:used )?to (?:reproduce|replicate|(?:pre-?)?train|fine-?tune)"
    r"|(?:used )?for (?:the )?(?:pre-?|fine-?)?(?:train|tun)ing)\b(?! (?:\w+ )?tokeni[sz]er)"
    r"|\bwe(?:'ve| have)? (?:provided?|release[ds]?|include[ds]?) (?:[\w-]+ ){0,4}?(?:scripts|code)"
    r" for (?:the )?(?:pre-?|fine-?)?(?:train|tun)ing in\b",
    re.IGNORECASE,
)
# "train/: Training scripts" in a list of the repository's folders.
_FOLDER = re.compile(
    r"^\W{0,4}[\w.-]{1,30}/[\w./-]{0,30}\W{1,5}(?:\w+ )?(?:pre-?|fine-?)?(?:training|tuning)\b[^.;]{0,24}?"
    r"\b(?:scripts?|code)\b",
    re.IGNORECASE,
)
_WE_USE = re.compile(
    r"\bwe use[ds]? (?:the )?[^.,;]{1,50}? (?:for|to) (?:pre-?|fine-?)?(?:train|tun)(?:ing|e)?\b"
    r"(?: \([^()]{1,40}\))? (?:all |the |our |this |these ){0,3}(?:models?\b|variants?\b)",
    re.IGNORECASE,
)
_WE_USE_CODE = re.compile(
    r"\bwe use[ds]? (?:the )?(?P<name>[\w.-]{2,40} (?:codebase|code base|training code|repository))"
    r" (?:for|to) (?:pre-?|fine-?)?(?:train|tun)(?:ing|e)?\b",
    re.IGNORECASE,
)
_OUR_REPOSITORY = (
    r"\b(?:check|see|visit) (?:out )?(?:our|the) (?:[\w-]+ ){0,3}repo\w*\b[^.]{0,30}\bfor (?:the |all )?"
    r"(?:training|fine-?tuning)(?:(?:,| and| &) \w+){0,2} (?:scripts?|code)\b"
)
# Said of this model's own training, also below a heading such as "Usage".
_PLAIN = re.compile(
    rf"{_WE_USE_CODE.pattern}|{_OUR_REPOSITORY}|\breproduction (?:scripts?|code)\b", re.IGNORECASE
)
_OPENED = re.compile(
    r"\b(?:we|our|this|is an?)\b[^.]{0,60}\bopen[- ]?sourced\b[^.]{0,120}"
    r"\b(?:pre-?training|training|fine-?tuning) (?:scripts?|code)\b"
    r"|\breleased? (?:the )?(?:[\w-]+, )*training(?:,? (?:and )?[\w-]+){0,3} codes?\b"
    r"|^\W{0,6}open-?sourced the (?:pre-?)?training(?: and [\w() -]{0,40})? scripts\b"
    r"|(?:^\W{0,6}|(?:我们|本项目)[已也还]?)开源了[^。；]{0,30}(?:训练|精调|微调)(?:代码|脚本)",
    re.IGNORECASE,
)
# Of the code itself, not of what it made.
_TO_COME = re.compile(
    r"\bcode (?:will be|to be) (?:\w+ )?(?:released|open-?sourced|published|shared|made)\b"
    r"|\bwill (?:release|open-?source|publish|share) (?:the |our )?(?:\w+ )?code\b"
    r"|\bcode\W{1,3}coming soon\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|soon|plan\w*|to be|not|no (?:training|code|scripts?)|nothing|none|missing"
    r"|next (?:release|version|update|weeks?|months?)|yet)\b",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(
    r"\b(?:will|soon|to be|tba|tbd|not|never|proprietary|internal|closed|on request|yet|base|original"
    r"|from|adapted|based|by)\b",
    re.IGNORECASE,
)
_LINKED_PLAINLY = re.compile(
    r"\[(?:our |this |the )?(?:github|here|code|repo\w*|link)\b[^\[\]]{0,20}\]\(|: <?https?://", re.IGNORECASE
)
_OTHERS_TITLE = re.compile(
    r"\b(?:base|related|other|baselines?|acknowledg\w+|previous|teacher)\b", re.IGNORECASE
)
_TRAINING_ITEM = re.compile(r"\W*(?:pre-?training|training|fine-?tuning|sft|dpo)\b", re.IGNORECASE)
_CODE_LINK = re.compile(r"\[(?:training )?code\]\(", re.IGNORECASE)  # among "Checkpoints, Code, Data"
_BUILT_WITH = re.compile(
    r"\b(?:built with|trained (?:using|with|on)|fine-?tuned (?:using|with)|using|used|use|with|via"
    r"|training was done using|library|trainer|framework)\b",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"\b(?:code|script|repo\w*|library|implementation|fork|refer to|supported by)\b", re.IGNORECASE
)
_WITH_LINK = re.compile(
    r"\b(?:using|with)\b[^.()\[\]]{0,60}(?:\[[^\[\]]{0,80}\]\W{0,3}\(?)?<?https?://"
    r"(?!huggingface\.co/datasets/)"
    r"|\busing [\w. -]{2,40}\(\[?https?://",
    re.IGNORECASE,
)
_REPOSITORY = re.compile(
    r"^(?:repository|repo|code|training code|source code|github(?: repo)?|code ?base|trainer|library"
    r"|code(?:,| and| &| \+) (?![^:]{0,60}\b(?:demo|inference|usage)\b)[^:]{2,60}"
    r"|implementation"
    r"|(?:(?:training|fine-?tuning) )?(?:framework|library)|(?:训练|微调)?框架|(?:训练|微调)(?:代码|脚本))$",
    re.IGNORECASE,
)

# A heading such as "Training & Inference" over a link to a repository.
_TRAINING_TITLE = re.compile(
    r"^\W*(?:\d+\W+)?training(?: (?:&|and|/) (?:inference|usage|evaluation))?\W*$", re.IGNORECASE
)
_DETAILS_THERE = re.compile(
    r"\btraining details\b[^.]{0,60}\b(?:see|refer|visit|found|available|in)\b"
    r"|\b(?:training|fine-?tuning)(?:(?:,| and| &| /)+ (?:inference|evaluation))? (?:code"
    r"|colab)\b[^.]{0,120}\b(?:available|released|found|here)\b"
    r"|\btraining, fine-?tuning,? and inference code\b"
    r"|\bfor (?:[\w-]+, )*(?:and |[\w-]+,? and )?training code\b"
    r"|^\W{0,4}the process is (?:outlined|described|shown) in (?:this|the) notebook\b"
    r"|\b(?:code ?base|code|scripts?) (?:that (?:was |we |i )?)?used to (?:(?:pre-?)?train|fine-?tune)"
    r"(?: and (?:evaluate|test))? (?:this|the|our|these) models?\b[^.]{0,40}\b(?:found|available"
    r"|here|at|in)\b"
    r"|\bscripts?\b[^.;]{0,60}\bi used to (?:produce both|train|merge)\b[^.;]{0,40}\b(?:found|here)\b"
    r"|\btraining script is an? (?:\w+ )?modified version of\b"
    r"|\bwe used the code (?:available )?(?:on|from|at)\b|\btrained using (?:a modified version|the code)\b"
    r"|\bfind the (?:training|fine-?tuning) (?:code|colab|notebook)\b"
    rf"|{_OUR_REPOSITORY}",
    re.IGNORECASE,
)
# Called the code of the training, and linked: "Training and evaluation code: [GitHub](…)".
_CODE_THERE = re.compile(
    r"^\W{0,4}(?:the |our |all )?(?:source )?code for (?:the )?(?:pre-?|fine-?)?training"
    r"(?:(?:,| and| &|/)+ (?:inference|evaluation|testing))+ (?:(?:is|are) (?:publicly |openly )?"
    r"(?:available |released |hosted )?(?:on|at|in|here)\b|can be found\b)"
    r"|^\W{0,4}(?:our )?(?:pre-?|fine-?)?training(?:(?:,| and| &|/)+ (?:inference|evaluation))+ code\W{0,3}:",
    re.IGNORECASE,
)
_TUNING_TITLE = re.compile(r"^\W*(?:fine[- ]?tuning|training) (?:info|code|details)\W*$", re.IGNORECASE)
_DETAILS = re.compile(r"\b(?:instructions?|details?|steps|code|scripts?|described)\b", re.IGNORECASE)


def training_code(reading: Reading) -> Finding:
    """Open: training code and settings. Partial: one of them. Code to run a model does not count."""
    code = list(_code(reading))
    ran_with = list(settings(reading))
    if not code and not ran_with:
        return reading.silent("training_code")
    said = [Words("code")] if code else []
    said += [Words("settings")] if ran_with else []
    names = sorted((name for name, _ in code), key=lambda name: "://" not in name)  # an address says more
    value = {"code": names[0] if names else None, "settings": bool(ran_with)}
    verdict = Verdict.OPEN if code and ran_with else Verdict.PARTIAL
    evidence = [*(e for _, e in code[:3]), *ran_with[:3]]
    text = Words("Stated: {kinds}", kinds=enumerated(said))
    return reading.found("training_code", verdict, text, value, evidence)


def _code(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    for badge in reading.card.badges if reading.card else ():
        if _TRAINERS.search(badge.text):
            yield badge.urls[0], reading.from_card(badge)
    placed = [p for p in reading.own if p.urls or (p.label and _REPOSITORY.match(p.label.strip(" *:")))]
    for passage in reading.likely(_OF_TRAINING, *TOLD, also=placed):
        is_both = passage.is_under(_TRAINING_TITLE, 1)
        if passage.header and not passage.label:
            continue
        is_plain = passage.find(_PLAIN) or passage.find(_DETAILS_THERE)
        if passage.is_under(TITLE_ADVICE, 1) and not is_both and not is_plain:
            continue
        if not passage.find(_TO_COME) and (name := _code_of(passage)):
            yield name, reading.from_card(passage)
    yield from _below_colon(reading)
    yield from ((name, reading.from_card(line)) for name, line in scripts_in_trees(reading))


def _below_colon(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    """ "Training code, data and figures:", and what follows is the address alone."""
    for told, link in pairwise(reading.own):
        if (
            link.urls
            and told.text.endswith(":")
            and link.text == link.urls[0]
            and _CODE_URL.search(link.text)
        ):
            is_code = told.find(_CODE_WORDS) and told.find(_OF_TRAINING) and not told.find(ADVICE)
            if is_code and not told.is_under(TITLE_ADVICE, 1) and not _TO_RUN.search(link.text):
                yield link.text, reading.from_card(link)


def _code_of(passage: Passage) -> str:
    """The address of training code, else the name of the library it was trained with, else ""."""
    links = [u for u in passage.urls if _CODE_URL.search(u) and not _TO_RUN.search(u)]
    if links and ".md" in passage.quote:
        cards = {found["url"] for found in _OF_CARD.finditer(passage.quote)}
        links = [u for u in links if u not in cards]
    return _plain_code_of(passage, links) or _told_code_of(passage, links)


def _plain_code_of(passage: Passage, links: list[str]) -> str:
    """What is called the code of the training outright, wherever it stands."""
    is_alone = len(passage.text.split()) == 1 and passage.is_under(_TUNING_TITLE, 1)
    if passage.urls and (is_alone or passage.find(_DETAILS_THERE)):
        there = [*links, *(u for u in passage.urls if _NOTEBOOK_URL.search(u))]
        if there:
            return there[0]
    if links and passage.find(_CODE_THERE) and _LINKED_PLAINLY.search(passage.quote):
        is_other = passage.find(_NOT_THERE) or passage.is_under(_OTHERS_TITLE)
        return "" if is_other else links[0]
    is_item = bool(_TRAINING_ITEM.match(passage.text) and _CODE_LINK.search(passage.quote))
    if links and (is_item or passage.find(_WE_USE)):
        return links[0]
    if used := passage.find(_WE_USE_CODE):
        return links[0] if links else used["name"]
    if (passage.find(_FOLDER) or passage.find(_OPENED)) and not passage.find(_PLANNED):
        return links[0] if links else passage.text[:80]
    return told_file(passage)


def _told_code_of(passage: Passage, links: list[str]) -> str:
    """What is linked or named where the training is told of, unless it is advice."""
    is_repository = bool(passage.label and _REPOSITORY.match(passage.label.strip(" *:")))
    is_of_training = bool(passage.find(_OF_TRAINING))
    if not (links or is_repository or is_of_training) or (not is_repository and passage.find(ADVICE)):
        return ""
    is_with = bool(_written(passage, _BUILT_WITH))
    named = _written(passage, _TRAINERS) if is_with or is_repository else None
    trainer = named[0] if named else ""
    is_built = bool(trainer) and is_with
    if links and (is_repository or is_built or _tells_of_code(passage, is_of_training=is_of_training)):
        return links[0]
    if not links and passage.find(_HERE) and not passage.find(_PLANNED):
        return passage.text[:80]
    return trainer if is_repository or (is_built and is_of_training) else ""


def _tells_of_code(passage: Passage, *, is_of_training: bool) -> bool:
    """Whether what is linked here is the code of the training."""
    if passage.find(_CODE_WORDS) or passage.is_under(_REPRODUCTION, 1):
        return True
    is_told_there = passage.is_under(_TRAINING_TITLE, 1) and passage.find(_DETAILS)
    is_linked = passage.find(_LINKED) or _WITH_LINK.search(passage.quote)
    return bool(is_told_there or (is_of_training and is_linked))


def _written(passage: Passage, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """In the words, or in what is written around them, such as the address of a link."""
    return passage.find(pattern) or (pattern.search(passage.quote) if passage.urls else None)


TRAINING_CODE = or_of_original(apart_from_base(training_code))
