"""The words by which a card tells that, on what and how a model was tuned."""

import re

from explorer.domain.words import Words

ADAPTER = re.compile(r"\b(?:low-rank|q?lora|peft) adapters?\b", re.IGNORECASE)
METHODS = (
    ("SFT", re.compile(r"\bsft\b|\bsupervised[- ]fine-?[- ]?tun\w+", re.IGNORECASE)),
    ("DPO", re.compile(r"\b(?:d-?)?dpo(?![a-z\d])|\bdirect preference optimi[sz]ation", re.IGNORECASE)),
    ("RLHF", re.compile(r"\brlhf\b|\brlaif\b|reinforcement learning (?:from|with) human", re.IGNORECASE)),
    ("GRPO", re.compile(r"\bgrpo\b|group relative policy", re.IGNORECASE)),
    ("PPO", re.compile(r"\bppo\b|proximal policy", re.IGNORECASE)),
    ("ORPO", re.compile(r"\borpo\b|\bkto\b|\bsimpo\b", re.IGNORECASE)),
    ("RLOO", re.compile(r"\brloo\b", re.IGNORECASE)),
    ("reinforcement learning", re.compile(r"\breinforcement learning\b|\brl-only\b|强化学习", re.IGNORECASE)),
    ("instruction tuning", re.compile(r"\binstruction[- ](?:fine-?)?tun(?:ed|ing)\b", re.IGNORECASE)),
    # Not of a parent's name, "Owl-7B-Instruct-abliterated".
    ("abliteration", re.compile(r"(?<!\db-)(?<!struct-)(?<!-it-)\babliterat\w+", re.IGNORECASE)),
    ("RLVR", re.compile(r"\brlvr\b|\brl with verifiable rewards\b", re.IGNORECASE)),
    (
        "distillation",
        re.compile(
            r"(?<!\d-)\bdistill(?:ed|ation|ing)\b(?!-\d)|\bas a teacher\b"
            r"|\breasoning traces (?:generated|produced|written) by\b",
            re.IGNORECASE,
        ),
    ),
    (
        "post-training",
        re.compile(
            r"\bpost-?train(?:ed|ing) (?:data|corpus|on|with|methodology|technique|recipe)\b", re.IGNORECASE
        ),
    ),
    ("preference tuning", re.compile(r"\bpreference (?:optimi[sz]ation|tuning)\b", re.IGNORECASE)),
    ("LoRA", re.compile(r"\bq?lora\b", re.IGNORECASE)),
    (
        "fine-tuning",
        re.compile(
            r"\bfine-?[- ]?tun(?:ed|ing|e)\b|called [\w-]+[- ]tuning\b"
            r"|follow (?:\w+ )?(?:instructions|guidelines)\b"
            r"|\badapters? \w+ trained|^\W{0,4}tuned|дообуч|\btransfer learning\b"
            r"|\b(?:conversations?|dialogues?"
            r"|instructions?|demonstrations?|pairs|alpaca|slim-?orca|open-?orca|ultrachat|ultrafeedback|dolly"
            r"|capybara|airoboros|openhermes|sharegpt|evol-?instruct|mix of prompts"
            r"|prompts and (?:answers|responses))\b"
            r"|\bgefinetuned\b|\bince ayar\b"
            r"|ajustad[oa]|affiné|afinad[oa]|feinabstimm|feinabgestimm|ajuste fino|微调|精调|チューニング"
            r"|미세 ?조정|파인튜닝",
            re.IGNORECASE,
        ),
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
METHOD = re.compile(
    r"\b(?:fine-?[- ]?tun(?:ed|ing)|full fine-?tune|aligned (?:using|via|through|by)|sft|dpo|rlhf|rlaif|ppo"
    r"|reinforcement learning|instruction[- ](?:fine-?)?tun(?:ed|ing)|q?lora"
    r"|preference (?:optimi[sz]ation|tuning)|abliterat(?:ed|ion)|rl with verifiable rewards|rlvr"
    r"|(?:taught|trained|learn(?:ed|s)?) to follow (?:\w+ )?(?:instructions|guidelines)|distilled)\b",
    re.IGNORECASE,
)
# Labels of tuning data and methods.
LABEL = re.compile(
    r"^(?:data (?:used )?for )?(?:supervised |instruction |preference |safety )?(?:fine-?[ -]?tun(?:ing|ed)"
    r"|sft|dpo|rlhf|grpo|orpo|ppo|post-?training|alignment|instruction|distillation)"
    r"(?:[- ](?:data(?: ?sets?)?|method|stage|step|corpus|mix(?:ture)?|procedure))?s?"
    r"(?: (?:in|for|of) (?:stage|phase|step) \d)?$"
    r"|^fine-?[ ]?tuned (?:using|on|with) data ?sets?$"
    r"|^(?:监督微调|指令微调|强化学习|偏好优化|后训练)(?:阶段)?$",
    re.IGNORECASE,
)
# Labels behind which a method may stand: "Method: LoRA", "LoRA rank: 16".
METHOD_LABEL = re.compile(
    r"^(?:(?:pre-?|fine-?)?(?:train(?:ing)?|tuning) )?(?:method|technique|approach|regime|recipe|type)s?$"
    r"|^(?:training|tuning|adaptation|m[ée]thode|m[ée]todo)$"
    r"|^(?:训练方式|训练方法|增量训练|微调方式|微调方法)$",
    re.IGNORECASE,
)
ADAPTER_LABEL = re.compile(
    r"^(?:q?lora|peft)[ _-](?:\(?r\)?|rank|alpha|dropout)(?: ?[(/].{1,20})?$", re.IGNORECASE
)
# Where one's own training is told of.
TRAINING_TITLE = re.compile(r"^\W{0,4}(?:how (?:it|this)\b.{0,20}\btrained|training)\b", re.IGNORECASE)
# Data that teaches to talk.
TALK = re.compile(
    r"\b(?:train(?:ed|ing)|(?:fine-?)?(?:tuned|tuning))\b[^.]{0,80}\b(?:conversations?|dialogues?|instructions?(?!-)"
    r"|demonstrations?|instruction-following (?:data\w*|corp\w+)|preference pairs|chat logs|sharegpt"
    r"|evol-?instruct|alpaca|slim-?orca|open-?orca"
    r"|ultrachat"
    r"|ultrafeedback|dolly|capybara|airoboros|openhermes|oasst\d?|no_robots|limarp|open-?platypus|hh-rlhf)\b"
    r"|\b(?:model|trained|tuned)\b[^.]{0,100}\breasoning traces (?:generated|produced|written) by\b"
    # A judge or a chat model is shown prompts and what to answer.
    r"|\b(?:mix|set|collection) of prompts\b|\bprompts? (?:and|&) (?:responses|answers"
    r"|completions)\b[^.]{0,60}\btrain",
    re.IGNORECASE,
)
DONE_BEFORE = re.compile(
    r"\b(?:was|were|is|are|been|has|have|we|and|further|then|i|model|version|using|through|via"
    r"|use[sd]?)\b[^.]{0,100}$",
    re.IGNORECASE,
)
# The same where a name with a point stands between: "This is Sora-1.5, fine-tuned".
DONE_BEFORE_NAME = re.compile(
    r"\b(?:was|were|is|are|been|has|have|we|version|model)\b(?:[^.]|(?<=\d)\.(?=\d)){0,100}(?<![-/_\w])$",
    re.IGNORECASE,
)
TUNING_WORD = re.compile(r"fine|instruction|aligned|distill|abliterat", re.IGNORECASE)
# One of these is in every sentence that tells of it.
TUNE_WORD = re.compile(
    r"abliterat|post-?train|used to (?:fine-?)?(?:train|tune) |精调"
    r"|called [\w-]+[- ]tuning|distilling|\badapters?\b|\btuned\b|instruct"
    r"|chat model|prompt-|post-?training|distilled|to follow |fine-?[- ]?tun|\balign|\bsft\b"
    r"|dpo\b|rlvr|rlhf|ppo\b|grpo|orpo|rlaif|\brl\b|ajustad[oa]|affin[ée]|afinad[oa]|dpoで|sftで"
    r"|gefinetuned|ince ayar"
    r"|rloo|methodology|\bkto\b|simpo|reinforcement|instruction|preference|lora\b|feinab|微调|强化学习|偏好优化"
    r"|チューニング|파인튜닝|미세 ?조정|дообуч|transfer learning|knowledge distillation",
    re.IGNORECASE,
)
# "This model was tuned", not advice on tuning it, nor a test of tuned models.
THIS_WAS_TUNED = re.compile(
    r"^(?:[\w.-]*\d[\w.-]* )?fine-?tuned (?:on|with|using) "
    r"|^\W{0,4}after (?:\w+ )?fine-?tuning on (?!your\b|an?\b|any\b)"
    r"|\bthis fine-?[- ]?tuned (?:model|version|checkpoint|adapter)\b"
    r"|^\W{0,4}(?:an? )?(?:q?lora|peft) adapters? (?:that|which) (?:fine-?)?(?:tunes?|adapts?)\b"
    r"|\| (?:sft|dpo|rlhf|fine-?tuned|instruction[- ]tuned) (?:on|from|version of) "
    r"|\bis an? (?:[\w-]+ ){1,3}?fine-?tune (?:model )?(?:with|on|using)\b"
    r"|\b(?:adapter|lora|checkpoint) fine-?tuned (?:on|with|for)\b"
    r"|\brl-only post-?training\b|\bgefinetuned op\b|\bince ayar (?:yapıl|edil)\w*"
    r"|\b(?:instructions|conversations|dialogues|demonstrations) used (?:to (?:fine-?)?(?:train|tune)"
    r"|(?:for|in) (?:the )?(?:training|fine-?tuning)(?: of)?) (?:the|this|our) model\b"
    r"|\bused as [^.]{1,40} of the fine-?tun(?:e|ing) data ?set\b|\bundergo(?:es"
    r"|ne) (?:knowledge )?distillation\b"
    r"|^\W{0,4}(?:an? |the |our )?(?:[\w-]+[ -]){0,2}?fine-?[- ]?tun(?:ed|e) (?:version |variant |model "
    r"|checkpoint )?(?:of|on|with|using|from) "
    r"|\bfine-?tuning(?: \([^()]{0,60}\))? from\b|\bfine-?tuning data (?:used|made|written) (?:by|for)\b"
    r"|\b(?:sft|dpo|rlhf|rl|grpo|alignment) (?:stage|phase|step)\b[^.]{0,30}\b(?:used?s?|with|on|took"
    r"|consist\w+)\b"
    r"|\bwe fine-?tune (?:the|our) models? (?:by|with)\b"
    r"|^\W{0,4}distilled (?:on|with|using)\b|\b(?:ajustad|afinad)[oa] (?:con|com|en|sobre)\b|(?:dpo|sft"
    r"|rlhf)で(?:学習|調整)"
    r"|\b(?:an? )(?:[\w-]+ ){0,2}?fine-?tune of\b"
    r"|^(?:then |further )?(?:trained|aligned|tuned) (?:with|using|via|by) (?:\w+ ){0,2}?(?:sft|dpo|rlhf"
    r"|grpo|ppo|orpo|kto|rloo|q?lora)\b"
    r"|\btrain(?:ed)? (?:\w+ ){0,3}?(?:with|using|via) (?:sft|dpo|grpo|ppo|orpo|kto|rloo|simpo)\b"
    r"|\bpost-?training\b[^.]{0,40}\b(?:comprises?|consists?|includes?|uses?|used|process|pipeline"
    r"|stages?)\b[^.]{0,80}"
    r"\b(?:sft|dpo|rlhf|grpo|fine-?tuning|preference|reinforcement)"
    r"|\bpost-?training (?:data(?: ?set)?|corpus)\b[^.]{0,60}\b(?:consists?|comprises?|includes?|is|are"
    r"|was)\b"
    r"|\bpost-?trained (?:on|with|using)\b|\badapters? (?:was|were|is|has been) trained (?:on|with|using)\b"
    r"|^\W{0,4}tuned (?:on|with|using)\b|\b(?:instruct|chat) model,? (?:\w+ )?trained (?:on|with)\b"
    r"|\bprompt[- ](?:response|completion)[- ]pairs\b"
    r"|\binstruction data\b[^.]{0,60}\bto (?:fine-?)?tune\b"
    r"|feinabstimmung|feinabgestimmt|进行.{0,12}(?:supervised fine-?tuning|sft|微调)"
    r"|を?ファインチューニングし|파인튜닝|미세 ?조정(?:했|하였|되었|됐|[한된] (?:모델|버전))"
    r"|(?:使用|采用|用|在|由)[^。，可]{2,40}微调(?:而[来成得]|得到|的(?!其[他它])[^。，]{0,16}模型)"
    r"|微调(?:所?用到?|使用)的?(?:数据|语料)"
    r"|\bfine-?tuning (?:process|procedure|stage|phase|step)"
    r" (?:included|involved|used|employed|utili[sz]ed)\b"
    r"|^\W{0,4}(?:by )?applying (?:reinforcement learning|rlhf|dpo|ppo|grpo)\b[^.]{0,60}"
    r"\b(?:rewards?|verifiers?|feedback|preferences?)\b"
    r"|\bfine-?tuned and [\w-]+ (?:versions?|variants?) of\b"
    r"|\b(?:chat|instruct) (?:version|variant|model)s? ha(?:s|ve) undergone\b"
    r"|\bcontains the instruction[- ]tuned\b|\bafter (?:sft|dpo|rlhf)\b|经过\s?(?:sft|dpo|rlhf)"
    r"|^(?:[\w-]+ ){0,3}?(?:sft|dpo|rlhf|grpo|ppo|orpo|supervised fine-?tuning)\b (?:on|with|using) "
    r"|\bq?lora adapters? for\b[^.]{0,60}\((?:r|rank|alpha|epochs)\b|^\W{0,4}(?:an? )?(?:q?lora"
    r"|adapter)s? (?:was )?trained (?:on|with)\b"
    r"|\bдообучен[аоы]?\b|^\W{0,4}affinée? sur\b|\bmodelo ajustado\b"
    r"|\badapters?\b[^.]{0,80} (?:that was|which was|was|has been) trained (?:on|with|using)\b"
    r"|\b(?:q?lora|adapter) for\b[^.]{0,60}\b(?:trained|fine-?tuned) (?:on|with|using|in)\b"
    r"|^\W{0,4}transfer learning from (?!this)|\bknowledge distillation from\b[^.]{0,60}\b(?:was|is) used\b"
    r"|^\W{0,4}rl with verifiable rewards (?:on|with)\b|^\W{0,4}instruction[- ]tuned (?:on|with|using)\b"
    r"|^[\w.-]+ fine-?tuned (?:for|on)\b[^.]{0,60}\bon\b|进行(?:了)?微调"
    r"|\b(?:is|was|has been|been) (?:\w+ly )?(?:instruction|chat)[- ]?(?:fine-?[ ]?)?tuned\b"
    r"|\bto fine-?tune our model\b|\btrained with the \w+ method(?:ology)?\b"
    r"|\bpost-?training (?:methodology|technique|recipe)\b|\bin (?:the )?(?:sft"
    r"|rl|dpo)(?:/\w{1,12})? (?:phase|stage)s?\b|\btrained (?:with|using) an? (?:\w+ )?(?:technique|method"
    r"|approach) called [\w-]+[- ]tuning\b|^\W{0,4}q?lora(?: adapters?)?:? \(?(?:r|rank)\b\W{0,3}\d"
    r"|\bbased on\b[^.]{0,80}\bby distilling knowledge\b"
    r"|我们的[^。]{0,20}(?:监督微调|微调|精调)|(?:进行|经过)(?:了)?[^。可]{0,24}精调"
    r"|指令微调模型|微调(?:指令)?数据|(?:采用|使用|经过|通过|进行|构建)[^。]{0,30}(?:监督微调|强化学习|指令微调|偏好优化)",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"^\W{0,4}thanks to\b"
    r"|\buse in fine-?tuning\b|\byou['’]ll see\b|可以?(?:进行|用于|直接(?!使用[：，]))|用户(?:可|需|应)"
    r"|脚本|如何|[精微]调(?:服务|成本)|별도로"
    r"|\b(?:can be(?! found)|could be|may be|should be|to be|be used|if you|you can|want to|developers|users"
    r"|evaluat\w+|benchmark\w*|outperform\w*|without|collection of pre-?trained and"
    r"|(?:inference|reasoning) and fine-?tuning|when fine-?tuned|fine-?tune your own|demo"
    r"|models are fine-?tuned|insights from|that specific fine-?tuned"
    r"|needs?|requires?|best used|intended to|plan to|ready for|before"
    r"|for (?:(?:\w+ )?(?:pre-?)?training,? (?:and )?)?fine-?tuning"
    r"|fine-?tuning (?:(?:enabling )?code|support"
    r"|scripts?)|shall mean|not been|has not"
    r"|have not|how to|look for|variants?(?! of)|(?<!publicly )available"
    r"|instructions? (?:is|are) in|supports? (?:\w+ )?fine-?tuning|advanced usage|fine-?tuned tasks"
    r"|(?:integrated|supported|available|usable|works?|compatible) (?:into|in|by|with) (?:[\w-]+ ){0,3}?"
    r"fine-?tuning (?:frameworks?|librar(?:y|ies)|toolkits?|platforms?|tools)"
    r"|interests|recommend|consider|specific use|(?:two|tuning|training) recipes?(?!:)|adapted for|example"
    r"|(?:provide|offer|include|has|have|open-?sourced?)\w* [^.;]{0,50}(?:scripts|notebooks|cookbooks?)"
    r"|script|notebook|next model|will be|coming soon"
    r"|compar\w+|tokenizers? (?:was|were|is)|responds? well to [^.]{0,30}?\b(?:fine-?tun\w+|q?lora|training)"
    r"|(?:task-specific|downstream)(?: task)? fine-?tuning"
    r"|must (?:\w+ )?install|(?:starting|starter) code|configuration file|reported results"
    r"|refer to the (?:link|repositor|base|original)\w*"
    r"|fine-?tuning (?:costs?|codebase|procedures? (?:is|are) (?:described|provided))"
    r"|(?:offer|provide|support)s? (?:both )?(?:q?lora|full|parameter-efficient)\b[^.]{0,20} fine-?tuning"
    r"|one of the fine-?tuning examples|follow (?:these|the) steps)\b",
    re.IGNORECASE,
)
NOT_TUNED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bwithout|\bno)\b[^.]{0,40}?\b(?:fine-?[- ]?tun|align|rlhf|instruction"
    r"|reinforcement|supervised|post-?train)|\bnon[- ]?fine[- ]?tuned\b"
    r"|\b(?:raw|base|pre-?trained)[, ]{1,2}(?:pre-?trained )?model, which should",
    re.IGNORECASE,
)
# The sentence is about what judged it or served it.
HELPER = re.compile(
    r"^\W*(?:the|an?|our|its) (?:(?!and\b)[\w-]+ ){0,2}?(?:judge|retriever|tokeni[sz]er|reward|critic"
    r"|verifier|draft|teacher) (?:models? )?(?:was|is|were|are) (?!this\b|(?:\w+ )?(?:used|applied)\b)",
    re.IGNORECASE,
)
IS_BASE = re.compile(
    r"\bthis (?:model )?is (?:a|the) (?:[\w-]+ ){0,2}base (?:text-to-text |language )?model\b"
    r"|\bis an? (?:[\w-]+ ){0,3}?base (?:language )?model (?:which|that|and) (?:needs?|requires?|should"
    r"|must|is not|has not)\b"
    r"|\bmodel (?:that )?we (?:have )?(?:released?|provided?) is an? (?:[\w-]+ ){0,2}base model\b"
    r"|\bcontains the base model\b|\bthe repository for the base\b|\b(?:it|model) is not fine-?tuned for\b",
    re.IGNORECASE,
)
A_BASE = re.compile(r"\bis an? (?:[\w-]+ ){0,3}base (?:language )?model\b", re.IGNORECASE)
TALK_NAME = re.compile(
    r"instruct|chat|alpaca|orca|dolphin|dpo|sft|preference|feedback|sharegpt|dialog|conversation"
    r"|role-?play|oasst",
    re.IGNORECASE,
)
CORPUS_NAME = re.compile(
    r"pile|\bm?c4\b|pajama|refinedweb|fineweb|starcoderdata|the-stack|wikipedia|bookcorpus|oscar|culturax"
    r"|dolma|dclm|web-corpus|smollm-corpus|cosmopedia"
    r"|cc-?100",
    re.IGNORECASE,
)
DATA_TITLE = re.compile(
    r"^[\W\d]*(?:(?:used|training|fine-?tuning|hugging ?face|hf) )?data ?sets?"
    r"(?: (?:used|links?|names?|details))?\W*$"
    r"|^[\W\d]*(?:training|fine-?tuning) data\W*$",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"\bpre-?train|\bfrom scratch\b|预训练|事前学習", re.IGNORECASE)
ABOUT_USE = re.compile(
    r"\b(?:direct|downstream|intended|out[- ]of[- ]scope)[ -]use|^uses?\b|\buse cases?\b|\blimitations?\b"
    r"|\brecommendations?\b|\bhow to\b"
    r"|\busage\b|\bquick ?start|\binstruction format|\bprompt\b",
    re.IGNORECASE,
)
TRAINS = re.compile(
    r"train|tun(?:e|ing)|fit|align|sft|dpo|epochs|ince ayar|дообуч|ajustad|微调|训练|미세 ?조정|학습",
    re.IGNORECASE,
)
# Said of a sister beside this one: "We also provide X, which is the instruction-tuned version of this".
A_SISTER = re.compile(
    r"\b(?:we|they) (?:also|further|additionally) (?:provide|offer|release|publish|have|share|train"
    r"|host|present|introduce)\w*\b"
    r"|\b(?:comes?|come|released) in\b[^.]{0,80}\b(?:variations|versions|flavou?rs|sizes)\b"
    r"|\bbase (?:language )?models and instruction[- ]tuned\b"
    r"|\b(?:pre-?trained|base) and (?:instruction[- ]|fine-?)tuned (?:variations|versions|models"
    r"|checkpoints)\b",
    re.IGNORECASE,
)
# "Its post-training involves only a supervised stage, without RLHF."
CONSISTS = re.compile(
    r"\bpost-?training of [^.]{2,40} (?:involves|consists|comprises)\b"
    r"|\bonly available (?:in|as) (?:an? )?instruction[- ]tuned\b"
    r"|由[^。，]{1,40}微调而[来成得]",
    re.IGNORECASE,
)
# "This is Sora Instruct, and has been instruction finetuned": also above an example of its use.
OUTRIGHT = re.compile(
    r"^\W{0,4}(?:note\W{0,3})?this (?:is|model|version|checkpoint)\b[^.,]{0,60},?(?: and| which| that)?"
    r" (?:has been|was) (?:instruction|chat)[- ](?:fine-?[ ]?)?tuned\b",
    re.IGNORECASE,
)
UNKNOWN_DATA = re.compile(r"\bon (?:an unknown|the none|an? unspecified) dataset\b", re.IGNORECASE)
