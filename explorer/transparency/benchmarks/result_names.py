"""Whose a result is: whether a name in a table or in the metadata means the model of a card."""

import re
from collections.abc import Iterable, Set
from functools import lru_cache

from explorer.transparency.card_text.letters import letters
from explorer.transparency.hub_ids import stated_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading

results = phrases_of("results")
_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)?[bm]?(?![a-z])|\d+")
_SIZE = re.compile(r"^\d+(?:\.\d+)?[bm]$")
# What a model of one name is for; Gemma writes "it" and "pt".
_ROLES = {
    "base": "base",
    "pt": "base",
    "instruct": "instruct",
    "it": "instruct",
    "chat": "chat",
    "thinking": "thinking",
    "sft": "sft",
    "dpo": "dpo",
}
_FILLER = frozenset((
    "ours", "our", "model", "base", "chat", "instruct", "it", "pt", "hf", "v", "the", "dpo", "sft", "fp",
    "bf", "16", "gguf", "moe", "b", "preview", "thinking",
))  # fmt: skip
# How the weights are kept: "Owl-7B-AWQ", "Owl-7B BF16", "GPTQ-Int4".
_PRECISION = re.compile(
    r"(?<![a-z])(?:awq|gptq|gguf|ggml|exl[23]|hqq|mlx|auto-?round|bnb|nf4|(?:mx|nv)?fp[48]|int-?[2348]"
    r"|[2348]-?bits?|w\d{1,2}a\d{1,2}|i?q[2-8]_\w{1,6}|(?:bf|fp)-?(?:16|32))(?![a-z\d])"
)
# Sizes that are words, and what trainers call a run that nobody named.
_SIZE_WORDS = frozenset((
    "nano", "micro", "tiny", "mini", "small", "base", "medium", "large", "huge", "xs", "xl", "xxl",
))  # fmt: skip
_UNNAMED = frozenset((
    "output", "outputs", "out", "checkpoint", "checkpoints", "ckpt", "result", "results", "epoch", "epochs",
    "step", "steps", "model", "models", "run", "runs", "final", "best", "last", "latest", "test", "trained",
    "trainer", "finetuned", "tmp", "temp", "eval", "evaluation", "train", "training", "dir", "my", "new",
))  # fmt: skip
_VERSION = re.compile(r"(?<![a-z\d])v[ .-]?(?P<number>\d{1,4}(?:[._]\d{1,4}){0,3})(?![\d.]*[bm]\b)")
_NUMBERED = re.compile(r"(?P<word>[a-z]{2,40})[ -]?(?P<number>\d{1,4}(?:\.\d{1,4})?)(?![\d.]*[bm](?![a-z]))")
_POINT_OF_SIZE = re.compile(r"(?<=\d)_(?=\d{1,2}b(?![a-z]))")  # "Owl-1_6B"
_SHORTEST_PART = 4  # letters of a word that is known within another


def nearest(reading: Reading, names: Iterable[str], linked: Set[str], apart: Set[str]) -> frozenset[str]:
    """Of the names that may be this model's those that are: the one that is written out or linked to it, if
    there is one, else one of its quantization, and of these those that say most of its name.

    Beside "Owl-7B-Chat" no "Owl-7B" is "owl-7b-chat" nor "owl-7b-chat-gguf". ``linked``: names that lead to
    this model; ``apart``: words of families whose base the card tells apart, by ``words_beside_role``.
    """
    fitting = frozenset(n for n in names if names_this(n, reading) and not _is_of_base(n, reading, apart))
    own = letters(reading.name)
    exact = frozenset(name for name in fitting if results.ours.search(name) or own in letters(name))
    return exact or _fullest(reading, fitting & linked or _as_precise(reading, fitting) or fitting)


def _as_precise(reading: Reading, names: Set[str]) -> frozenset[str]:
    """Those that say the quantization that this model's name says."""
    own = _precisions(reading.name)
    return frozenset(name for name in names if own & _precisions(name)) if own else frozenset()


def _fullest(reading: Reading, names: Set[str]) -> frozenset[str]:
    own = frozenset(reading.once(_own_tokens))
    said = {name: len(own.intersection(_tokens(name))) for name in names}
    most = max(said.values(), default=0)
    return frozenset(name for name in names if said[name] == most)


def names_this(name: str, reading: Reading) -> bool:
    """Whether a name in a table means this model: all its words are in its name, no other size is, nor
    another role or precision."""
    return _names_this(name, reading.name, reading.once(_own_tokens))


def _own_tokens(reading: Reading) -> tuple[str, ...]:
    return tuple(_tokens(reading.sources.repo))


@lru_cache(maxsize=4096)
def _names_this(name: str, whole: str, own: tuple[str, ...]) -> bool:
    """``whole``: this model's name; "Base-7B" has no other words than those that say little elsewhere."""
    tokens = _tokens(name)
    # The base beside the instruct model, or the model as it was beside the quantized one.
    if _differ(_roles(tokens), _roles(own)) or _differ(_precisions(name), _precisions(whole)):
        return False
    if results.ours.search(name):
        return True
    if is_of_precision(name):
        return _precisions(name) <= _precisions(whole)
    said = [token for token in tokens if token not in _FILLER]
    sizes = {t for t in own if _SIZE.match(t)}
    if {t for t in said if _SIZE.match(t)} - sizes and sizes:
        return False
    if letters(name) and letters(name) == letters(whole):
        return True
    words = [t for t in said if t.isalpha() and len(t) > 1]
    return bool(words) and all(t in own for t in said if not (_SIZE.match(t) and not sizes))


