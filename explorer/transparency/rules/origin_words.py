"""Words that the phrases of origin are made of."""

import re

MODEL = r"§(?P<n>\d+)"
# Words that may stand between what happened and the model: never what it was trained on.
NOT_BETWEEN = (
    r"(?:data\w*|corpus|corpora|using|use|with|that|which|who|than|by|and|or|to|is|are|was|were|for|in"
    r"|samples?|traces|completions"
    r"|v?ram|memory|re-?creat\w+|replicat\w+|reproduc\w+|examples?|tokens?|instructions?|conversations?|outputs?|generated|hours|epochs?|steps|questions?"
    r"|prompts?|experiences?|lessons|findings|insights"
    r"|responses?|answers?|text|code|pairs?|gpus?|tokenizer|architecture|format|not|but|such|method|technique|tasks|other)"
)
BETWEEN = rf"(?:(?!{NOT_BETWEEN}\b)[\w'’´+&./-]+,? ){{0,6}}?(?:, |\( ?(?:see |from )?)?"
A_MODEL = BETWEEN + MODEL
IS_MODEL = re.compile(
    r"(?! (?:transcripts?|embeddings?|features|representations|logits|completions|generations|chats|samples"
    r"|traces|scores)\b)(?!-based (?:loras?|adapters?|modules|merges)\b)"
    r"(?! in (?:this|the|our) example\b)(?! torrent\b)"
    r"(?!\) framework\b)(?!['’]?s?[ -](?:(?:model|transformer|decoder|block) architecture|like|alike"
    r"|inspired|compatible"
    r"|data\w*|corpus|outputs?|generat\w+|architecture|paper|tokenizer|structure|codebase"
    r"|codes?"
    r"|implementation|template|format|licen[sc]e|community|team|repo\w*|library|framework|toolkit|benchmark"
    r"|utility|tool|script|command|binary|executable"
    r"|leaderboard|(?:model )?series(?! of models)|and \S+ (?:series|projects)|projects"
    r"|prompt\w*|style|conversations?|responses?|judge"
    r"|tokens?)\b)",
    re.IGNORECASE,
)
ADVISED = (
    r"(?:may|can|could|might|should|would|will|to|you|users?|developers|researchers|how|not|never|if|for)\b"
)
KIND = r"(?:version|variant|model|checkpoint|edition|release|derivative|llm|copy|iteration|adaptation)s?"
TUNE = r"(?:fine-?[ -]?tun(?:ed|e|ing|es)|finetun\w+|instruct(?:ion)?[ -]tun(?:ed|ing))"
BY = r"(?:sft|dpo|rlhf|rl|grpo|ppo|orpo|kto|q?lora|chat|instruction|preference)"
# What may have been done to it: "an abliterated X", "an ORPO-tuned X".
CHANGED = (
    rf"(?P<kind>{TUNE}|{BY}[ -]?(?:tuned|trained|aligned|['’]d)|(?:\w+-)?(?:pruned|abliterated|distilled"
    r"|uncensored|decensored|up-?scaled|up-?cycled|orthogonali[sz]ed|quanti[sz]ed|compressed))"
)
SHRUNK = (
    r"(?:i?q\d\w*|ggufs?|ggml|gptq|awq|exl[23]|mlx|hqq|onnx|openvino|core ?ml|fp8|nvfp4|mxfp4|nf4|int[48]"
    r"|w\da\d+"
    r"|imatrix"
    r"|\d(?:\.\d+)?[- ]?(?:bit|bpw)s?)"
)


def pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)
