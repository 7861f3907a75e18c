"""The words by which a card tells that, on what and how a model was tuned."""

from explorer.domain.words import Words
from explorer.transparency.phrases.phrase import phrase

ADAPTER = phrase("tuning.adapter")
METHODS = (
    ("SFT", phrase("tuning.methods_sft")),
    ("DPO", phrase("tuning.methods_dpo")),
    ("RLHF", phrase("tuning.methods_rlhf")),
    ("GRPO", phrase("tuning.methods_grpo")),
    ("PPO", phrase("tuning.methods_ppo")),
    ("ORPO", phrase("tuning.methods_orpo")),
    ("RLOO", phrase("tuning.methods_rloo")),
    ("reinforcement learning", phrase("tuning.methods_reinforcement_learning")),
    ("instruction tuning", phrase("tuning.methods_instruction_tuning")),
    # Not of a parent's name, "Owl-7B-Instruct-abliterated".
    ("abliteration", phrase("tuning.methods_abliteration")),
    ("RLVR", phrase("tuning.methods_rlvr")),
    (
        "distillation",
        phrase("tuning.methods_distillation"),
    ),
    (
        "post-training",
        phrase("tuning.methods_post_training"),
    ),
    ("preference tuning", phrase("tuning.methods_preference_tuning")),
    ("LoRA", phrase("tuning.methods_lora")),
    (
        "fine-tuning",
        phrase("tuning.methods_fine_tuning"),
    ),
)
METHOD_WORDS: dict[str, str] = {  # the others are abbreviations, the same everywhere
    "reinforcement learning": Words("Reinforcement learning"),
    "instruction tuning": Words("Instruction tuning"),
    "fine-tuning": Words("Fine-tuning"),
    "abliteration": Words("Abliteration"),
    "distillation": Words("Distillation"),
    "preference tuning": Words("Preference tuning"),
    "post-training": Words("Post-training"),
}
METHOD_TAGS = {
    "sft": "SFT",
    "dpo": "DPO",
    "rlhf": "RLHF",
    "grpo": "GRPO",
    "orpo": "ORPO",
    "kto": "KTO",
    "ppo": "PPO",
    "rloo": "RLOO",
    "supervised-fine-tuning": "SFT",
}
TUNED_TAGS = frozenset(
    (*METHOD_TAGS, "instruct", "finetuned", "finetune", "instruction-tuned", "chat", "merge", "mergekit")
)
METHOD = phrase("tuning.method")
LABEL = phrase("tuning.label")
METHOD_LABEL = phrase("tuning.method_label")
ADAPTER_LABEL = phrase("tuning.adapter_label")
TRAINING_TITLE = phrase("tuning.training_title")
TALK = phrase("tuning.talk")
DONE_BEFORE = phrase("tuning.done_before")
DONE_BEFORE_NAME = phrase("tuning.done_before_name")
TUNING_WORD = phrase("tuning.tuning_word")
TUNE_WORD = phrase("tuning.tune_word")
THIS_WAS_TUNED = phrase("tuning.this_was_tuned")
ADVICE = phrase("tuning.advice")
NOT_TUNED = phrase("tuning.not_tuned")
HELPER = phrase("tuning.helper")
IS_BASE = phrase("tuning.is_base")
A_BASE = phrase("tuning.a_base")
TALK_NAME = phrase("tuning.talk_name")
CORPUS_NAME = phrase("tuning.corpus_name")
DATA_TITLE = phrase("tuning.data_title")
GOES_ON = phrase("tuning.goes_on")
ABOUT_USE = phrase("tuning.about_use")
TRAINS = phrase("tuning.trains")
A_SISTER = phrase("tuning.a_sister")
CONSISTS = phrase("tuning.consists")
OUTRIGHT = phrase("tuning.outright")
UNKNOWN_DATA = phrase("tuning.unknown_data")
