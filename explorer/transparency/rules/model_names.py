"""What may be the name of a model's parent: neither a number, a kind of model, nor a later model."""

import re

from explorer.transparency.card_text.letters import letters

_LONGEST = 100  # characters
_NO_NAME = re.compile(r"[- ]X{2,}$|[{}<>=|%\"$\\@;]|^[\d.,+\-\s]+$|https?:|\.\.\.|…")
_ID = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}")
_LETTERS = re.compile(r"[^\W\d_]{2}|^[A-Z]\d+$")
# "Transformer", "decoder-only language model": a kind, not a model.
_KIND = re.compile(
    r"(?:(?:an?|the|our|own|in-house|custom|proprietary|large|small|tiny|standard|vanilla|original|same|base"
    r"|pre-?trained|causal|auto-?regressive|generative|foundational?|neural|dense|multimodal|vision|text"
    r"|deep|decoder|encoder|only|open|source|transformers?|language|network|models?|llms?|lms?|vlms?|slms?|moe"
    r"|mixture|of|experts|\d[\d.]*[ -]?[bmk]?|parameters?|billion|million|based"
    r"|checkpoints?|weights|architecture|pytorch|safetensors|huggingface|hugging face|peft"
    r"|yes|true|false|none|null|unknown|tbd|tba|n/?a|see|below|above|here|link|various|several|multiple"
    r"|accuracy|loss|score|f1|bleu|perplexity|pass|extra|english|german|french|chinese)[\s/,-]*)+",
    re.IGNORECASE,
)
_ROLES = frozenset(("chat", "instruct", "transformer-xl"))  # "OpenChat" is a model
_VERSION = re.compile(r"[-_. ]?(?<![a-z])v(?P<number>\d+(?:\.\d+){0,2})(?![a-z\d])", re.IGNORECASE)
_DERIVED = re.compile(
    r"(?:instruct|chat|it|gguf|ggml|gptq|awq|exl[23]|mlx|onnx|dpo|rlhf|lora|adapter|int[48]|[48]bit|fp8|quantized"
    r"|imatrix|storywriter|abliterated|distill(?:ed)?)"
)


def is_model_name(name: str) -> bool:
    """Whether a text that stands in the place of a parent's name can be one."""
    text = name.strip(" .:*`_()[]")
    if _ID.fullmatch(text):
        return text.lower() != "n/a"
    if not text or len(text) > _LONGEST or _NO_NAME.search(text) or not _LETTERS.search(text):
        return False
    return text.lower() not in _ROLES and not _KIND.fullmatch(text)


def comes_after(name: str, own: str) -> bool:
    """Whether a name is that of a later version of ``own``, or of what was made from it."""
    stem, number = _versioned(name)
    own_stem, own_number = _versioned(own)
    if stem == own_stem:
        return number > (own_number or (1,))
    rest = letters(name).removeprefix(letters(own)) if own and letters(name).startswith(letters(own)) else ""
    return len(letters(own)) > 3 and bool(_DERIVED.match(rest))


def _versioned(name: str) -> tuple[str, tuple[int, ...]]:
    found = _VERSION.search(name)
    number = tuple(int(n) for n in found["number"].split(".")) if found else ()
    return letters(_VERSION.sub("", name, count=1)), number
