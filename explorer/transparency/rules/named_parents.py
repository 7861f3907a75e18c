"""Parents that a card names without an id of the Hub: "fine-tuned on Llama 2 7B"."""

import re

from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import (
    COMPARED,
    is_about_child,
    is_of_others,
    is_parent_label,
    letters,
    own_name,
)

_FAMILY = (
    r"(?:(?i:(?:Code ?)?(?:Tiny)?llama|mistral|mixtral|qwen|gemma|pythia|bloomz?|gpt-?(?:neox?|j|2)|deepseek"
    r"|starcoder|internlm|baichuan|chatglm|olmo|smollm|nemotron|stablelm)|Falcon|Phi|phi-|MPT|T5|Yi|OPT"
    r"|Granite|Command)"
)
_REST = r"[\w.-]*(?: (?:- )?(?:\d+(?:\.\d+)?[BbMm]?|v\d[\w.]*|[Bb]ase|[Cc]hat|[Ii]nstruct|\d+[xX]\d+B)\b)*"
# What follows a name that is no model: its data, its design, a paper.
_NO_MODEL = (
    r"(?![\w-])"
    r"(?!['’]?s? (?:data\w*|corpus|outputs?|generat\w+|architecture|paper|tokenizer|structure"
    r"|codebase"
    r"|implementation|template|format|license|community|team))"
)
_FILLER = (
    r"(?: (?:the|an?|base|our|original|latest|powerful|existing|foundation(?:al)?|open(?:-source)?"
    r"|pre-?trained"
    r"|model|\w+['’]s)){0,4}"
)
_MADE = (
    r"(?P<made>(?i:\bfine-?[ ]?tun(?:ed|e|ing)(?: (?:version|variant|model)s?)?(?: (?:of|from|on top of"
    r"|on|over"
    r"|upon|off))?"
    r"|\binstruct(?:ion)?[- ](?:fine-?)?tun(?:ed|ing)(?: version)? (?:of|from|on)"
    r"|\b(?:continu(?:ed?|al|ally|ous)|further)[- ](?:pre-?)?train(?:ed|ing) (?:of|from|on)"
    r"|\b(?:built|based|developed) (?:on top of|upon|off of|off|on|from)"
    r"|\btrained (?:on top of|from|based on)|\binitiali[sz]ed (?:from|with|using)|\b(?:derived|adapted) from"
    r"|\b(?:starting|beginning) (?:from|with)|\bon top of|\bprun\w+ and distill\w+|\b(?:pruned"
    r"|distilled) from"
    r"|\b(?:adapters?|q?lora)(?: (?:model|weights))? (?:for|of|on)))"
)
_NAMED = re.compile(rf"{_MADE}{_FILLER} (?P<name>\b{_FAMILY}{_REST}){_NO_MODEL}", re.ASCII)
# A name that carries a size is a model's, whatever its family.
_NAMED_WITH_SIZE = re.compile(
    rf"{_MADE}{_FILLER} (?P<name>[A-Za-z][\w.]*-(?:[\w.]+-)*\d+(?:\.\d+)?[bB](?:-[\w.-]+)?)"
    rf"(?![\w/]){_NO_MODEL}",
    re.ASCII,
)
_A_MODEL = re.compile(
    rf"(?:^|^[Aa]n? |\bis an? )(?P<name>{_FAMILY}[\w.-]*(?: \d+(?:\.\d+)?[Bb])?) (?:model )?"
    r"(?P<made>fine-?tuned|[Ff]ine-?tune\b|trained (?:on|with))(?! (?:models?|versions?))",
    re.ASCII,
)
# "Llama2をベースとして", "基于 Llama2", "Llama2를 기반으로".
_EAST_NAME = rf"{_FAMILY}(?:[ .-]?[A-Za-z0-9]+){{0,4}}"
_NAMED_EAST = re.compile(
    rf"(?<![A-Za-z])(?P<name>{_EAST_NAME})\s?[をのに를을은는]?\s?(?P<made>ベース|基に|もとに|기반|베이스)"
)
_NAMED_AFTER_EAST = re.compile(
    rf"(?P<made>基于|在)\s?(?P<name>{_EAST_NAME})\s?的?(?:基础|微调|训练|进行|增量|开发|模型)"
)
_PATTERNS = (_NAMED, _A_MODEL, _NAMED_WITH_SIZE, _NAMED_EAST, _NAMED_AFTER_EAST)
_SIBLINGS = re.compile(r"\b(?:series|checkpoints|projects)\b", re.IGNORECASE)
_ADVICE = re.compile(r"\b(?:may|can|could|should|you|developers|users)\b", re.IGNORECASE)
_TUNED = re.compile(r"tun|train", re.IGNORECASE)
# One of these is in every sentence that names a parent.
_PARTS = (
    "tun", "train", "based", "built", "developed", "initiali", "derived", "adapted", "starting", "beginning",
    "top of", "prun", "distill", "adapter", "lora", "ベース", "基", "もと", "기반", "베이스", "在",
)  # fmt: skip
_MAX_NAME = 60  # characters


def names_in_prose(reading: Reading) -> list[Parent]:
    """The first parent that a label or a sentence names; it cannot be looked up, but it is said."""
    for passage in reading.own:
        if is_parent_label(passage.label) and (name := _labelled(passage)):
            return [Parent(name, "", reading.from_card(passage), is_named_only=True)]
    for passage in reading.own:
        if not passage.mentions(_PARTS):
            continue
        if is_of_others(passage) or is_about_child(reading, passage.text):
            continue
        found = _named_in(passage.text)
        if found and letters(found["name"]) != own_name(reading):
            name = found["name"].rstrip(".- ")
            return [Parent(name, _relation(found["made"]), reading.from_card(passage), is_named_only=True)]
    return []


def _labelled(passage: Passage) -> str:
    body = passage.said.strip(" .[]()*")
    is_name = len(body) <= _MAX_NAME and len(body.split()) <= 8 and any(c.isalpha() for c in body)
    return body if is_name and "http" not in body else ""


def _named_in(text: str) -> re.Match[str] | None:
    if _SIBLINGS.search(text):
        return None
    found = next((m for m in (pattern.search(text) for pattern in _PATTERNS) if m), None)
    before = text[: found.start()] if found else ""
    if found is None or COMPARED.search(before) or _ADVICE.search(before):
        return None
    is_certain = any(c.isdigit() for c in found[0]) or bool(_TUNED.search(found["made"]))
    return found if is_certain else None


def _relation(made: str) -> str:
    lower = made.lower()
    if "adapter" in lower or "lora" in lower:
        return "adapter"
    return "distillation" if "distill" in lower or "prun" in lower else "finetune"