def _roles(tokens: Iterable[str]) -> set[str]:
    return {_ROLES[token] for token in tokens if token in _ROLES}


def _precisions(name: str) -> set[str]:
    return {found.replace("-", "") for found in _PRECISION.findall(name.lower())}


def is_of_precision(name: str) -> bool:
    """Whether a name says nothing but how the weights are kept: "AWQ", "GPTQ-Int4"."""
    rest, count = _PRECISION.subn(" ", name.lower())
    return bool(count) and not _tokens(rest)


def words_beside_role(name: str, reading: Reading) -> frozenset[str]:
    """The family in a name that tells this model or another size of it from the base: "Owl" in "Owl-Chat 13B"
    for owl-7b-chat; none where it says no such role, or a word that is not in this model's name."""
    own, tokens = reading.once(_own_tokens), _tokens(name)
    roles, words = _roles(tokens) - {"base"}, _words_of_family(tokens)
    is_own_role = bool(roles) and roles <= _roles(own)
    return words if is_own_role and words.issubset(own) else frozenset()


def _words_of_family(tokens: Iterable[str]) -> frozenset[str]:
    words = frozenset(token for token in tokens if token not in _FILLER and not _SIZE.match(token))
    return words if any(map(str.isalpha, words)) else frozenset()


def _is_of_base(name: str, reading: Reading, apart: Set[str]) -> bool:
    """Whether a name that would do for this model leaves out what tells it from the base."""
    tokens = _tokens(name)
    if _roles(tokens) or results.ours.search(name) or letters(reading.name) in letters(name):
        return False
    words = _words_of_family(tokens)
    return bool(words) and words <= apart


def entitles_this(name: str, reading: Reading) -> bool:
    """Whether metadata below a name speak of this model. Programs write the name, so it may be any that a run
    or an earlier repo had: what names a sibling, the base or something else altogether is another model."""
    bare = name.rstrip("/").rpartition("/")[2]
    if not bare or names_this(name, reading):
        return True
    if _is_sibling(bare, reading) or _is_parent(bare, reading):
        return False
    return _is_unnamed(bare) or _is_alike(bare, reading)


def _is_unnamed(name: str) -> bool:
    """ "outputs", "epoch_0_model", "final_xl_results": where a program left it."""
    tokens = _tokens(name)
    said = _UNNAMED | _SIZE_WORDS
    return bool(tokens) and all(t in said or _SIZE.match(t) or t.isdigit() for t in tokens)


def _is_sibling(name: str, reading: Reading) -> bool:
    """Whether it says another size, version, role or precision than this model's name."""
    said, own = _spelled(name), _spelled(reading.name)
    tokens, own_tokens = _tokens(said), _tokens(own)
    return (
        _differ(*({t for t in of if _SIZE.match(t)} for of in (tokens, own_tokens)))
        or _differ(*(_SIZE_WORDS.intersection(of) for of in (tokens, own_tokens)))
        or _differ(*({_version(found["number"]) for found in _VERSION.finditer(of)} for of in (said, own)))
        or _are_numbered_otherwise(said, own)
        or _differ(_roles(tokens), _roles(own_tokens))
        or _differ(_precisions(said), _precisions(own))
    )


def _spelled(name: str) -> str:
    return _POINT_OF_SIZE.sub(".", name.lower()).replace("_", "-")


def _differ(one: Set[object], other: Set[object]) -> bool:
    """Whether both say something, and not the same."""
    return bool(one and other) and one.isdisjoint(other)


def _version(number: str) -> tuple[int, ...]:
    """The parts of a version; 2 and 2.0 are one."""
    parts = [int(part) for part in re.split(r"[._]", number)]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _are_numbered_otherwise(said: str, own: str) -> bool:
    """ "Owl2" beside "Owl-3": the same word with another number behind it."""
    numbers, own_numbers = (
        {found["word"]: _version(found["number"]) for found in _NUMBERED.finditer(of)} for of in (said, own)
    )
    return any(numbers[word] != own_numbers[word] for word in numbers.keys() & own_numbers.keys())


def _is_parent(name: str, reading: Reading) -> bool:
    stated = stated_ids(reading.card.value("base_model")) if reading.card else []
    return letters(name) in {letters(id_.rpartition("/")[2]) for id_ in stated}


def _is_alike(name: str, reading: Reading) -> bool:
    """Whether it shares a word with this model's name, also within a longer one."""
    pairs = ((name, reading.name), (reading.name, name))
    return any(
        word in _tokens(other) or (len(word) >= _SHORTEST_PART and word in letters(other))
        for one, other in pairs
        for word in _tokens(one)
        if word.isalpha() and len(word) > 1 and word not in _FILLER | _UNNAMED | _SIZE_WORDS
    )


def _tokens(name: str) -> list[str]:
    return _TOKEN.findall(name.lower().replace("_", "-"))
