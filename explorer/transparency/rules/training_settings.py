"""The settings a training ran with, in sentences, tables and configurations."""

import re
from collections.abc import Iterator

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading

_SETTING = re.compile(
    r"\b(?:learning[ _-]rate|lr\b|(?:train[_ ]|eval[_ ]|global |total |micro )?batch[ _-]size"
    r"|optimi[sz]er|adamw?\b|adafactor|warm-?up|weight[ _-]decay|lr[ _]scheduler|cosine|(?:number of "
    r"|num_?(?:train_)?)?epochs?"
    r"|gradient[ _]accumulation|(?:fine-?tuning|training|train) steps|seed:|dropout|max_seq_length"
    r"|lora[ _](?:r|rank|alpha|dropout)\b"
    r"|r ?= ?\d{1,3}\W{1,5}(?:lora[ _])?(?:alpha|α) ?=|parallelism)\b"
    r"|学习率|学習率|批大小|バッチサイズ|학습률"
    r"|\b(?:Lernrate|taux d['’]apprentissage|tasa de aprendizaje|taxa de aprendizado)\b",
    re.IGNORECASE,
)
# An optimizer by its name, which needs no number.
_OPTIMIZER = re.compile(
    r"^\W{0,4}(?:(?:the|this|our) model|it) was trained\b[^.;]{0,140}?\b(?:with|using|used) (?:the |an? )?"
    r"(?-i:AdamW?|Lion|LION|Sophia|Adafactor|AdaFactor|Muon|SGD|Shampoo) optimi[sz]er\b",
    re.IGNORECASE,
)
_SETTINGS_TITLE = re.compile(
    r"hyper-?parameters?|training (?:parameters|procedure|details|configuration|regime|setup|factors)"
    r"|configuration|yaml config",
    re.IGNORECASE,
)
_CONFIGURATION = re.compile(r"^merge (?:config\w*|parameters)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w-])\d(?!D\b)")  # not the one in a model's name
_SHARE = re.compile(r"(?<![\w.-])\d(?![\d.]{0,6}[DB]\b)")  # nor the size of a model
_HYPERPARAMETERS = re.compile(r"(?:training|lora|^\W*)[ -]?hyper-?parameters", re.IGNORECASE)
_SET_LINE = re.compile(
    rf"^[ \t\"']{{0,8}}(?:{_SETTING.pattern})[\"']? ?[:=]\W{{0,3}}\d", re.IGNORECASE | re.MULTILINE
)
_SPEED = re.compile(r"\b(?:latency|throughput|speed-?up|tokens?/s|prompt length|ms)\b", re.IGNORECASE)
_ENUMERATED = re.compile(r"^\W*\d{1,2}[.)] ")
_MERGE_CONFIG = re.compile(
    r"^[ \t]*(?:merge_method|slices|models|base_model|dtype|model_path\d)\s*:",
    re.MULTILINE,
)
_TRAIN_COMMAND = re.compile(
    r"\b(?:accelerate launch|deepspeed|torchrun|python3? [\w/.-]*train\w*\.py|--learning_rate"
    r"|\"optimizer\"|learning_rate|lora_r\b|n_epochs|lr [\"']?\d|lr_scheduler"
    r"|weight_decay|gradient_accumulation_steps"
    r"|adapter: (?:q?lora)|micro_batch_size|epochs\"|lr\":)",
    re.IGNORECASE,
)
# For those who want to tune or run it themselves, or about another model.
ADVICE = re.compile(
    r"\b(?:can run|initiali[sz]ed|checkpoints?|you (?:can(?! find)|may|could|want|need|should)"
    r"|(?:fine-?tune|train) it yourself|can be (?:fine-?tuned|trained|used)|to fine-?tune (?:this|the|your"
    r"|on)|your own|how to|if you"
    r"|example of|basic example|inference|evaluat\w+|quanti[sz]\w+|serve|serving|deploy\w*"
    r"|run(?:ning)? (?:the|it|this)|generation|sampling|usage|sponsor\w*|(?:response|prompt"
    r"|chat) (?:format|template)|vllm|sglang"
    r"|transformers version|install\w*|on the tokenizer|llama\.cpp)\b|评测|推理|量化",
    re.IGNORECASE,
)
TITLE_ADVICE = re.compile(
    r"usage|how to|inference|quick ?start|get(?:ting)? started|deploy|evaluat|benchmark|results|prompt"
    r"|quant|download|serving|run|requirement|recommend|best practice|citation|licen|demo|prior model"
    r"|original",
    re.IGNORECASE,
)


def settings(reading: Reading) -> Iterator[Evidence]:
    rows = [p for p in reading.rows if p.is_titled(_SETTING, " ".join(p.header)) and not _is_of_speed(p)]
    rows += [p for p in reading.labelled if p.is_labelled(_CONFIGURATION)]
    for passage in reading.likely(_SETTING, _OPTIMIZER, also=rows):
        is_told = passage.has_digit and _states_setting(passage)
        if is_told or _names_optimizer(passage):
            yield reading.from_card(passage)
    for passage in reading.card.fenced if reading.card else ():
        if passage.is_under(TITLE_ADVICE, 1):
            continue
        if _is_configuration(passage):
            yield reading.from_card(passage)


def _is_configuration(fence: Passage) -> bool:
    """Whether a code block holds the settings of a training, or of a merge."""
    if len(_MERGE_CONFIG.findall(fence.text)) >= 2 or len(_TRAIN_COMMAND.findall(fence.text)) >= 2:
        return True
    return fence.is_under(_HYPERPARAMETERS, 1) and len(_SET_LINE.findall(fence.text)) >= 2


def _states_setting(passage: Passage) -> bool:
    if passage.is_labelled(_CONFIGURATION) and _SHARE.search(passage.said):
        return True
    is_named = passage.find(_SETTING) or passage.is_titled(_SETTING, " ".join(passage.header))
    has_number = is_named and _NUMBER.search(_ENUMERATED.sub("", passage.text))
    if not has_number or passage.is_under(TITLE_ADVICE, 1):
        return False
    if passage.find(ADVICE):
        return False
    is_titled = passage.is_under(_SETTINGS_TITLE) or passage.is_labelled(_SETTING)
    if passage.is_item or passage.header or is_titled:
        return True
    # In running text one number of epochs is no configuration.
    return any("epoch" not in m[0].lower() for m in _SETTING.finditer(passage.text))


def _names_optimizer(passage: Passage) -> bool:
    is_advice = passage.is_under(TITLE_ADVICE, 1) or passage.find(ADVICE)
    return not is_advice and bool(passage.find(_OPTIMIZER))


def _is_of_speed(row: Passage) -> bool:
    """Whether a table's batches are those of a test of speed."""
    return any(map(_SPEED.search, row.header))
